import { expect, it } from 'vitest';
import { openStory } from '../support/story/open.ts';
import { customer, invoice, stripe, upstream } from '../support/story/tellings.ts';
import { problemsOf } from '../support/whole/problems.ts';

/** What must be known at the end, whatever was repeated, late, throttled or cut short on the way. */
const known = [
  'AlertRaised critical input-dead-lettered',
  'AlertRaised warning payment-unmatched',
  'AlertRaised warning payment-unmatched',
  'PaymentUnmatched early 100.00 USD',
  'PaymentUnmatched early 500.00 USD',
  'PaymentUnmatched lost 3.00 USD',
  'acme AlertRaised info payment-failed',
  'acme AlertRaised warning payment-returned',
  'acme PaymentContested pay 1000.00 USD',
  'acme PaymentFailed pay 1000.00 USD',
  'acme PaymentReceived early 500.00 USD',
  'acme PaymentReceived pay 1000.00 USD',
  'acme PaymentRefunded early 100.00 USD',
  'acme PaymentReinstated pay 1000.00 USD',
  'acme PaymentReversed pay 1000.00 USD, chargeback',
];

it.each([1, 2, 3])(
  'payments are booked once and alerts raised once under duplicates, delays, throttles and crashes (seed %i)',
  async (seed) => {
    const s = await openStory({
      from: '2026-03-02',
      seed,
      faults: { seed, duplicates: 0.3, reorder: true, throttle: 0.03, crash: 0.03 },
    });
    try {
      const pay = stripe('pay', 100_000, ['INV-1']);
      const early = stripe('early', 50_000, ['INV-2']);
      const meta = { eventId: 'bad', occurredAt: '2026-03-05T00:00:00Z' };
      s.tell('2026-03-02', '05:00', customer('acme'));
      s.tell('2026-03-02', '06:00', invoice('INV-1', { dueOn: '2026-06-01' }));
      s.tell('2026-03-02', '07:00', early.refunded('part', 10_000));
      s.tell('2026-03-03', '07:00', pay.paid, early.paid, pay.failed, stripe('lost', 300).paid);
      s.tell('2026-03-04', '07:00', pay.contested, pay.withdrawn);
      s.tell('2026-03-05', '06:00', invoice('INV-2', { dueOn: '2026-06-01', totalMinor: 50_000 }));
      s.tell('2026-03-05', '07:00', upstream('InvoiceIssued', 'bad', { meta, data: {} }));
      s.tell('2026-03-06', '07:00', pay.reinstated);

      const lines = [...(await s.liveThrough('2026-03-10')).values()].flat();

      expect(lines.filter((line) => /AlertRaised|Payment/.test(line)).toSorted()).toEqual(known);
      // A notice is published at least once for each alert; only a crash after it repeats it.
      const notices = s.runtime.topics.filter(({ attributes }) => attributes['kind'] !== 'digest');
      expect(new Set(notices.map(({ message }) => message)).size).toBe(5);
      expect(await problemsOf(s.runtime, [])).toEqual([]);
    } finally {
      await s.runtime.close();
    }
  },
);
