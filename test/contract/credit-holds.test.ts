import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { creditDifferences } from '../../integrity/credit/check.ts';
import { partitionOf, projectCredit } from '../../integrity/credit/project.ts';
import type { Item } from '../../integrity/reader.ts';
import { type Instant, instant } from '../../shared/domain/calendar.ts';
import { decideClose } from '../../shared/domain/credit/line/terms.ts';
import { createLineDesk, type LineDesk } from '../../shared/services/credit/line-desk.ts';
import { collect } from '../support/collect.ts';
import { granted } from '../support/credit-line.ts';
import { writeOff } from '../support/given-ledger.ts';
import { commandOf, type TestCommand } from '../support/ledger.ts';
import { type LineTables, startLineTables } from '../support/line-tables.ts';

let dynamo: LineTables['dynamo'];
let deps: LineTables['deps'];
let desk: LineDesk;
let now: Instant;
const cause = { causationId: 'input-1', correlationId: 'flow-1' };

beforeAll(async () => {
  ({ dynamo, deps, desk } = await startLineTables({ now: () => now }));
});
afterAll(() => dynamo.stop());

let customers = 0;
let customerId: string;
let lineId: string;
beforeEach(() => {
  customers += 1;
  customerId = `c${customers}`;
  lineId = `${customerId}|main`;
  now = instant('2026-03-02T09:00:00.000Z');
});

const of = () => ({ customerId, legalEntity: 'main' });
const grant = (over: Parameters<typeof granted>[0] = {}) =>
  desk.grant(granted({ customerId, applicationId: `CA-${lineId}`, ...over }), 'application', cause);
const place = (orderId: string, amountMinor = 10_000, revision = 1) =>
  desk.place(of(), { orderId, amountMinor, currency: 'USD', revision }, cause);
const post = (command: TestCommand) => deps.ledger.post(commandOf(command, `${lineId}|USD`));
const bill = (invoiceNumber: string, dueOn: string, orderId?: string) =>
  post({
    kind: 'issue-invoice',
    customerId,
    invoiceNumber,
    issuedOn: '2026-03-02',
    totalMinor: 10_000,
    instalments: [{ dueOn, amountMinor: 10_000 }],
    ...(orderId === undefined ? {} : { orderId }),
  });
const pay = (paymentId: string, amountMinor: number) =>
  post({
    kind: 'record-payment',
    paymentId: `${customerId}:${paymentId}`,
    amountMinor,
    receivedOn: '2026-03-02',
    invoiceNumbers: [],
  });
const look = () => desk.watch(lineId, cause, undefined);
const holds = async () => (await deps.lines.load(lineId))?.line.holds;
const events = () => collect(deps.journal.read({ streamId: `line#${lineId}` }));
const told = async () => (await events()).map(({ type }) => type).slice(1);
const close = () =>
  desk.decideOn(lineId, cause, (line) => decideClose(line, { because: 'person' }));

/** What the tables hold of a line is what its journal adds up to. */
const expectWhole = async () => {
  const streamId = `line#${lineId}`;
  const projected = projectCredit(streamId, await events());
  if (!projected.stands) throw new Error(projected.why);
  const { Items: items = [] } = await dynamo.client.send(new ScanCommand({ TableName: 'Credit' }));
  const pk = partitionOf(streamId);
  const records = {
    streamId,
    events: [],
    items: (items as Item[]).filter((item) => item.pk === pk),
    related: (items as Item[]).filter((item) => item.pk !== pk),
  };
  expect(creditDifferences(records, projected.projection)).toEqual([]);
};

describe('orders of a line are held', () => {
  it('while something is past due for too long, and taken again when it is not', async () => {
    await grant();
    await bill('A-1', '2026-04-01');
    now = instant('2026-05-31T09:00:00.000Z');
    expect(await place('o-1')).toMatchObject({ answer: 'approved' });
    now = instant('2026-06-01T09:00:00.000Z');
    // Nobody has looked since: the order itself finds what is past due.
    expect(await place('o-2')).toMatchObject({
      answer: 'held',
      because: [{ rule: 'line-on-hold', message: expect.stringContaining('past-due') }],
    });
    expect(await holds()).toEqual(['past-due']);
    await post({
      kind: 'dispute-invoice',
      invoiceNumber: 'A-1',
      act: { actId: 'd-1', actor: 'ana', reason: 'short delivery' },
      disputedOn: '2026-06-01',
    });
    await look();
    expect(await holds()).toEqual([]);
    await post({
      kind: 'clear-dispute',
      invoiceNumber: 'A-1',
      act: { actId: 'd-2', actor: 'ana', reason: 'delivered' },
      clearedOn: '2026-06-01',
    });
    await look();
    expect(await holds()).toEqual(['past-due']);
    await pay('p-1', 10_000);
    await look();
    expect(await place('o-2')).toMatchObject({ answer: 'approved' });
    expect(await told()).toEqual([
      'CreditReserved',
      'CreditHoldPlaced',
      'CreditOrderHeld',
      'CreditHoldReleased',
      'CreditHoldPlaced',
      'CreditHoldReleased',
      'CreditReserved',
    ]);
    await expectWhole();
  });

  it('after a write-off until somebody has decided, and a review of it begins', async () => {
    await grant();
    await bill('A-1', '2026-04-01');
    await post(writeOff('A-1'));
    const trigger = { because: 'written-off', id: 'account#x#2' } as const;
    await desk.watch(lineId, cause, trigger);
    await desk.watch(lineId, cause, trigger);
    expect(await told()).toEqual(['CreditHoldPlaced', 'CreditReviewDue']);
    expect(await place('o-1')).toMatchObject({ because: [{ rule: 'line-on-hold' }] });
    const review = `review:${lineId}:2026-03-02`;
    await desk.grant(granted({ customerId, applicationId: review }), 'review', cause);
    expect(await holds()).toEqual([]);
    await desk.watch(lineId, cause, trigger);
    expect(await holds()).toEqual([]);
    await expectWhole();
  });

  it('only for what the settings say', async () => {
    await grant();
    await bill('A-1', '2026-04-01');
    now = instant('2026-07-01T09:00:00.000Z');
    const settings: typeof deps.settings = {
      ...deps.settings,
      holdFor: [],
      reviewFor: ['written-off'],
    };
    const lenient = createLineDesk({ ...deps, settings });
    const trigger = { because: 'bureau-alert', id: 'alert-1', insolvent: true } as const;
    await lenient.watch(lineId, cause, trigger);
    await lenient.watch(lineId, cause, { because: 'written-off', id: 'account#x#2' });
    expect(await holds()).toEqual([]);
    expect((await told()).filter((type) => type === 'CreditReviewDue')).toHaveLength(1);
  });

  it('for an insolvency until a review after the news has decided', async () => {
    await grant();
    const alert = (id: string, insolvent: boolean) =>
      desk.watch(lineId, cause, { because: 'bureau-alert', id, insolvent });
    await alert('a-1', false);
    await alert('a-2', true);
    expect(await told()).toEqual(['CreditReviewDue', 'CreditHoldPlaced', 'CreditReviewQueued']);
    const review = `review:${lineId}:2026-03-02`;
    const reviewed = (applicationId: string) =>
      desk.grant(granted({ customerId, applicationId }), 'review', cause);
    // The first review may have asked before the news: what follows it decides.
    await reviewed(review);
    expect(await holds()).toEqual(['insolvency']);
    await reviewed(`${review}.2`);
    expect(await holds()).toEqual([]);
    await expectWhole();
  });

  it('since it was closed, also those that it took before, and by a person also afterwards', async () => {
    await grant();
    await place('o-1');
    await place('o-2');
    await bill('A-1', '2026-04-01', 'o-2');
    await close();
    expect(await place('o-1')).toMatchObject({
      answer: 'held',
      because: [{ rule: 'line-closed' }],
    });
    expect(await deps.lines.load(lineId)).toMatchObject({
      line: { status: 'closed', holds: ['line-closed'], reservedMinor: 0 },
    });
    await grant({ applicationId: `CA-${lineId}-again` });
    expect(await holds()).toEqual([]);
    expect(await place('o-1')).toMatchObject({ answer: 'approved' });
    await desk.decideOn(lineId, cause, (line) => ({
      decided: true,
      facts: [{ type: 'CreditHoldPlaced', data: { lineId: line.lineId, because: ['person'] } }],
    }));
    expect(await place('o-1')).toMatchObject({ because: [{ rule: 'line-on-hold' }] });
    // What is billed in full needs nothing of the line any more.
    expect(await place('o-2')).toMatchObject({ answer: 'approved', because: [] });
    await expectWhole();
  });
});

describe('a cancellation that comes before everything else', () => {
  it('is remembered for the line and for the order, each until a higher revision', async () => {
    await desk.cancel(of(), { orderId: 'o-1', revision: 2 }, cause);
    await desk.cancel(of(), { orderId: 'o-1', revision: 1 }, cause);
    await desk.cancel(of(), { orderId: 'o-2', revision: 1 }, cause);
    expect(await place('o-1')).toMatchObject({ because: [{ rule: 'no-line' }] });
    await grant();
    await bill('A-1', '2026-04-01', 'o-2');
    await look();
    for (const [orderId, revision] of [
      ['o-1', 1],
      ['o-1', 2],
      ['o-2', 1],
    ] as const) {
      expect(await place(orderId, 10_000, revision)).toMatchObject({ answer: 'refused' });
    }
    expect(await place('o-1', 10_000, 3)).toMatchObject({ answer: 'approved' });
    await desk.cancel(of(), { orderId: 'o-1', revision: 2 }, cause);
    expect(await place('o-1', 10_000, 3)).toMatchObject({ answer: 'approved' });
    await expectWhole();
  });

  it('finds the line that began while it was being remembered', async () => {
    let begins = true;
    const racing = createLineDesk({
      ...deps,
      lines: {
        ...deps.lines,
        rememberCancelled: async (...given) => {
          // The line begins and takes the order before the memory is written.
          if (begins) {
            begins = false;
            await grant();
            await place('o-1');
          }
          await deps.lines.rememberCancelled(...given);
        },
      },
    });
    await racing.cancel(of(), { orderId: 'o-1', revision: 1 }, cause);
    expect(await place('o-1')).toMatchObject({ because: [{ rule: 'order-cancelled' }] });
    expect(await told()).toEqual(['CreditReserved', 'CreditReservationReleased']);
  });
});
