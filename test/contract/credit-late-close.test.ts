import { afterAll, beforeAll, expect, it } from 'vitest';
import { policyOf } from '../../credit-policies/catalogue.ts';
import { createHandler as createActivate } from '../../functions/credit/activate-line/handler.ts';
import { createHandler as createRegister } from '../../functions/credit/register-application/handler.ts';
import { createHandler as createWatch } from '../../functions/credit/watch-exposure/handler.ts';
import { sha256 } from '../../shared/adapters/dynamodb/hash-chain.ts';
import { type Instant, instant } from '../../shared/domain/calendar.ts';
import { decideLineAct } from '../../shared/domain/credit/line/acts.ts';
import { createLogger } from '../../shared/lambda/logger.ts';
import type { CreditCommand } from '../../shared/ports/credit-commands.ts';
import { openCreditDesk, submitted } from '../support/credit-desk.ts';
import { cause, customerOf } from '../support/line-of-customer.ts';
import { type LineTables, startLineTables } from '../support/line-tables.ts';

const silent = createLogger({}, () => undefined);
let tables: LineTables;
let now: Instant = instant('2026-02-02T09:00:00.000Z');

beforeAll(async () => {
  tables = await startLineTables({ now: () => now });
});
afterAll(() => tables.dynamo.stop());

const message = (body: string, deliveries = 1) => ({
  messageId: 'm',
  body,
  group: 'g',
  deliveries,
  receiptHandle: 'r',
  attributes: {},
});

/** A line that eva closes, and that is granted again before anybody hears of that. */
const closedAndGranted = async (customerId: string) => {
  now = instant('2026-02-02T09:00:00.000Z');
  const { desk, deps } = tables;
  const { lines } = deps;
  const customer = customerOf(tables, customerId);
  const { lineId } = customer;
  const office = openCreditDesk();
  const { store, digestOf } = office;
  const clock = { now: () => now };
  const rejections = { reject: async () => undefined };
  const register = createRegister({
    applications: store,
    lines,
    rejections,
    digestOf,
    bookZone: 'UTC',
    clock,
  });
  const sent: CreditCommand[] = [];
  const watch = createWatch({
    desk,
    lines,
    takeRate: async () => undefined,
    rejections,
    sha256,
    news: { remember: async () => undefined },
    clock,
    begin: async (command) => void sent.push(command),
  });
  /** The event of that type that the line told last, as the bus delivers it now. */
  const hear = async (type: string) => {
    const events = await customer.events();
    const event = events.findLast((each) => each.type === type);
    const { version = 0, recordedAt, data } = event ?? {};
    const meta = { eventId: `line#${lineId}#${version}`, correlationId: 'c', recordedAt };
    const body = JSON.stringify({ 'detail-type': type, detail: { meta, data } });
    expect(await watch([message(body)], silent)).toEqual([]);
    for (const command of sent.splice(0)) await register(message(JSON.stringify(command)), silent);
  };
  const applied = async (applicationId: string) => {
    await office.register(submitted({ applicationId, customerId }));
    await office.act({ act: 'withdraw', actId: 'w' }, undefined, applicationId);
    await customer.grant({ applicationId });
  };
  const act = { actId: 'a-1', actor: 'eva', role: 'manager', reason: 'Sold' } as const;
  const reasons = [{ code: 'no-more-orders', text: 'No orders' }];
  await applied(`CA-${customerId}-1`);
  await desk.decideOn(lineId, cause, (line) =>
    decideLineAct(
      line,
      { act: 'close', reasons },
      {
        act,
        on: line.activatedOn,
        graceDays: 15,
        powers: () => undefined,
        isGroup: () => true,
        isOwn: false,
      },
    ),
  );
  const { version = 0 } =
    (await customer.events()).findLast(({ type }) => type === 'CreditLineClosed') ?? {};
  now = instant('2026-02-20T09:00:00.000Z');
  await applied(`CA-${customerId}-2`);
  const activate = createActivate({
    applications: store,
    desk,
    newsSince: async () => [],
    policyOf,
    bookZone: 'UTC',
    clock,
  });
  return {
    office,
    hear,
    line: async () => (await lines.load(lineId))?.line,
    activate: (applicationId: string) => activate({ applicationId }, silent),
    reviewed: () => desk.watch(lineId, cause, { because: 'returned-payment', id: `e-${lineId}` }),
    noticeId: `closed:${lineId}:${version}`,
  };
};

it.each(['runs', 'does not run'] as const)(
  'a close that is heard of after the line was granted again is told, of its day, and ends nothing: a review %s',
  async (how) => {
    const { office, hear, line, activate, reviewed, noticeId } = await closedAndGranted(
      how === 'runs' ? 'r1' : 'r2',
    );
    if (how === 'runs') {
      await reviewed();
      await hear('CreditReviewDue');
    }
    const before = await line();
    expect(before?.status).toBe('active');
    await hear('CreditLineClosed');
    await hear('CreditLineClosed');
    const reviewId = before?.review?.applicationId;
    expect(reviewId === undefined).toBe(how !== 'runs');
    if (reviewId !== undefined) {
      expect((await office.store.load(reviewId))?.state.status).toBe('gathering');
    }
    await expect(activate(noticeId)).rejects.toMatchObject({ name: 'LineNotDue' });
    expect(await line()).toEqual(before);
    expect(await office.notice(noticeId)).toEqual({ next: 'end', ended: 'closed' });
    expect(office.letters).toMatchObject([{ attachment: { fileName: 'credit-line-closed.pdf' } }]);
    expect(office.letters[0]?.text).toContain('ended it on 2 February 2026');
    expect(office.letters[0]?.text).toContain('- No orders');
  },
);
