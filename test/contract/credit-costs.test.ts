import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { instant } from '../../shared/domain/calendar.ts';
import { createLineDesk, type LineDesk } from '../../shared/services/credit/line-desk.ts';
import { collect } from '../support/collect.ts';
import { granted } from '../support/credit-line.ts';
import { commandOf } from '../support/ledger.ts';
import { type LineTables, startLineTables } from '../support/line-tables.ts';

let dynamo: LineTables['dynamo'];
let deps: LineTables['deps'];
let desk: LineDesk;
const now = instant('2026-03-02T09:00:00.000Z');
const cause = { causationId: 'input-1', correlationId: 'flow-1' };
const sent: string[] = [];

beforeAll(async () => {
  ({ dynamo, deps } = await startLineTables({ now: () => now }));
  // As many as an environment is configured with.
  const currencies = ['USD', 'EUR', 'MXN', 'COP', 'CLP', 'BRL', 'PEN'];
  desk = createLineDesk({ ...deps, settings: { ...deps.settings, currencies } });
  dynamo.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        sent.push(commandName.replace(/(Item|Items)?(Command)?$/, ''));
        return next(args);
      },
    { step: 'initialize' },
  );
});
afterAll(() => dynamo.stop());

let customers = 0;
let customerId: string;
let lineId: string;
beforeEach(async () => {
  customers += 1;
  customerId = `c${customers}`;
  lineId = `${customerId}|main`;
  const terms = granted({ customerId, applicationId: `CA-${customerId}`, limitMinor: 1_000_000 });
  await desk.grant(terms, 'application', cause);
});

const bill = (invoiceNumber: string, orderId?: string, currency = 'USD') =>
  deps.ledger.post(
    commandOf(
      {
        kind: 'issue-invoice',
        customerId,
        invoiceNumber,
        issuedOn: '2026-03-02',
        totalMinor: 10_000,
        instalments: [{ dueOn: '2026-04-01', amountMinor: 10_000 }],
        ...(orderId === undefined ? {} : { orderId }),
      },
      `${lineId}|${currency}`,
    ),
  );
const place = (orderId: string) =>
  desk.place(
    { customerId, legalEntity: 'main' },
    { orderId, revision: 1, amountMinor: 10_000, currency: 'USD' },
    cause,
  );
/** What one event of the ledger costs in requests. */
const costs = async (currency = 'USD') => {
  sent.length = 0;
  await desk.watch(lineId, cause, undefined, [currency]);
  return [...sent];
};
const remembered = async () => Object.keys((await deps.lines.load(lineId))?.accounts ?? {}).sort();

it('an event of the ledger costs the line, its accounts that have entries and their news', async () => {
  await bill('A-1');
  // Nothing is known of any account yet: it looks at all of them, and remembers this one.
  const first = await costs();
  expect(first).toHaveLength(1 + 7 + 1 + 1);
  expect(first.at(-1)).toBe('Update');
  expect(await remembered()).toEqual([`${lineId}|USD`]);
  await bill('A-2');
  expect(await costs()).toEqual(['Get', 'Query', 'Query']);
  expect(await place('o-1')).toMatchObject({ answer: 'approved' });
  await bill('A-3', 'o-1');
  // And the ends of its reservations, the order, and the commit of what the invoice takes off.
  expect(await costs()).toEqual(['Get', 'Query', 'Query', 'Query', 'BatchGet', 'TransactWrite']);
});

it('an account in another currency counts from its first event on, and at every look since', async () => {
  await bill('A-1');
  await costs();
  await bill('E-1', undefined, 'EUR');
  await costs('EUR');
  expect(await remembered()).toEqual([`${lineId}|EUR`, `${lineId}|USD`]);
  // Two accounts, of which nothing is new, and the rate either way round.
  expect(await costs()).toEqual(['Get', ...Array.from({ length: 4 }, () => 'Query')]);
});

it('what was remembered by an older release, or by nobody since a rebuild, is looked for once more', async () => {
  await bill('A-1');
  await costs();
  const figures = (currency: string, version: number) => ({
    [`${lineId}|${currency}`]: {
      accountId: `${lineId}|${currency}`,
      version,
      openMinor: 0,
      unappliedMinor: 0,
    },
  });
  for (const accounts of [{ ...figures('USD', 1), ...figures('EUR', 0) }, {}]) {
    await bill(`E-${Object.keys(accounts).length}`, undefined, 'EUR');
    await dynamo.client.send(
      new UpdateCommand({
        TableName: 'Credit',
        Key: { pk: `LINE#${lineId}`, sk: 'LINE' },
        UpdateExpression: 'SET accounts = :accounts',
        ExpressionAttributeValues: { ':accounts': accounts },
      }),
    );
    await costs();
    expect(await remembered()).toEqual([`${lineId}|EUR`, `${lineId}|USD`]);
  }
});

it('a second reason for a review that is to follow already costs no commit', async () => {
  const payment = (id: string) =>
    desk.watch(lineId, cause, { because: 'returned-payment', id }, ['USD']);
  for (const id of ['e-1', 'e-2', 'e-3']) await payment(id);
  const events = await collect(deps.journal.read({ streamId: `line#${lineId}` }));
  expect(events.map(({ type }) => type)).toEqual([
    'CreditLineActivated',
    'CreditReviewDue',
    'CreditReviewQueued',
  ]);
});
