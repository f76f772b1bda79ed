import { describe, expect, it } from 'vitest';
import { finalStatuses } from '../../shared/domain/credit/types.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { endOf, promisedEnds, type Story, wrongEnd } from './ends.ts';

const story = (kind: string, ...types: readonly string[]): Story => ({
  id: 'CA-1',
  events: [
    { type: 'CreditApplicationReceived', data: { kind } },
    ...types.map((type) => ({ type, data: { outcome: 'kept' } })),
  ] as unknown as readonly JournalItem[],
});

const ends = promisedEnds();
const succeeded = (ended: string) => [
  { status: 'SUCCEEDED', output: JSON.stringify({ ended }), current: [] },
];

describe('the ends of applications', () => {
  it('that the README of the machine promises are those of the code', () => {
    expect(new Set([...ends.values()].flat())).toEqual(new Set(finalStatuses));
  });

  it('are told by the journal', () => {
    expect(endOf(story('new', 'CreditDeclined', 'AdverseNoticeSent'))).toBe('declined');
    expect(endOf(story('new', 'CreditOfferAccepted'))).toBeUndefined();
    expect(endOf(story('review', 'CreditDeclined'))).toBeUndefined();
    expect(endOf(story('review', 'CreditDeclined', 'CreditReviewConcluded'))).toBe('kept');
  });

  it('agree with the snapshot and with the machine', () => {
    const declined = story('new', 'CreditDeclined');
    const known = { ends, snapshot: 'declined', executions: succeeded('declined') };
    expect(wrongEnd(declined, known)).toEqual([]);
    expect(wrongEnd(declined, { ...known, snapshot: 'offered' })).toHaveLength(1);
    expect(wrongEnd(declined, { ...known, executions: succeeded('active') })).toHaveLength(1);
    expect(wrongEnd(declined, { ...known, executions: [] })).toHaveLength(1);
    const running = [{ status: 'RUNNING', current: ['AwaitReviewer'] }];
    expect(wrongEnd(declined, { ...known, executions: running })).toHaveLength(1);
    expect(wrongEnd(story('new', 'CreditReferred'), known)).toEqual([
      'has not ended: CreditReferred was the last',
    ]);
  });
});
