import { describe, expect, it } from 'vitest';
import { publishedLateness } from '../../../shared/adapters/lateness-model.ts';
import { InvalidInput } from '../../../shared/lambda/task.ts';
import { gatherAnswer } from '../../../statemachines/credit-approval/io.ts';
import { gatheredAt, gatheringWorld } from '../../../test/support/credit-gathering.ts';
import { invoice, memoryBook, testAccount } from '../../../test/support/ledger.ts';
import { createHandler, historySettings } from './handler.ts';

const gather = async (applicationId = 'A-1') => {
  const world = gatheringWorld();
  const book = memoryBook();
  await book.post(invoice('F1', 1000, { issuedOn: '2026-01-01', dueOn: '2026-01-31' }));
  const [entry] = book.table.journal(testAccount);
  const items = [entry].flatMap((posted) =>
    posted === undefined
      ? []
      : [
          {
            ...posted.fact,
            streamId: `account#${testAccount}`,
            version: 1,
            effectiveOn: posted.effectiveOn,
            recordedAt: gatheredAt,
            causationId: 'c',
            correlationId: 'c',
            previousHash: '',
            hash: '',
          },
        ],
  );
  const { lateness: named, ...settings } = historySettings.parse({
    bookZone: 'UTC',
    currencies: ['USD', 'EUR'],
    rateDays: 7,
    lateness: { name: 'ibm-sample', version: 1 },
  });
  const handler = createHandler({
    ...world,
    ledger: book.reader,
    journal: {
      first: async (streamId) => (streamId === items[0]?.streamId ? items : []),
      newestFirst: async function* (streamId) {
        if (streamId === items[0]?.streamId) yield* items;
      },
    },
    ...settings,
    lateness: named && publishedLateness(named),
  });
  return { ...world, answer: gatherAnswer.parse(await handler({ applicationId })) };
};

describe('gather-history', () => {
  it('answers where the history is kept, in the form of the machine', async () => {
    const { answer, kept } = await gather();
    expect(answer).toMatchObject({ source: 'history', status: 'found', receivedAt: gatheredAt });
    expect(kept).toMatchObject([
      {
        asOf: '2026-02-02',
        openMinor: 1000,
        daysPastDue: 2,
        latenessModel: { id: 'ibm-sample', version: 1, lateAfterDays: 10 },
      },
    ]);
  });

  it('refuses an application that is not there', async () => {
    await expect(gather('A-2')).rejects.toThrow(InvalidInput);
  });
});
