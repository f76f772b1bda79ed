import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLine, day, granted, lineSettings } from '../../../../test/support/credit-line.ts';
import { instant } from '../../calendar.ts';
import { decideReview } from '../review.ts';
import { placed } from './holds.ts';
import { type LineSeen, seenOf } from './seen.ts';
import { decideClose, decideGrant, decideReviewClose, termsOf } from './terms.ts';
import type { CreditLine, LineFact } from './types.ts';

const due = { on: day('2026-03-02'), graceDays: lineSettings.reviewGraceDays };
const act = { actId: 'a', actor: 'arn', reason: 'r', role: 'manager' } as const;
const older = granted({ applicationId: 'CA-2', limitMinor: 500_000 });

const open = () => {
  const { book, act: take, facts } = createLine([], []);
  const now = () => book().line;
  return {
    now,
    facts,
    take,
    seen: () => seenOf(now()),
    accept: (seen: LineSeen | undefined) =>
      decideGrant(now(), 'acme|main', older, 'application', { seen }),
    decided: (given: { readonly decided: boolean; readonly facts?: readonly LineFact[] }) =>
      take(given.facts ?? []),
    review: (terms = granted({ limitMinor: 10_000 })) => {
      take(decideReview(now(), 'bureau-alert', due));
      const applicationId = now().review?.applicationId ?? '';
      const of = { ...terms, applicationId };
      const decision = decideGrant(now(), 'acme|main', of, 'review', { seen: seenOf(now()) });
      take(decision.decided ? decision.facts : []);
    },
  };
};
type Line = ReturnType<typeof open>;

const close = (line: Line): void => line.decided(decideClose(line.now(), { because: 'person' }));

/** What makes an approval the older decision. */
const newer: Readonly<Record<string, (line: Line) => void>> = {
  'a close': close,
  'a reduction by a review': (line) => line.review(),
  'a review that begins': (line) => line.take(decideReview(line.now(), 'returned-payment', due)),
  'an insolvency': (line) => line.take(placed(line.now(), 'insolvency')),
  'a write-off': (line) => line.take(placed(line.now(), 'written-off')),
  'a review that takes too long': (line) => line.take(placed(line.now(), 'review-overdue')),
  'another grant': (line) => {
    // An application is granted once.
    const other = granted({ applicationId: `CA-x${line.facts.length}` });
    line.decided(decideGrant(line.now(), 'acme|main', other, 'application', { seen: line.seen() }));
  },
};

const group = ({ now, take }: Line): void =>
  take([
    {
      type: 'CreditLineChanged',
      data: { ...termsOf(now()), because: 'person', groupId: 'holding', act },
    },
  ]);
/** What leaves it the newest decision. */
const beside: Readonly<Record<string, (line: Line) => void>> = {
  nothing: () => undefined,
  'a group and insurance': group,
  'the hold of a person': ({ now, take }) =>
    take([
      {
        type: 'CreditHoldPlaced',
        data: {
          lineId: now().lineId,
          because: [...new Set([...now().holds, 'person' as const])],
          act,
        },
      },
    ]),
  'something past due': ({ now, take }) => take(placed(now(), 'past-due')),
};

describe('what an applicant accepts', () => {
  it.each(Object.entries(newer))('does not undo %s since it was approved', (_, happens) => {
    const line = open();
    const seen = line.seen();
    happens(line);
    const before = line.now();
    const accepted = line.accept(seen);
    expect(accepted).toMatchObject({ decided: false, code: 'superseded' });
    expect(line.now()).toEqual(before);
    // Whoever approves after it knows of it.
    expect(line.accept(line.seen())).toMatchObject({ decided: true, outcome: 'active' });
  });

  it.each(Object.entries(beside))('takes effect after %s', (_, happens) => {
    const line = open();
    const seen = line.seen();
    happens(line);
    expect(line.accept(seen)).toMatchObject({ decided: true, outcome: 'active' });
  });

  it('does not undo news of a bureau, or what another review waits for, while one runs', () => {
    const line = open();
    line.take(decideReview(line.now(), 'person', due));
    const seen = line.seen();
    line.take(decideReview(line.now(), 'broken-promise', due));
    expect(line.accept(seen)).toMatchObject({ message: expect.stringContaining('broken-promise') });
    const later = line.seen();
    const newsAt = instant('2026-03-02T09:00:00.000Z');
    line.take([
      {
        type: 'CreditReviewQueued',
        data: {
          lineId: 'acme|main',
          applicationId: line.now().review?.applicationId ?? '',
          because: 'broken-promise',
          askAfter: newsAt,
        },
      },
    ]);
    expect(line.accept(later)).toMatchObject({ message: expect.stringContaining('news') });
  });

  it('does not end a review that has not ended, so that what people decide in it still counts', () => {
    const line = open();
    line.take(decideReview(line.now(), 'broken-promise', due));
    const seen = line.seen();
    const accept = (reviewOpen: boolean) =>
      decideGrant(line.now(), 'acme|main', older, 'application', { seen, reviewOpen });
    expect(accept(true)).toMatchObject({ decided: false, code: 'superseded' });
    // It ran out without a decision.
    expect(accept(false)).toMatchObject({ decided: true, outcome: 'active' });
    const { applicationId = '' } = line.now().review ?? {};
    line.decided(decideReviewClose(line.now(), applicationId, { seen }));
    expect(line.now()).toMatchObject({ status: 'closed' });
  });

  it('begins a line where there was none, and changes none that the approval knew nothing of', () => {
    const line = open();
    expect(decideGrant(undefined, 'acme|main', older, 'application')).toMatchObject({
      outcome: 'active',
    });
    // Approvals from before the line was told with them, too.
    expect(line.accept(undefined)).toMatchObject({ code: 'superseded' });
    close(line);
    expect(line.accept(undefined)).toMatchObject({ code: 'superseded' });
    expect(line.accept(line.seen())).toMatchObject({ outcome: 'active' });
  });

  it('is the newest decision or nothing, whatever happens in which order', () => {
    /** As its journal says it, and not as the line does. */
    const isDecision = ({ type, data }: LineFact, { holds }: LineSeen): boolean =>
      type === 'CreditLineActivated' ||
      type === 'CreditLineClosed' ||
      type === 'CreditReviewDue' ||
      (type === 'CreditLineChanged' && data.because !== 'person') ||
      (type === 'CreditHoldPlaced' &&
        // It names all that are in force then, those of before as well.
        data.because.some(
          (each) => ['insolvency', 'written-off'].includes(each) && !holds.includes(each),
        ));
    const names = [...Object.keys(newer), ...Object.keys(beside)].filter(
      // Told in the journal as an addition to holds that may be there before.
      (name) => name !== 'a review that takes too long',
    );
    const moves = fc.array(fc.constantFrom('approve', 'accept', ...names), { maxLength: 25 });
    fc.assert(
      fc.property(moves, (played) => {
        const line = open();
        let pending: { readonly seen: LineSeen; readonly at: number } | undefined;
        for (const move of played) {
          const closed = line.now().status === 'closed';
          if (move === 'approve') {
            pending = { seen: line.seen(), at: line.facts.length };
          } else if (move === 'accept' && pending !== undefined) {
            const since = line.facts.slice(pending.at);
            const accepted = line.accept(pending.seen);
            const { seen } = pending;
            const newerThan = since.filter((fact) => isDecision(fact, seen));
            if (accepted.decided) expect(newerThan).toEqual([]);
            else expect(accepted.code).toBe('superseded');
            line.decided(accepted);
            pending = undefined;
          } else if (!closed) (newer[move] ?? beside[move])?.(line);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a review that was decided', () => {
  const later = { on: day('2026-04-30'), graceDays: lineSettings.reviewGraceDays };
  /** Decided about, and not in force yet, when the next one begins. */
  const overtaken = (next: 'periodic' | 'returned-payment') => {
    const line = open();
    const of = line.now().applicationId;
    line.take(decideReview(line.now(), 'bureau-alert', due));
    const applicationId = line.now().review?.applicationId ?? '';
    const basis = { seen: line.seen(), termsOf: of };
    const due2 = next === 'periodic' ? { ...later, on: day('2026-06-02') } : later;
    line.take(decideReview(line.now(), next, due2));
    expect(line.now().review).toMatchObject({ because: next });
    return { line, basis, terms: granted({ applicationId, limitMinor: 20_000 }) };
  };
  const grant = (line: CreditLine, terms: ReturnType<typeof granted>, basis: object) =>
    decideGrant(line, 'acme|main', terms, 'review', basis);

  it('takes effect also when the next one has begun, whose reason is looked at again', () => {
    const { line, basis, terms } = overtaken('returned-payment');
    const second = line.now().review?.applicationId ?? '';
    line.take(placed(line.now(), 'insolvency'));
    const decision = grant(line.now(), terms, basis);
    expect(decision).toMatchObject({ outcome: 'changed' });
    line.decided(decision);
    expect(line.now()).toMatchObject({
      limitMinor: 20_000,
      queued: 'returned-payment',
      // What it knew nothing of waits for the review that follows.
      holds: ['insolvency'],
    });
    expect(line.now().review).toBeUndefined();
    // The one that had begun looked at the terms of before.
    const stale = granted({ applicationId: second, limitMinor: 100_000 });
    expect(grant(line.now(), stale, basis)).toMatchObject({ outcome: 'kept', facts: [] });
    expect(decideReviewClose(line.now(), second, basis)).toMatchObject({ outcome: 'kept' });
  });

  it('makes a periodic one needless', () => {
    const { line, basis, terms } = overtaken('periodic');
    line.decided(grant(line.now(), terms, basis));
    expect(line.now()).not.toHaveProperty('queued');
    expect(line.now()).not.toHaveProperty('review');
  });

  it('closes the line when it was declined', () => {
    const { line, basis, terms } = overtaken('returned-payment');
    line.decided(decideReviewClose(line.now(), terms.applicationId, basis));
    expect(line.now()).toMatchObject({ status: 'closed' });
  });

  it('leaves the line alone once something else was granted', () => {
    const { line, basis, terms } = overtaken('returned-payment');
    line.decided(line.accept(line.seen()));
    expect(grant(line.now(), terms, basis)).toMatchObject({ outcome: 'kept', facts: [] });
    expect(decideReviewClose(line.now(), terms.applicationId, basis)).toMatchObject({ facts: [] });
  });

  it('ends only the holds that it knew of', () => {
    const line = open();
    line.take(placed(line.now(), 'written-off'));
    line.take(decideReview(line.now(), 'written-off', due));
    const terms = granted({ applicationId: line.now().review?.applicationId ?? '' });
    const seen = line.seen();
    line.take(placed(line.now(), 'insolvency', 'review-overdue'));
    line.decided(grant(line.now(), terms, { seen }));
    expect(line.now().holds).toEqual(['insolvency']);
  });
});
