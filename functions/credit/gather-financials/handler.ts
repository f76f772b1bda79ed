import * as z from 'zod';
import type { Logger } from '../../../shared/lambda/logger.ts';
import { InvalidInput } from '../../../shared/lambda/task.ts';
import {
  type GatherFinancialsDeps,
  gatherFinancials,
} from '../../../shared/services/credit/gather-financials.ts';
import {
  type ApplicationReads,
  gatheringCaseOf,
} from '../../../shared/services/credit/gathering-case.ts';
import type {
  ApplicationRequest,
  GatherAnswer,
} from '../../../statemachines/credit-approval/io.ts';

/** The part of an environment's configuration that the statements need. */
export const financialsSettings = z.object({
  /** A rate of exchange counts for so many days. */
  rateDays: z.int().positive(),
});

export type Deps = GatherFinancialsDeps & { readonly applications: ApplicationReads };

/** @throws InvalidInput when there is no such application. */
export const createHandler =
  (deps: Deps) =>
  async ({ applicationId }: ApplicationRequest, log: Logger): Promise<GatherAnswer> => {
    const of = await gatheringCaseOf(deps.applications, applicationId);
    if (of === undefined) throw new InvalidInput('no such application');
    const { problems, ...gathered } = await gatherFinancials(deps, of);
    if (problems) log.warn('the statements contradict themselves', { problems });
    return { source: 'financials', ...gathered };
  };
