import { describe, expect, it } from 'vitest';
import { day, monthlyOf as instalment, invoiceOf } from '../../../test/support/ledger-records.ts';
import { InvariantError } from '../errors.ts';
import { coversOf, withCover, withoutCover } from './covers.ts';
import { creditedParts, newestCovers, openParts, openSinceOf, shrinkableOf } from './shrink.ts';
import type { Cover, Instalment } from './types.ts';

const cover = (paymentId: string, amountMinor: number, effectiveOn: string): Cover => ({
  paymentId,
  amountMinor,
  effectiveOn: day(effectiveOn),
});
const early = cover('p1', 10, '2026-01-05');
const late = cover('p1', 20, '2026-01-25');
const other = cover('p2', 40, '2026-01-15');

describe('the coverings of an instalment', () => {
  it('are those of a payment, from the latest day', () => {
    expect(coversOf([early, other, late], 'p1')).toEqual([late, early]);
    expect(coversOf([late, other, early], 'p1')).toEqual([late, early]);
    expect(coversOf([other], 'p1')).toEqual([]);
  });

  it('of one payment and day are one, others stay apart', () => {
    expect(withCover([early, other], cover('p1', 5, '2026-01-05'))).toEqual([
      cover('p1', 15, '2026-01-05'),
      other,
    ]);
    expect(withCover([early], cover('p1', 5, '2026-01-06'))).toEqual([
      early,
      cover('p1', 5, '2026-01-06'),
    ]);
    expect(withCover([early], cover('p2', 5, '2026-01-05'))).toEqual([
      early,
      cover('p2', 5, '2026-01-05'),
    ]);
  });

  it('are taken back from the newest, those of other payments never', () => {
    expect(withoutCover([early, other, late], 'p1', 25)).toEqual([
      cover('p1', 5, '2026-01-05'),
      other,
    ]);
    expect(withoutCover([early, other, late], 'p1', 20)).toEqual([early, other]);
    expect(withoutCover([early, other, late], 'p1', 30)).toEqual([other]);
    expect(() => withoutCover([early, other], 'p1', 11)).toThrow(InvariantError);
    expect(() => withoutCover([early, other], 'p1', 11)).toThrow('p1 covers what is released');
  });
});

const invoice = (...instalments: Instalment[]) => invoiceOf({ instalments });
const parts = (some: ReturnType<typeof openParts>) =>
  some.map(({ instalment: number, amountMinor }) => `${number} ${amountMinor}`);

describe('what is taken off an invoice', () => {
  const partly = invoice(
    instalment(1, { creditedMinor: 100 }),
    instalment(2, { covers: [other], writtenOffMinor: 10 }),
    instalment(3),
  );

  it('is what is open or covered, not what was credited or given up', () => {
    expect(shrinkableOf(partly)).toBe(190);
  });

  it('comes off the open parts, the first due first', () => {
    expect(parts(openParts(partly, 60))).toEqual(['2 50', '3 10']);
    expect(parts(openParts(partly, 50))).toEqual(['2 50']);
    expect(openParts(partly, 0)).toEqual([]);
    expect(openParts(partly, 1)).toEqual([{ instalment: 2, dueOn: '2026-02-28', amountMinor: 1 }]);
  });

  it('comes off what was credited once the invoice is cancelled', () => {
    expect(parts(creditedParts(partly, 70))).toEqual(['1 70']);
  });

  it('was open from the latest day on which a part of it was laid open', () => {
    expect(openSinceOf(partly)).toBe('2026-01-01');
    const raised = invoice(instalment(1, { openSince: day('2026-03-01') }), instalment(2));
    expect(openSinceOf(raised)).toBe('2026-03-01');
    expect(openSinceOf(invoice())).toBe('2026-01-01');
  });
});

describe('the coverings that are undone', () => {
  const told = (some: ReturnType<typeof newestCovers>) =>
    some.map(
      ({ paymentId, instalment: number, amountMinor, coveredOn }) =>
        `${paymentId} ${number} ${amountMinor} ${coveredOn}`,
    );
  const covered = invoice(
    instalment(1, { covers: [early, cover('p4', 5, '2026-01-25')] }),
    instalment(2, { covers: [late, other, cover('p3', 5, '2026-01-25')] }),
  );
  const all = [
    'p3 2 5 2026-01-25',
    'p1 2 20 2026-01-25',
    'p4 1 5 2026-01-25',
    'p2 2 40 2026-01-15',
    'p1 1 10 2026-01-05',
  ];

  it('are the newest, of one day the last due, and of one instalment in one order', () => {
    expect(told(newestCovers(covered, 80))).toEqual(all);
    const reversed = invoice(
      ...covered.instalments
        .map((one) => ({ ...one, covers: one.covers.toReversed() }))
        .toReversed(),
    );
    expect(told(newestCovers(reversed, 80))).toEqual(all);
  });

  it('are as many as are needed, the last in part', () => {
    expect(told(newestCovers(covered, 25))).toEqual(all.slice(0, 2));
    expect(told(newestCovers(covered, 26))).toEqual([...all.slice(0, 2), 'p4 1 1 2026-01-25']);
    expect(newestCovers(covered, 0)).toEqual([]);
  });
});
