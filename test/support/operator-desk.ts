import { createHandler, type Deps } from '../../functions/receivables/act-on-account/handler.ts';
import { instant } from '../../shared/domain/calendar.ts';
import { createLogger } from '../../shared/lambda/logger.ts';
import type { AccountCommand } from '../../shared/ports/commands.ts';
import { memoryBook, type TestCommand, testAccount } from './ledger.ts';

export const ana = 'arn:aws:iam::111122223333:user/ana';
export const luis = 'arn:aws:iam::111122223333:user/luis';

const settings = {
  clock: { now: () => instant('2026-03-02T09:00:00.000Z') },
  bookZone: 'UTC',
  writeOffLimitMinor: { default: 1000, byCurrency: { USD: 500 } },
};

const request = (body: unknown, accountId: string, actor: string, route: 'acts' | 'approvals') => ({
  actor,
  route: `POST /v1/operator/accounts/{accountId}/${route}`,
  params: { accountId },
  query: {},
  body,
});

const silent = () => createLogger({}, () => undefined);

/** The door of `act-on-account` over a ledger that answers as told. */
export const actOver = (ledger: Deps['ledger'], body: unknown) =>
  createHandler({ ...settings, ledger, commands: { send: async () => undefined } })(
    request(body, testAccount, ana, 'acts'),
    silent(),
  );

/** A ledger in memory with its history, and the operators' door to it; it is 2 March 2026. */
export const openDesk = async (history: readonly TestCommand[] = []) => {
  const book = memoryBook();
  await book.all(history);
  const before = book.table.journal(testAccount).length;
  const sent: AccountCommand[] = [];
  const commands = {
    send: async (command: AccountCommand) => {
      sent.push(command);
    },
  };
  const handle = createHandler({ ...settings, ledger: book.ledger, commands });
  const facts = () => book.table.journal(testAccount).slice(before);
  return {
    book,
    sent,
    facts,
    /** `Type day` of what was booked since. */
    booked: () => facts().map(({ fact, effectiveOn }) => `${fact.type} ${effectiveOn}`),
    ask: (body: unknown, accountId = testAccount) =>
      handle(request(body, accountId, ana, 'acts'), silent()),
    decide: (body: unknown, actor = luis) =>
      handle(request(body, testAccount, actor, 'approvals'), silent()),
  };
};
