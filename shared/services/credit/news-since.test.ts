import { describe, expect, it } from 'vitest';
import { businessDate, instant } from '../../domain/calendar.ts';
import type { CreditLineSettings } from '../../domain/credit/line/settings.ts';
import type { Application } from '../../domain/credit/types.ts';
import type { JournalItem } from '../../ports/journal.ts';
import { createNewsSince } from './news-since.ts';

const recordedAt = instant('2026-02-03T10:00:00.000Z');
const types = ['PaymentReversed', 'InvoicePosted', 'PromiseBroken', 'InvoiceWrittenOff'] as const;

/** The account in dollars tells these in this order, and a bureau told of one thing. */
const over = (settings: Pick<CreditLineSettings, 'holdFor' | 'reviewFor'>) => {
  const read: number[] = [];
  const newsSince = createNewsSince({
    heardOf: async () => [{ alertId: 'a', heardAt: recordedAt, insolvent: true }],
    journal: {
      newestFirst: async function* (streamId) {
        if (streamId !== 'account#acme|main|USD') return;
        for (const [index, type] of [...types.entries()].reverse()) {
          read.push(index + 1);
          yield { streamId, type, version: index + 1, recordedAt } as JournalItem;
        }
      },
    },
    settings: { currencies: ['EUR', 'USD'], ...settings },
    zone: 'UTC',
  });
  const since = (decision: object | undefined, currency = 'EUR') =>
    newsSince({
      applicationId: 'CA-1',
      fingerprint: 'f'.repeat(64),
      customerId: 'acme',
      legalEntity: 'main',
      currency,
      receivedOn: businessDate('2026-02-02'),
      decision: decision as Application['decision'],
    });
  return { read, since };
};

const all: Pick<CreditLineSettings, 'holdFor' | 'reviewFor'> = {
  holdFor: ['written-off'],
  reviewFor: ['broken-promise', 'returned-payment'],
};
const place = (version: number): string => `account#acme|main|USD#${version}`;

describe('what was told of a customer since a decision', () => {
  it('is what a line is held or reviewed for, in the order and under the ids of its signals', async () => {
    expect(await over(all).since(undefined)).toEqual([
      { because: 'bureau-alert', id: 'a', insolvent: true },
      { because: 'returned-payment', id: place(1) },
      { because: 'broken-promise', id: place(3) },
      { because: 'written-off', id: place(4) },
    ]);
  });

  it('is read as far back as it was read for the decision, and no further', async () => {
    const { read, since } = over(all);
    const readTo = [
      { currency: 'USD', version: 2 },
      { currency: 'EUR', version: 0 },
    ];
    expect(await since({ readTo, newsAt: recordedAt })).toEqual([
      { because: 'broken-promise', id: place(3) },
      { because: 'written-off', id: place(4) },
    ]);
    expect(read).toEqual([4, 3, 2]);
  });

  it('is nothing that the settings leave lines alone for', async () => {
    const lenient = { holdFor: [], reviewFor: ['returned-payment' as const] };
    expect(await over(lenient).since({ newsAt: recordedAt })).toEqual([
      { because: 'returned-payment', id: place(1) },
    ]);
  });
});
