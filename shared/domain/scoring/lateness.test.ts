import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays, businessDate } from '../calendar.ts';
import { type KnownInvoice, type LatenessPrior, latenessInputs } from './lateness.ts';

const day = businessDate;
const prior: LatenessPrior = { lateShare: 250_000, daysLate: 2, daysSpread: 6, weight: 4 };
const judged = { issuedOn: day('2026-06-01'), dueOn: day('2026-07-01'), amountMinor: 3_000 };

const paid = (dueOn: string, settledOn?: string, amountMinor = 1_000): KnownInvoice => ({
  issuedOn: addDays(day(dueOn), -30),
  dueOn: day(dueOn),
  amountMinor,
  settledOn: settledOn === undefined ? undefined : day(settledOn),
});

it('takes a new account for an average one', () => {
  expect(latenessInputs([], judged, 0, prior)).toEqual({
    'settled invoices': 0,
    'late share': 0.25,
    'recent late share': 0.25,
    'mean days late': 2,
    'recent days late': 2,
    'spread of days late': 6,
    'days late in spreads': 2 / 6,
    'days late of the last': null,
    'most days late': null,
    'open invoices': 0,
    'overdue invoices': 0,
    'days overdue now': 0,
    'amount against usual': null,
    amount: 3_000,
    'days of credit': 30,
    'weekday of the due date': 3,
  });
});

it('counts what ended before the day, and what is overdue on it', () => {
  const history = [
    paid('2026-03-31', '2026-04-10'),
    paid('2026-04-30', '2026-04-28'),
    // Open and five days overdue: late already.
    paid('2026-05-27'),
    // Open and not due yet.
    paid('2026-06-20'),
  ];
  const inputs = latenessInputs(history, judged, 0, prior);
  expect(inputs).toMatchObject({
    'settled invoices': 2,
    'late share': (2 + 4 * 0.25) / (3 + 4),
    'mean days late': (10 - 2 + 4 * 2) / (2 + 4),
    'days late of the last': -2,
    'most days late': 10,
    'open invoices': 2,
    'overdue invoices': 1,
    'days overdue now': 5,
    'amount against usual': 0.75,
  });
  expect(latenessInputs(history, judged, 7, prior)['late share']).toBe((1 + 4 * 0.25) / (2 + 4));
});

const anyInvoice = fc
  .record({
    issued: fc.integer({ min: -400, max: 200 }),
    credit: fc.integer({ min: 0, max: 90 }),
    took: fc.option(fc.integer({ min: 0, max: 300 })),
    amountMinor: fc.integer({ min: 1, max: 1_000_000 }),
  })
  .map(({ issued, credit, took, amountMinor }): KnownInvoice => {
    const issuedOn = addDays(judged.issuedOn, issued);
    return {
      issuedOn,
      dueOn: addDays(issuedOn, credit),
      amountMinor,
      settledOn: took === null ? undefined : addDays(issuedOn, took),
    };
  });

it('knows nothing of the day of issue itself or of what comes after it', () => {
  fc.assert(
    fc.property(fc.array(anyInvoice, { maxLength: 12 }), (history) => {
      const seen = history.flatMap((invoice): KnownInvoice[] => {
        if (invoice.issuedOn >= judged.issuedOn) return [];
        const known = invoice.settledOn !== undefined && invoice.settledOn < judged.issuedOn;
        return [known ? invoice : { ...invoice, settledOn: undefined }];
      });
      expect(latenessInputs(seen, judged, 3, prior)).toEqual(
        latenessInputs(history, judged, 3, prior),
      );
    }),
  );
});

it('does not mind the order of the history', () => {
  fc.assert(
    fc.property(fc.array(anyInvoice, { maxLength: 8 }), (history) => {
      const inputs = latenessInputs(history, judged, 0, prior);
      const again = latenessInputs(history.toReversed(), judged, 0, prior);
      for (const [name, value] of Object.entries(inputs)) {
        if (typeof value === 'number') expect(again[name]).toBeCloseTo(value, 9);
        else expect(again[name]).toBe(value);
      }
    }),
  );
});
