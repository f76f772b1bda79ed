import { describe, expect, it } from 'vitest';
import { createAccount, createLine, day } from '../../../../test/support/credit-line.ts';
import { decideReview } from '../review.ts';
import { evolveAll } from './evolve.ts';
import { decideHolds, placed } from './holds.ts';
import type { LineBook, LineFact } from './types.ts';

const on = day('2026-03-02');
const all = { holdFor: ['past-due', 'insolvency', 'review-overdue', 'written-off'] } as const;
const settings = { holdFor: [...all.holdFor] };

const opened = (): LineBook => createLine([createAccount('acme|main|USD')], []).book();
const evolved = (book: LineBook, facts: readonly LineFact[]): LineBook =>
  evolveAll(book, facts, on) ?? book;
const lineId = 'acme|main';

describe('holds of a line that follow from how things stand', () => {
  it('begin and end with what is past due', () => {
    const book = opened();
    const begins = decideHolds(book.line, { pastDue: true }, settings);
    expect(begins).toEqual([{ type: 'CreditHoldPlaced', data: { lineId, because: ['past-due'] } }]);
    const held = evolved(book, begins);
    expect(decideHolds(held.line, { pastDue: true }, settings)).toEqual([]);
    expect(decideHolds(held.line, { pastDue: false }, settings)).toEqual([
      { type: 'CreditHoldReleased', data: { lineId, because: ['past-due'] } },
    ]);
    // Whoever turns the setting off does not leave lines held for it.
    expect(decideHolds(held.line, { pastDue: true }, { holdFor: [] })).toMatchObject([
      { type: 'CreditHoldReleased' },
    ]);
  });

  it('begin with a review that takes too long and do not end by looking again', () => {
    const reviewed = evolved(
      opened(),
      decideReview(opened().line, 'person', { on, graceDays: 15 }),
    );
    const late = evolved(reviewed, [
      {
        type: 'CreditReviewOverdue',
        data: { lineId, applicationId: 'review', dueOn: '2026-03-02' },
      },
    ]);
    const both = decideHolds(late.line, { pastDue: true }, settings);
    expect(both).toEqual([
      { type: 'CreditHoldPlaced', data: { lineId, because: ['past-due', 'review-overdue'] } },
    ]);
    const held = evolved(late, both);
    const next = evolved(
      held,
      decideReview(held.line, 'periodic', { on: day('2026-06-02'), graceDays: 15 }),
    );
    expect(next.line.review).toMatchObject({ overdue: false });
    expect(decideHolds(next.line, { pastDue: false }, settings)).toEqual([
      { type: 'CreditHoldReleased', data: { lineId, because: ['past-due'] } },
    ]);
  });

  it('name all that is in force, each once, and leave a closed line alone', () => {
    const book = evolved(opened(), placed(opened().line, 'insolvency', 'over-limit'));
    expect(placed(book.line, 'insolvency')).toEqual([]);
    expect(placed(book.line, 'over-limit', 'written-off')).toEqual([
      {
        type: 'CreditHoldPlaced',
        data: { lineId, because: ['insolvency', 'over-limit', 'written-off'] },
      },
    ]);
    const closed = { ...book.line, status: 'closed' as const };
    expect(decideHolds(closed, { pastDue: true }, settings)).toEqual([]);
  });
});
