import { describe, expect, it } from 'vitest';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { wrongGrant, wrongLines } from './authority.ts';

const dollars = { USD: 1, MXN: 0.0556 };
const policy = { id: 'default', version: 1, sha256: '0'.repeat(64) };
const arn = (role: string, person: string): string =>
  `arn:aws:sts::000000000000:assumed-role/Credit${role}/${person}`;

type Fact = readonly [type: string, data: object];
const stream = (streamId: string, day: number, ...facts: readonly Fact[]) =>
  facts.map(
    ([type, data], index) =>
      ({
        streamId,
        version: index + 1,
        type,
        data,
        recordedAt: `2026-03-${String(day + index).padStart(2, '0')}T09:00:00.000Z`,
      }) as unknown as JournalItem,
  );

const received = (over: object = {}): Fact => [
  'CreditApplicationReceived',
  { kind: 'new', customerId: 'acme', legalEntity: 'main', fingerprint: 'f', ...over },
];
const decided = (outcome: string, over: object = {}): Fact => [
  'CreditDecided',
  { outcome, riskClass: 'low', policy, ...over },
];
const yes = (role: string, person: string, over: object = {}): Fact => [
  'CreditApprovalGiven',
  { act: { actor: arn(role, person), role: role.toLowerCase() }, ...over },
];
const approved = (
  limitMinor: number,
  people: readonly (readonly [role: string, person: string])[],
  currency = 'USD',
): Fact => [
  'CreditApproved',
  {
    limitMinor,
    currency,
    termsDays: 30,
    by: people.length === 0 ? 'policy' : 'person',
    approvals: people.map(([role, person]) => ({
      actor: arn(role, person),
      role: role.toLowerCase(),
    })),
  },
];

const wrong = (...facts: readonly Fact[]): string[] => {
  const events = stream('application#CA-1', 10, ...facts);
  return wrongGrant(events, new Map([['application#CA-1', events]]), dollars);
};

describe('what was granted', () => {
  it('is well within the authority of policy, of one person, or of two', () => {
    expect(wrong(received(), decided('approve'), approved(2_500_000, []))).toEqual([]);
    const one = ['Analyst', 'ana'] as const;
    expect(wrong(received(), decided('refer'), yes(...one), approved(9_000_000, [one]))).toEqual(
      [],
    );
    const two = ['Manager', 'eva'] as const;
    expect(
      wrong(
        received(),
        decided('refer'),
        yes(...one),
        yes(...two),
        approved(40_000_000, [one, two]),
      ),
    ).toEqual([]);
  });

  it('is found to be too much for policy, for a role, and for one pair of eyes', () => {
    expect(wrong(received(), decided('approve'), approved(2_500_001, []))).toEqual([
      'policy may grant 2500000, not 2500001',
    ]);
    expect(wrong(received(), decided('refer'), approved(1000, []))).toEqual(['policy said refer']);
    const ana = ['Analyst', 'ana'] as const;
    expect(wrong(received(), decided('refer'), yes(...ana), approved(11_000_000, [ana]))).toEqual([
      'nobody of analyst may grant 11000000',
      '11000000 was seen by one person only',
    ]);
    const mara = ['Manager', 'mara'] as const;
    const again = ['Director', 'mara'] as const;
    expect(
      wrong(
        received(),
        decided('refer'),
        yes(...mara),
        yes(...again),
        approved(40_000_000, [mara, again]),
      ),
    ).toEqual(['40000000 was seen by one person only']);
  });

  it('counts in the currency of the policy, and with what the applicant has elsewhere', () => {
    const rate = { base: 'MXN', quote: 'USD', on: '2026-03-09', rate: '0.0556' };
    const inPesos = (limitMinor: number) =>
      wrong(received(), decided('approve', { rate }), approved(limitMinor, [], 'MXN'));
    expect(inPesos(44_000_000)).toEqual([]);
    expect(inPesos(50_000_000)).toEqual([expect.stringContaining('policy may grant 2500000')]);
    const other = stream('line#other|main', 1, [
      'CreditLineActivated',
      { applicationId: 'CA-0', limitMinor: 2_000_000, currency: 'USD' },
    ]);
    const mine = stream(
      'application#CA-1',
      10,
      received(),
      decided('approve'),
      approved(1_000_000, []),
    );
    const split = new Map([
      ['line#other|main', other],
      ['application#CA-0', stream('application#CA-0', 1, received({ customerId: 'other' }))],
      ['application#CA-1', mine],
    ]);
    expect(wrongGrant(mine, split, dollars)).toEqual(['policy may grant 2500000, not 2920000']);
    const closed = [
      ...other,
      ...stream('line#other|main', 2, ['CreditLineClosed', { lineId: 'other|main' }]),
    ];
    expect(wrongGrant(mine, new Map([...split, ['line#other|main', closed]]), dollars)).toEqual([]);
  });

  it('counts with what a group has and was promised, also by its lines alone', () => {
    const asked = stream(
      'application#CA-9',
      20,
      received({ customerId: 'nova', fingerprint: 'n', groupId: 'g' }),
      decided('approve'),
      approved(1_000_000, []),
    );
    const terms = { currency: 'USD', limitMinor: 1_000_000 };
    const member = [
      ...stream('line#acme|main', 3, ['CreditLineActivated', { ...terms, applicationId: 'CA-1' }]),
      ...stream('line#acme|main', 4, [
        'CreditLineChanged',
        { ...terms, because: 'person', groupId: 'g' },
      ]),
    ];
    const more = stream(
      'application#CA-2',
      5,
      received(),
      decided('refer'),
      approved(9_000_000, []),
    );
    const all = new Map([
      ['application#CA-1', stream('application#CA-1', 1, received())],
      ['line#acme|main', member],
      ['application#CA-9', asked],
    ]);
    expect(wrongGrant(asked, all, dollars)).toEqual([]);
    all.set('application#CA-2', more);
    expect(wrongGrant(asked, all, dollars)).toEqual(['policy may grant 2500000, not 9640000']);
    const withdrawn = stream('application#CA-2', 8, ['CreditApplicationWithdrawn', {}]);
    all.set('application#CA-2', [...more, ...withdrawn]);
    expect(wrongGrant(asked, all, dollars)).toEqual([]);
  });

  it('is found to come from whoever entered what the line of a review goes back to', () => {
    const ana = ['Analyst', 'ana'] as const;
    const review = stream(
      'application#R-1',
      20,
      received({ kind: 'review', lineId: 'acme|main' }),
      decided('refer'),
      yes(...ana),
      approved(1_000_000, [ana]),
    );
    const line = { applicationId: 'CA-1', currency: 'USD', limitMinor: 1_000_000 };
    const all = new Map([
      ['application#CA-1', stream('application#CA-1', 1, received({ submittedBy: 'ana' }))],
      ['line#acme|main', stream('line#acme|main', 3, ['CreditLineActivated', line])],
      ['application#R-1', review],
    ]);
    expect(wrongGrant(review, all, dollars)).toEqual([
      `${arn('Analyst', 'ana')} said yes to what they entered`,
    ]);
  });

  it('is found to come from who entered it, has no such role, or said yes to other terms', () => {
    const ana = ['Analyst', 'ana'] as const;
    expect(
      wrong(
        received({ submittedBy: 'ana' }),
        decided('refer'),
        yes(...ana),
        approved(1_000_000, [ana]),
      ),
    ).toEqual([`${arn('Analyst', 'ana')} said yes to what they entered`]);
    const climber: Fact = [
      'CreditApproved',
      {
        limitMinor: 1_000_000,
        currency: 'USD',
        by: 'person',
        approvals: [{ actor: arn('Analyst', 'ben'), role: 'director' }],
      },
    ];
    expect(wrong(received(), decided('refer'), yes('Analyst', 'ben'), climber)).toEqual([
      'ben is no director',
    ]);
    expect(
      wrong(
        received(),
        decided('refer'),
        yes(...ana),
        ['CreditTermsChanged', {}],
        approved(1_000_000, [ana]),
      ),
    ).toEqual([`${arn('Analyst', 'ana')} never said yes to these terms`]);
  });
});

describe('a line', () => {
  const application = (...facts: readonly Fact[]) =>
    stream('application#CA-1', 1, received(), ...facts);
  const line = (data: object, type = 'CreditLineActivated') =>
    stream('line#acme|main', 8, [
      type,
      { applicationId: 'CA-1', limitMinor: 1000, currency: 'USD', termsDays: 30, ...data },
    ]);
  const streams = (...all: readonly JournalItem[][]) =>
    new Map(all.map((events) => [events[0]?.streamId ?? '', events]));

  it('has the terms that were approved and accepted', () => {
    const accepted = application(approved(1000, []), ['CreditOfferAccepted', {}]);
    expect(wrongLines(streams(accepted, line({})))).toEqual([]);
    expect(wrongLines(streams(accepted, line({ limitMinor: 1001 })))).toEqual([
      'line#acme|main: 1001 USD at 30 days was never approved by CA-1',
    ]);
    expect(wrongLines(streams(application(approved(1000, [])), line({})))).toEqual([
      'line#acme|main: nobody accepted what CA-1 offered',
    ]);
  });

  it('gets no other terms by the act of a person', () => {
    const accepted = application(approved(1000, []), ['CreditOfferAccepted', {}]);
    const raised = line({ because: 'person', limitMinor: 9000 }, 'CreditLineChanged');
    expect(wrongLines(streams(accepted, [...line({}), ...raised]))).toEqual([
      'line#acme|main: a person changed its terms to 9000 USD at 30 days',
    ]);
  });
});
