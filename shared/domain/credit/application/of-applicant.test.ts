import { describe, expect, it } from 'vitest';
import { reception } from '../../../../test/support/credit-application.ts';
import { businessDate } from '../../calendar.ts';
import type { Application } from '../types.ts';
import { decideReception } from './decide.ts';
import { evolveAll } from './evolve.ts';
import { applicantItemsOf, recordIn } from './of-applicant.ts';

const on = businessDate('2026-02-02');
const received = (given: Parameters<typeof reception>[0] = {}): Application => {
  const state = evolveAll(undefined, decideReception(reception(given), undefined), on);
  if (state === undefined) throw new Error('nothing was received');
  return state;
};
const pk = `APPLICANT#${'f'.repeat(64)}`;

describe('what others of an applicant know of an application', () => {
  it('is that it is open: to the applicant, to the line that it is for and to its group', () => {
    const open = { sk: 'OPEN#CA-1', applicationId: 'CA-1' };
    expect(applicantItemsOf(received({ groupId: 'holding' }))).toEqual([
      { pk, sk: 'OPEN', applicationId: 'CA-1' },
      { pk: 'APPLICANT#LINE#acme|main', ...open },
      { pk: 'APPLICANT#GROUP#holding', ...open },
    ]);
  });

  it('is how it ended, and then not that it is open', () => {
    const expired = { ...received(), status: 'expired' as const, endedOn: on };
    const items = applicantItemsOf(expired);
    expect(items).toEqual([
      {
        pk,
        sk: 'ENDED#CA-1',
        applicationId: 'CA-1',
        kind: 'new',
        outcome: 'expired',
        on,
      },
    ]);
    expect(recordIn(items)).toEqual({
      open: [],
      ended: [{ applicationId: 'CA-1', kind: 'new', outcome: 'expired', on }],
      lines: [],
    });
  });

  it('is the line that it became', () => {
    const approved = { limitMinor: 1, termsDays: 30, by: 'person' as const };
    const active = {
      ...received(),
      status: 'active' as const,
      endedOn: on,
      lineId: 'acme|main',
      approved,
    };
    expect(recordIn(applicantItemsOf(active))).toEqual({
      open: [],
      ended: [
        {
          applicationId: 'CA-1',
          kind: 'new',
          outcome: 'active',
          by: 'person',
          on,
          lineId: 'acme|main',
        },
      ],
      lines: ['acme|main'],
    });
  });

  it('is nothing of a review that changed nothing, once it has ended', () => {
    const review = received({ applicationId: 'R-1', kind: 'review', lineId: 'acme|main' });
    expect(applicantItemsOf({ ...review, status: 'kept', endedOn: on })).toEqual([]);
  });
});
