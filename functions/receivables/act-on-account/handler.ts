import * as z from 'zod';
import { currencyOf } from '../../../shared/domain/account.ts';
import { dateIn, isZone, type Zone } from '../../../shared/domain/calendar.ts';
import { thresholdOf } from '../../../shared/domain/collections/threshold.ts';
import type { ApiResponse } from '../../../shared/lambda/api.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import {
  accountParameter,
  busy,
  type OperatorRequest,
  read,
  refused,
} from '../../../shared/lambda/operator.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { AccountCommandSender, Ledger, Posted } from '../../../shared/ports/ledger.ts';
import { accountAct, approval, commandOf } from './acts.ts';

export const settings = z.object({
  /** Whose calendar says which day it is. */
  bookZone: z
    .string()
    .refine(isZone, 'expected an IANA zone')
    .transform((zone): Zone => zone),
  /** What single persons may give up of an invoice, and of an account between two approvals. */
  writeOffLimitMinor: z.object({
    default: z.int().positive(),
    byCurrency: z.record(z.string(), z.int().positive()),
  }),
});

export type Deps = z.infer<typeof settings> & {
  readonly ledger: Ledger;
  readonly commands: AccountCommandSender;
  readonly clock: Clock;
};

/** Rules about what the person asked for; all others are about how the account stands. */
const unanswerable: ReadonlySet<string> = new Set([
  'invoice-unknown',
  'payment-unknown',
  'reversal-unknown',
  'exceeds-invoice',
  'exceeds-payment',
  'exceeds-reversal',
  'currency-differs',
  'request-unknown',
  'same-actor',
  'before-invoice',
  'before-dispute',
  'before-request',
]);

/** The route of decisions about what somebody else asked for. */
const approvals = /\/approvals$/;

/** Faults of the ledger that pass when somebody else's work on the account is done. */
const passing: ReadonlySet<string> = new Set(['LedgerContended', 'PlanUnfinished']);

const outcomeOf = ({ outcome, recorded }: Posted): string => {
  if (outcome === 'duplicate') return 'done-before';
  return recorded?.includes('WriteOffRequested') ? 'waits-for-approval' : 'done';
};

/**
 * Carries out what a person decided about an account, through the ledger that books everything
 * else. The same act id again answers `done-before` and changes nothing.
 */
export const createHandler =
  (deps: Deps) =>
  async ({ actor, route, params, body }: OperatorRequest, log: Logger): Promise<ApiResponse> => {
    const account = read(accountParameter, params);
    if (!account.ok) return account.answer;
    const given = read(approvals.test(route) ? approval : accountAct, body);
    if (!given.ok) return given.answer;
    const { accountId } = account.value;
    const { actId, act, on: asked } = given.value;
    const today = dateIn(deps.bookZone, deps.clock.now());
    const on = asked ?? today;
    if (on > today) return refused(422, 'date-ahead', `${on} is after today, ${today}`);
    const limitMinor = thresholdOf(deps.writeOffLimitMinor, currencyOf(accountId));
    const command = commandOf(given.value, { accountId, actor, on, limitMinor });
    try {
      const posted = await deps.ledger.post(command);
      if (posted.continuation) await deps.commands.send(posted.continuation);
      if (posted.outcome === 'refused') {
        const { code = 'refused', message = code } = posted;
        log.warn('the ledger refused an act', { accountId, actId, act, code });
        return refused(unanswerable.has(code) ? 422 : 409, code, message);
      }
      const outcome = outcomeOf(posted);
      log.info('a person acted on an account', { accountId, actId, act, outcome });
      return { status: 200, body: { accountId, actId, act, outcome, on } };
    } catch (error) {
      if (!(error instanceof Error && passing.has(error.name))) throw error;
      log.warn('the account is busy', { accountId, actId, error });
      return busy('the account');
    }
  };
