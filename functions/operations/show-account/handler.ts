import * as z from 'zod';
import { businessDate, foreignInstant } from '../../../events/envelope.ts';
import {
  businessDate as dateOf,
  type Instant,
  instantOf,
  isZone,
  type Zone,
} from '../../../shared/domain/calendar.ts';
import { collectionSettings } from '../../../shared/domain/collections/settings.ts';
import type { ApiResponse } from '../../../shared/lambda/api.ts';
import {
  accountParameter,
  notFound,
  type OperatorRequest,
  read,
} from '../../../shared/lambda/operator.ts';
import type { LedgerReader } from '../../../shared/ports/ledger.ts';
import { type ExplainDeps, explainAccount } from '../../../shared/services/operations/explain.ts';
import {
  type ShowDeps,
  showAccount,
  showAccountAsOf,
} from '../../../shared/services/operations/show.ts';
import { listWriteOffs } from './write-offs.ts';

export const settings = collectionSettings.extend({
  /** Whose calendar says which day it is. */
  bookZone: z
    .string()
    .refine(isZone, 'expected an IANA zone')
    .transform((zone): Zone => zone),
});

export type Deps = ShowDeps &
  ExplainDeps & { readonly writeOffs: Pick<LedgerReader, 'waitingWriteOffs'> };

const question = z.strictObject({
  asOf: businessDate.optional(),
  knownAt: foreignInstant.optional(),
});

/** The journal's moments are UTC with milliseconds, and compared as text. */
const momentOf = (text: string | undefined): Instant | undefined =>
  text === undefined ? undefined : instantOf(Date.parse(text));

/**
 * Shows an account, as it stands or as it stood, or explains what is sent about it and why; and
 * what of all accounts waits for the decision of a second person.
 */
export const createHandler =
  (deps: Deps) =>
  async (request: OperatorRequest): Promise<ApiResponse> => {
    const { route, params, query } = request;
    if (route.endsWith('/write-offs')) return listWriteOffs(deps.writeOffs, request);
    const account = read(accountParameter, params);
    if (!account.ok) return account.answer;
    const { accountId } = account.value;
    const asked = read(route.endsWith('/explanation') ? z.strictObject({}) : question, query);
    if (!asked.ok) return asked.answer;
    const { asOf, knownAt }: z.infer<typeof question> = asked.value;
    const body = route.endsWith('/explanation')
      ? await explainAccount(deps, accountId)
      : asOf === undefined && knownAt === undefined
        ? await showAccount(deps, accountId)
        : await showAccountAsOf(deps, accountId, {
            asOf: asOf === undefined ? undefined : dateOf(asOf),
            knownAt: momentOf(knownAt),
          });
    return body === undefined
      ? notFound(`there is no account ${accountId}, or it had no entries then`)
      : { status: 200, body };
  };
