import { describe, expect, it } from 'vitest';
import type { Opening } from '../../book/opening/opening.ts';
import type { RunRecord } from '../../book/run/record.ts';
import { businessDate } from '../../shared/domain/calendar.ts';
import { checksOf } from './checks.ts';

const on = businessDate('2026-05-31');
const opening: Opening = {
  on,
  zone: 'UTC',
  settled: 0,
  notes: [],
  customers: [
    {
      customerId: 'L-1',
      name: 'L-1',
      locale: 'en',
      zone: 'America/Bogota',
      email: 'l-1@example.com',
    },
  ],
  invoices: [
    {
      invoiceNumber: 'OLD-1',
      customerId: 'L-1',
      legalEntity: 'main',
      currency: 'USD',
      issuedOn: '2025-01-02',
      dueOn: '2025-02-01',
      totalMinor: 500,
      openingBalance: { on },
    },
  ],
};

type Told = {
  readonly chaseFrom?: string;
  readonly effectiveOn?: string;
  readonly totalMinor?: number;
  /** Moments at which messages left. */
  readonly sent?: readonly string[];
  readonly firstStage?: string;
  readonly stages?: readonly (readonly [stage: string, on: string])[];
};

/** Promises that a run broke which did well but for what is told of it. */
const brokenBy = (told: Told, dailyCap = 2): string[] => {
  const {
    chaseFrom = '2026-06-04',
    effectiveOn = '2026-05-31',
    totalMinor = 500,
    sent = ['2026-06-04T15:00:00Z', '2026-06-11T15:00:00Z'],
    firstStage = 'administrative',
    stages = [
      ['administrative', '2026-06-04'],
      ['extrajudicial', '2026-06-11'],
    ],
  } = told;
  const accountId = 'L-1|main|USD';
  const journal = [
    {
      streamId: `account#${accountId}`,
      type: 'InvoicePosted',
      effectiveOn,
      recordedAt: '2026-06-01T06:00:00.000Z',
      data: { totalMinor, openingBalance: { on, chaseFrom } },
    },
    ...stages.map(([stage, day]) => ({
      streamId: `case#${accountId}|1`,
      type: 'CaseStageEntered',
      effectiveOn: day,
      recordedAt: `${day}T15:00:00.000Z`,
      data: { stage },
    })),
    ...sent.map((at, index) => ({
      streamId: 'party#L-1',
      type: 'ContactAttempted',
      effectiveOn: at.slice(0, 10),
      recordedAt: at,
      data: { accountId, stage: index === 0 ? firstStage : 'extrajudicial' },
    })),
  ];
  const outbox = sent.map((at) => ({ at: Date.parse(at), to: ['l-1@example.com'] }));
  return checksOf({ journal, outbox } as unknown as RunRecord, {
    opening,
    arrivesOn: businessDate('2026-06-01'),
    spreadDays: 20,
    dailyCap,
    minDaysInStage: 7,
    opensAt: '09:00:00',
    closesAt: '19:00:00',
  })
    .filter(({ broken }) => broken.length > 0)
    .map(({ promise }) => promise.split(' ').slice(0, 6).join(' '));
};

describe('what is held of a legacy book', () => {
  it('is kept by a run that does well', () => expect(brokenBy({})).toEqual([]));

  it.each<[string, Told, string[]]>([
    ['an amount that is off', { totalMinor: 499 }, ['every invoice comes in once, with']],
    ['another day of the balance', { effectiveOn: '2025-01-02' }, ['it counts from the day of']],
    [
      'a day beyond the spread',
      { chaseFrom: '2026-06-22', sent: ['2026-06-22T15:00:00Z'] },
      ['it counts from the day of'],
    ],
    [
      'a message on the day of the import',
      { sent: ['2026-06-01T15:00:00Z', '2026-06-04T15:00:00Z'] },
      ['no message leaves on the day', 'nobody hears of it before the'],
    ],
    [
      'a message before the day of the account',
      { sent: ['2026-06-03T15:00:00Z'] },
      ['nobody hears of it before the'],
    ],
    [
      'eight in the evening in Bogota',
      { sent: ['2026-06-05T01:00:00Z'] },
      ['no message leaves outside the hours'],
    ],
    ['a Sunday', { sent: ['2026-06-07T15:00:00Z'] }, ['no message leaves outside the hours']],
    ['silence', { sent: [] }, ['everybody who is late then gets']],
    ['a demand first', { firstStage: 'extrajudicial' }, ['the first message of an account']],
    [
      'a stage too soon',
      {
        stages: [
          ['administrative', '2026-06-04'],
          ['extrajudicial', '2026-06-10'],
        ],
      },
      ['stages are entered in order, each'],
    ],
    [
      'a stage left out',
      {
        stages: [
          ['administrative', '2026-06-04'],
          ['judicial', '2026-06-30'],
        ],
      },
      ['stages are entered in order, each'],
    ],
  ])('is broken by %s', (_what, told, promises) => {
    expect(brokenBy(told)).toEqual(promises);
  });

  it('is broken by more messages on a day than its cap', () => {
    const sent = ['2026-06-04T15:00:00Z', '2026-06-04T16:00:00Z'];
    expect(brokenBy({ sent }, 1)).toEqual(['no day has more messages than']);
  });
});
