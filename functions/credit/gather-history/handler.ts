import * as z from 'zod';
import { isZone } from '../../../shared/domain/calendar.ts';
import { InvalidInput } from '../../../shared/lambda/task.ts';
import {
  type GatherHistoryDeps,
  gatherHistory,
} from '../../../shared/services/credit/gather-history.ts';
import {
  type ApplicationReads,
  gatheringCaseOf,
} from '../../../shared/services/credit/gathering-case.ts';
import type {
  ApplicationRequest,
  GatherAnswer,
} from '../../../statemachines/credit-approval/io.ts';

/** The part of an environment's configuration that the history needs. */
export const historySettings = z.object({
  bookZone: z.string().refine(isZone, 'expected an IANA zone'),
  /** Currencies that are invoiced in; the accounts of a customer are in these. */
  currencies: z.array(z.string().regex(/^[A-Z]{3}$/)).max(10),
  /** A rate of exchange counts for so many days. */
  rateDays: z.int().positive(),
  /** Of `lateness-models/`; left out, nothing says how late the customer will pay. */
  lateness: z.object({ name: z.string(), version: z.int().positive() }).optional(),
});

export type Deps = GatherHistoryDeps & { readonly applications: ApplicationReads };

/** @throws InvalidInput when there is no such application. */
export const createHandler =
  (deps: Deps) =>
  async ({ applicationId }: ApplicationRequest): Promise<GatherAnswer> => {
    const of = await gatheringCaseOf(deps.applications, applicationId);
    if (of === undefined) throw new InvalidInput('no such application');
    return { source: 'history', ...(await gatherHistory(deps, of)) };
  };
