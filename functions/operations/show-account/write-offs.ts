import * as z from 'zod';
import { currencyOf } from '../../../shared/domain/account.ts';
import { isSamePerson } from '../../../shared/domain/person.ts';
import type { ApiResponse } from '../../../shared/lambda/api.ts';
import { type OperatorRequest, read } from '../../../shared/lambda/operator.ts';
import type { LedgerReader, WaitingWriteOff } from '../../../shared/ports/ledger.ts';

const mostShown = 100;

const question = z.strictObject({
  limit: z.coerce.number().int().min(1).max(mostShown).default(50),
  after: z.string().min(1).max(600).optional(),
});

const shownTo =
  (actor: string) =>
  ({ request, ...waiting }: WaitingWriteOff) => ({
    ...waiting,
    currency: currencyOf(waiting.accountId),
    requestId: request.actId,
    askedBy: request.actor,
    reason: request.reason,
    /** Whoever asked may withdraw it, and not approve it. */
    mayApprove: !isSamePerson(request.actor, actor),
  });

/** What waits for a second person, of all accounts; what was asked for first comes first. */
export const listWriteOffs = async (
  ledger: Pick<LedgerReader, 'waitingWriteOffs'>,
  { actor, query }: OperatorRequest,
): Promise<ApiResponse> => {
  const asked = read(question, query);
  if (!asked.ok) return asked.answer;
  const { writeOffs, next } = await ledger.waitingWriteOffs(asked.value);
  return { status: 200, body: { writeOffs: writeOffs.map(shownTo(actor)), next } };
};
