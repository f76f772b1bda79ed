import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApplicationStore } from '../../shared/adapters/dynamodb/applications.ts';
import { sha256 } from '../../shared/adapters/dynamodb/hash-chain.ts';
import { createJournalReader } from '../../shared/adapters/dynamodb/journal-reader.ts';
import { type Instant, instant } from '../../shared/domain/calendar.ts';
import { linkIn, openCreditDesk, signed, submitted } from '../support/credit-desk.ts';
import { cause } from '../support/line-of-customer.ts';
import { type LineTables, startLineTables } from '../support/line-tables.ts';

let tables: LineTables;
let now: Instant = instant('2026-02-02T09:00:00.000Z');

beforeAll(async () => {
  tables = await startLineTables({ now: () => now });
});
afterAll(() => tables.dynamo.stop());

it('a line whose applicant was erased, and whose review nobody can begin, goes on with a new application', async () => {
  const { client } = tables.dynamo;
  const { journal, lines } = tables.deps;
  const applications = createApplicationStore({ client, tableName: 'Credit', journal });
  const desk = openCreditDesk({
    on: {
      clock: { now: () => now },
      applications,
      journal: createJournalReader({ client, tableName: 'Journal' }),
      lines,
      desk: tables.desk,
      rateOf: async () => undefined,
      roles: { analyst: [], manager: [], director: ['Director'] },
    },
  });
  const granted = async (applicationId: string) => {
    await desk.register(submitted({ applicationId }));
    await desk.decide(await desk.gathered(), applicationId);
    const referral = (await applications.load(applicationId))?.state.referral;
    if (referral !== undefined) {
      const { limitMinor, termsDays } = referral;
      const yes = { act: 'approve', actId: `y-${applicationId}`, limitMinor, termsDays };
      await desk.act(yes, signed('Director', 'dora'), applicationId);
    }
    desk.letters.length = 0;
    await desk.offer(applicationId);
    const document = sha256(desk.letters[0]?.attachment.bytes ?? '');
    await desk.answer(linkIn(desk), `document=${document}&answer=accept`);
    return desk.activate(applicationId);
  };
  const lineId = 'acme|main';
  const line = async () => (await lines.load(lineId))?.line;

  expect(await granted('CA-1')).toEqual({ ended: 'active' });
  const Key = { pk: 'APPLICATION#CA-1', sk: 'APPLICANT' };
  await client.send(new DeleteCommand({ TableName: 'Credit', Key }));
  now = instant('2026-03-02T09:00:00.000Z');
  await tables.desk.watch(lineId, cause, { because: 'returned-payment', id: 'e-1' });
  await desk.review(lineId, '2026-03-02', 1, true);
  expect(desk.rejected).toMatchObject([{ reasons: [expect.stringContaining('no-applicant')] }]);
  now = instant('2026-03-20T09:00:00.000Z');
  await tables.desk.watch(lineId, cause, undefined);
  expect(await line()).toMatchObject({ holds: ['review-overdue'] });

  expect(await granted('CA-2')).toEqual({ ended: 'active' });
  const after = await line();
  expect(after).toMatchObject({ applicationId: 'CA-2', holds: [] });
  expect(after).not.toHaveProperty('review');
  // What was parked is nothing to do any more.
  await desk.review(lineId, '2026-03-02', 1, true);
  expect(desk.rejected).toHaveLength(1);
});
