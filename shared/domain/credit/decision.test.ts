import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anyInputs,
  bureau,
  decisionOn,
  financials,
  history,
  policy,
  scorecardFor,
  soundInputs,
} from '../../../test/support/credit-application.ts';
import { authorityMinor, mayApproveAlone } from './authority.ts';
import { decideCredit, evaluators } from './decision.ts';
import type { CreditInputs } from './inputs.ts';

const on = (change: Partial<CreditInputs>) => decisionOn({ ...soundInputs, ...change });
const codes = (change: Partial<CreditInputs>) => on(change).reasons.map(({ code }) => code);

describe('a sound company', () => {
  it('gets what it asked for', () => {
    expect(on({})).toMatchObject({
      outcome: 'approve',
      limitMinor: 2_000_000,
      termsDays: 30,
      currency: 'USD',
      riskClass: 'low',
      rules: ['score-band-1-approve'],
    });
  });

  it('gets no more days than its class has', () => {
    expect(on({ asked: { ...soundInputs.asked, termsDays: 90 } }).termsDays).toBe(60);
  });

  it('is for a person when it asks for more than policy may grant alone', () => {
    const asked = { ...soundInputs.asked, amountMinor: 8_000_000 };
    expect(on({ asked })).toMatchObject({
      outcome: 'refer',
      limitMinor: 8_000_000,
      role: 'analyst',
      rules: ['score-band-1-approve', 'above-automatic-authority'],
    });
    expect(on({ asked: { ...asked, amountMinor: 15_000_000 } }).role).toBe('manager');
  });

  it('gets a share of the smallest of own funds, turnover and purchases, rounded down', () => {
    const asked = { ...soundInputs.asked, amountMinor: 2_500_000 };
    const small = { ...history, purchasesMinor: 5_512_345 };
    expect(on({ asked, history: small })).toMatchObject({
      outcome: 'approve',
      limitMinor: 2_200_000,
    });
  });

  it('is offered less than half of what it asks for by people only', () => {
    const asked = { ...soundInputs.asked, amountMinor: 2_500_000 };
    expect(on({ asked, history: { ...history, purchasesMinor: 2_000_000 } })).toMatchObject({
      outcome: 'refer',
      limitMinor: 800_000,
      rules: ['far-below-asked', 'score-band-1-approve'],
    });
  });
});

it('takes past purchases for a basis only of customers of a year', () => {
  const small = { ...history, purchasesMinor: 1_000_000 };
  const asked = { ...soundInputs.asked, amountMinor: 2_500_000 };
  expect(on({ asked, history: { ...small, customerForMonths: 12 } }).limitMinor).toBe(400_000);
  expect(on({ asked, history: { ...small, customerForMonths: 11 } }).limitMinor).toBe(2_500_000);
});

describe('what holds before any score', () => {
  it.each<[string, Partial<CreditInputs>, string]>([
    ['insolvency', { bureau: { ...bureau, bankrupt: true } }, 'insolvent'],
    ['three open defaults', { bureau: { ...bureau, openDefaults: 3 } }, 'many-open-defaults'],
    ['long past due with us', { history: { ...history, daysPastDue: 91 } }, 'long-past-due'],
  ])('%s declines', (_, change, rule) => {
    const decision = on(change);
    expect(decision).toMatchObject({ outcome: 'decline', limitMinor: 0 });
    expect(decision.rules).toContain(rule);
    expect(decision.reasons.length).toBeGreaterThan(0);
    expect(decision.reasons.length).toBeLessThanOrEqual(4);
  });

  it.each<[string, Partial<CreditInputs>, string]>([
    ['one open default', { bureau: { ...bureau, openDefaults: 1 } }, 'open-defaults'],
    ['a month past due', { history: { ...history, daysPastDue: 31 } }, 'past-due-with-us'],
    ['a write-off', { history: { ...history, writtenOffMinor: 1 } }, 'written-off-with-us'],
    ['old statements', { financials: { ...financials, asOf: '2024-06-30' } }, 'old-statements'],
    ['no own funds', { financials: { ...financials, ownFundsMinor: -1 } }, 'own-funds-lost'],
  ])('%s is for a person', (_, change, code) => {
    expect(on(change).outcome).toBe('refer');
    expect(codes(change)).toContain(code);
  });

  it('tells who is declined what declined, and not what a person would have looked at', () => {
    const change = {
      bureau: { ...bureau, bankrupt: true },
      financials: { ...financials, asOf: '2024-06-30' },
    };
    expect(on(change).rules).toEqual(expect.arrayContaining(['insolvent', 'old-statements']));
    expect(codes(change)).toEqual(['insolvency']);
  });

  it('an exact bound does not hold yet', () => {
    expect(on({ history: { ...history, daysPastDue: 30 } }).outcome).toBe('approve');
  });
});

describe('a source that says nothing', () => {
  it.each(['timed-out', 'unavailable', 'invalid'] as const)(
    'refers when the bureau is down: %s',
    (missing) => {
      expect(on({ bureau: { missing } })).toMatchObject({ outcome: 'refer' });
      expect(codes({ bureau: { missing } })).toContain('bureau-not-reached');
    },
  );

  it('does not matter when we know the customer well ourselves', () => {
    const unknown = { missing: 'no-record' } as const;
    expect(on({ bureau: unknown }).rules).not.toContain('bureau-knows-nothing');
    const fresh = { ...history, settled: 11 };
    expect(on({ bureau: unknown, history: fresh }).rules).toContain('bureau-knows-nothing');
  });

  it('never approves when our own history cannot be read', () => {
    expect(on({ history: { missing: 'unavailable' } }).outcome).toBe('refer');
  });

  it('gives a small limit when neither funds, turnover nor purchases are known', () => {
    const nothing = { missing: 'no-record' } as const;
    const asked = { ...soundInputs.asked, amountMinor: 4_000_000 };
    const decision = on({ asked, history: nothing, financials: nothing });
    expect(decision.limitMinor).toBeLessThanOrEqual(2_500_000);
  });
});

describe('what no rate says', () => {
  it.each<[string, Partial<CreditInputs>]>([
    ['what was given up', { history: { ...history, writtenOffMinor: null } }],
    ['what is past due', { history: { ...history, overdueMinor: null } }],
    ['what is open', { history: { ...history, openMinor: null } }],
    ['what was bought', { history: { ...history, purchasesMinor: null } }],
    ['what is owed', { exposureMinor: null }],
    ['statements', { financials: { ...financials, ownFundsMinor: null, unpriced: true } }],
  ])('is not nothing, and for a person: %s', (_, change) => {
    expect(on(change).outcome).toBe('refer');
    expect(codes(change)).toContain('amounts-unknown');
    // Version 2 decided so, and says so again.
    const card = scorecardFor(soundInputs.applicant.kind);
    const before = evaluators[2]?.({ ...soundInputs, ...change }, policy, card);
    expect(before?.outcome).toBe('approve');
  });

  it('is not what statements do not say', () => {
    const silent = { ...financials, ownFundsMinor: null };
    expect(on({ financials: silent }).outcome).toBe('approve');
  });
});

describe('a low score', () => {
  const poor: Partial<CreditInputs> = {
    bureau: { ...bureau, score: 10, meanDaysBeyondTerms: 50 },
    history: { ...history, lateShare: 0.9, meanDaysLate: 40, maxDaysPastDue: 85 },
  };

  it('declines with what cost it most, first things first', () => {
    expect(on(poor)).toMatchObject({ outcome: 'decline', limitMinor: 0 });
    expect(codes(poor)).toEqual([
      'bureau-score',
      'days-paid-late',
      'share-paid-late',
      'trade-references',
    ]);
  });

  it('never declines a review alone', () => {
    const line = {
      lineId: 'acme|main',
      limitMinor: 2_000_000,
      termsDays: 30,
      riskClass: 'low',
      grade: 'A1',
      onHold: false,
    } as const;
    expect(on({ ...poor, kind: 'review', line })).toMatchObject({ outcome: 'refer' });
    expect(on({ ...poor, kind: 'review', line }).rules).toContain('review-not-declined-alone');
  });
});

describe('a limit below the one that there is', () => {
  const line = {
    lineId: 'acme|main',
    limitMinor: 2_500_000,
    termsDays: 30,
    riskClass: 'low',
    grade: 'A1',
    onHold: false,
  } as const;
  const asked = { ...soundInputs.asked, amountMinor: line.limitMinor };
  const supported = (purchasesMinor: number) =>
    on({ kind: 'review', line, asked, history: { ...history, purchasesMinor } });

  it('is not set by a review that no person looks at', () => {
    expect(supported(5_512_345)).toMatchObject({ outcome: 'refer', limitMinor: 2_200_000 });
    expect(supported(5_512_345).rules).toEqual(['score-band-1-approve', 'review-lowers-limit']);
    expect(supported(6_250_000)).toMatchObject({
      outcome: 'approve',
      limitMinor: 2_500_000,
      rules: ['score-band-1-approve'],
    });
  });

  it('is granted to who applies for it', () => {
    expect(on({ kind: 'new', line })).toMatchObject({
      outcome: 'approve',
      limitMinor: 2_000_000,
      rules: ['score-band-1-approve'],
    });
  });
});

describe('other currencies', () => {
  const asked = { ...soundInputs.asked, currency: 'COP', amountMinor: 8_000_000_000 };
  const rate = { base: 'COP', quote: 'USD', on: '2026-02-02', rate: '0.000245' };

  const inPesos = {
    rate,
    history: { ...history, purchasesMinor: 200_000_000_000 },
    financials: { missing: 'no-record' },
  } as const;

  it('are held against amounts of the policy by the rate of the day', () => {
    expect(on({ asked, ...inPesos }).rules).not.toContain('above-automatic-authority');
    expect(on({ asked: { ...asked, amountMinor: 12_000_000_000 }, ...inPesos }).rules).toContain(
      'above-automatic-authority',
    );
  });

  it('are for the highest role when no rate is known', () => {
    expect(on({ asked })).toMatchObject({ outcome: 'refer', role: 'director' });
    expect(on({ asked }).rules).toContain('no-exchange-rate');
  });

  it.each(['0', '0.000000000001', '999999999999'])(
    'are for the highest role when the rate is absurd: %s',
    (text) => {
      for (const [base, quote] of [
        ['COP', 'USD'],
        ['USD', 'COP'],
      ] as const) {
        const amountMinor = 900_000_000_000_000;
        const absurd = { base, quote, on: '2026-02-02', rate: text };
        const much = { ...asked, amountMinor };
        const decision = on({ asked: much, ...inPesos, rate: absurd });
        expect(decision).toMatchObject({ outcome: 'refer' });
      }
    },
  );
});

it('asks for the scorecard that the policy names', () => {
  expect(() => decideCredit(soundInputs, policy, scorecardFor('person'))).toThrow(
    'default asks for company version 1, not person version 1',
  );
});

describe('for any inputs', () => {
  it('the same inputs give the same decision, also after they were written down', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const again = JSON.parse(JSON.stringify(inputs)) as CreditInputs;
        expect(decisionOn(again)).toEqual(decisionOn(inputs));
      }),
      { numRuns: 1000 },
    );
  });

  it('policy approves alone only within its authority, or keeps what there is', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const decision = decisionOn(inputs);
        if (decision.outcome !== 'approve') return;
        const { riskClass, limitMinor, currency, rate } = decision;
        const minor = authorityMinor(limitMinor, currency, policy, rate);
        expect(minor).toBeDefined();
        const alone = mayApproveAlone(policy, { riskClass, minor: minor ?? Infinity });
        expect(alone || limitMinor === inputs.line?.limitMinor).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('never gives more than was asked, says why it does not, and names few reasons', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const { outcome, limitMinor, termsDays, reasons, rules, role } = decisionOn(inputs);
        expect(limitMinor).toBeLessThanOrEqual(inputs.asked.amountMinor);
        expect(termsDays).toBeLessThanOrEqual(inputs.asked.termsDays);
        expect(limitMinor > 0).toBe(outcome !== 'decline');
        expect(role !== undefined).toBe(outcome === 'refer');
        expect(reasons.length).toBeLessThanOrEqual(4);
        expect(new Set(reasons.map(({ code }) => code)).size).toBe(reasons.length);
        if (outcome === 'decline') expect(reasons.length).toBeGreaterThan(0);
        expect(rules.length).toBeGreaterThan(0);
        if (inputs.kind === 'review') expect(outcome).not.toBe('decline');
      }),
      { numRuns: 1000 },
    );
  });

  it('a source that failed never approves', () => {
    fc.assert(
      fc.property(
        anyInputs,
        fc.constantFrom('history', 'bureau'),
        fc.constantFrom('timed-out', 'unavailable', 'invalid'),
        (inputs, source, missing) => {
          expect(decisionOn({ ...inputs, [source]: { missing } }).outcome).not.toBe('approve');
        },
      ),
    );
  });
});
