import { describe, expect, it } from 'vitest';
import {
  decisionOn,
  policy,
  reception,
  soundInputs,
  stranger,
} from '../../../test/support/credit-application.ts';
import { granted } from '../../../test/support/credit-line.ts';
import { businessDate } from '../calendar.ts';
import { decideReception } from './application/decide.ts';
import { evolve as evolveApplication } from './application/evolve.ts';
import { endedOf } from './application/of-applicant.ts';
import type { CreditInputs, OtherLimit, Standing } from './inputs.ts';
import { evolveAll } from './line/evolve.ts';
import { decideClose } from './line/terms.ts';
import type { CreditLine } from './line/types.ts';
import { besideFigures, type KnownOfApplicant, othersMinor, standingOf } from './standing.ts';
import type { Application } from './types.ts';

const today = businessDate('2026-03-02');
const before = businessDate('2026-02-02');

const begun = (given: Parameters<typeof reception>[0] = {}): Application => {
  const [fact] = decideReception(reception(given), undefined);
  if (fact === undefined) throw new Error('nothing was received');
  return evolveApplication(undefined, fact, before);
};

const lineOf = (over: Parameters<typeof granted>[0] = {}): CreditLine => {
  const terms = granted(over);
  const lineId = `${terms.customerId}|${terms.legalEntity}`;
  const book = evolveAll(
    undefined,
    [{ type: 'CreditLineActivated', data: { lineId, ...terms } }],
    before,
  );
  if (book === undefined) throw new Error('no line');
  return book.line;
};

const closed = (line: CreditLine, on = before): CreditLine => {
  const decision = decideClose(line, { because: 'person' });
  const book = { line, orders: new Map(), invoices: new Map() };
  const facts = decision.decided ? decision.facts : [];
  return evolveAll(book, facts, on)?.line ?? line;
};

const nothing: KnownOfApplicant = {
  ended: [],
  own: undefined,
  ownFingerprint: undefined,
  elsewhere: [],
  ofGroup: [],
  open: [],
};
const asCop = { base: 'COP', quote: 'USD', on: today, rate: '0.00025' };
const standing = (known: Partial<KnownOfApplicant>, state = begun()): Standing =>
  standingOf(
    state,
    { ...nothing, ...known },
    (currency) => (currency === 'COP' ? asCop : undefined),
    today,
  );
const by = (who: 'person' | 'policy', outcome: string, on: string, applicationId = 'CA-0') => ({
  applicationId,
  kind: 'new' as const,
  outcome,
  by: who,
  on: businessDate(on),
});

describe('the no of a person', () => {
  it('counts by its days, and one of policy does not', () => {
    expect(standing({ ended: [by('person', 'declined', '2026-02-20')] })).toMatchObject({
      declinedByPersonDaysAgo: 10,
    });
    expect(standing({ ended: [by('policy', 'declined', '2026-02-20')] })).toEqual(stranger);
  });

  it('is over when a person granted something since, and not when policy did', () => {
    const no = by('person', 'declined', '2026-01-20');
    const yes = by('person', 'active', '2026-02-20', 'CA-00');
    expect(standing({ ended: [no, yes] })).toEqual(stranger);
    expect(standing({ ended: [yes, { ...no, on: today }] })).toMatchObject({
      declinedByPersonDaysAgo: 0,
    });
    const automatic = by('policy', 'active', '2026-02-20', 'CA-00');
    expect(standing({ ended: [no, automatic] })).toMatchObject({ declinedByPersonDaysAgo: 41 });
  });

  it('is that of a review as well, also while its line is still to be closed', () => {
    const review = begun({ applicationId: 'R-1', kind: 'review', lineId: 'acme|main' });
    const act = { actId: 'a', actor: 'eva', role: 'manager', reason: 'R' } as const;
    const after = evolveApplication(
      review,
      {
        type: 'CreditDeclined',
        data: { applicationId: 'R-1', by: 'person', reasons: [{ code: 'c', text: 'T' }], act },
      },
      before,
    );
    expect(after.status).toBe('closing');
    expect(endedOf(after)).toEqual({
      applicationId: 'R-1',
      kind: 'review',
      outcome: 'declined',
      by: 'person',
      on: before,
      lineId: 'acme|main',
    });
    expect(endedOf({ ...review, status: 'kept', endedOn: before })).toBeUndefined();
  });

  it('counts while a line that was closed still is, of the customer or of the applicant', () => {
    const shut = closed(lineOf());
    expect(shut.status).toBe('closed');
    expect(standing({ own: shut })).toMatchObject({ closedByPersonDaysAgo: 28 });
    const other = closed(lineOf({ customerId: 'other' }), businessDate('2026-03-01'));
    expect(standing({ own: shut, elsewhere: [other] })).toMatchObject({
      closedByPersonDaysAgo: 1,
      otherCustomers: 0,
      otherLimits: [],
    });
    expect(standing({ own: lineOf() })).not.toHaveProperty('closedByPersonDaysAgo');
  });
});

describe('an application that was left while people had a say in it', () => {
  const approved = { limitMinor: 1, termsDays: 30, by: 'person' } as const;
  const reasons = [{ code: 'c', text: 'T' }];
  const left = (of: Partial<Application>) =>
    endedOf({ ...begun({ applicationId: 'CA-0' }), endedOn: today, ...of });

  it.each<[string, Partial<Application>, true | undefined]>([
    ['withdrawn from people', { status: 'withdrawn', lastRole: 'analyst' }, true],
    ['withdrawn before anybody had it', { status: 'withdrawn' }, undefined],
    ['expired while people had it', { status: 'expired', lastRole: 'analyst' }, true],
    ['withdrawn from what was asked', { status: 'withdrawn', approved }, undefined],
    ...(['withdrawn', 'refused', 'expired'] as const).flatMap(
      (status): [string, Partial<Application>, true | undefined][] => [
        [`${status}, of less`, { status, approved: { ...approved, reasons } }, true],
        [
          `${status}, of less by policy`,
          { status, approved: { ...approved, by: 'policy', reasons } },
          undefined,
        ],
      ],
    ),
    ['less, and taken', { status: 'active', approved: { ...approved, reasons } }, undefined],
    ['declined', { status: 'declined', lastRole: 'analyst' }, undefined],
  ])('is told apart: %s', (_, of, unsettled) => {
    expect(left(of)?.unsettled).toBe(unsettled);
  });

  it('counts by its days until a person grants something', () => {
    const one = left({ status: 'withdrawn', lastRole: 'analyst', endedOn: before });
    const ended = one === undefined ? [] : [one];
    expect(standing({ ended })).toEqual({ ...stranger, unsettledDaysAgo: 28 });
    const yes = by('person', 'active', '2026-02-20', 'CA-00');
    expect(standing({ ended: [...ended, yes] })).toEqual(stranger);
  });
});

describe('what the applicant may use elsewhere', () => {
  it('is the limits of its lines under other customers, and of its group, each once', () => {
    const elsewhere = [lineOf({ customerId: 'b' })];
    const ofGroup = [lineOf({ customerId: 'c', limitMinor: 7, currency: 'COP' })];
    expect(standing({ own: lineOf(), elsewhere, ofGroup })).toEqual({
      otherApplicant: false,
      otherCustomers: 1,
      lineOnHold: false,
      lineHeldFor: [],
      lineCurrency: 'USD',
      otherLimits: [
        { lineId: 'b|main', because: 'applicant', limitMinor: 100_000, currency: 'USD' },
        { lineId: 'c|main', because: 'group', limitMinor: 7, currency: 'COP', rate: asCop },
      ],
    });
  });

  it('is what was approved and waits for an answer, where that is more', () => {
    const approved = (limitMinor: number, customerId: string, fingerprint = 'f'.repeat(64)) => ({
      ...begun({ applicationId: 'CA-2', customerId, fingerprint }),
      approved: { limitMinor, termsDays: 30, by: 'person' as const },
    });
    const elsewhere = [lineOf({ customerId: 'b' })];
    const limits = (open: readonly Application[]) => standing({ elsewhere, open }).otherLimits;
    expect(limits([approved(250_000, 'b')])).toMatchObject([{ limitMinor: 250_000 }]);
    expect(limits([approved(50_000, 'b')])).toMatchObject([{ limitMinor: 100_000 }]);
    expect(limits([begun({ applicationId: 'CA-2', customerId: 'b' })])).toMatchObject([
      { limitMinor: 100_000 },
    ]);
    expect(limits([approved(1, 'd', 'a'.repeat(64))])).toMatchObject([
      { lineId: 'b|main', because: 'applicant' },
      { lineId: 'd|main', because: 'group', limitMinor: 1 },
    ]);
    expect(limits([approved(1, 'd')])).toMatchObject([{}, { because: 'applicant' }]);
  });

  it('stands in the same order, by line, however it was found: decisions are replayed', () => {
    const [b, c] = [lineOf({ customerId: 'b' }), lineOf({ customerId: 'c' })];
    const inCop = {
      ...begun({ applicationId: 'CA-2', customerId: 'b', currency: 'COP' }),
      approved: { limitMinor: 5, termsDays: 30, by: 'person' as const },
    };
    const found = (elsewhere: readonly CreditLine[]) =>
      standing({ elsewhere, open: [inCop] }).otherLimits.map(
        ({ lineId, currency }) => `${lineId} ${currency}`,
      );
    // Of one line what is in force, and then what was approved.
    expect(found([b, c])).toEqual(['b|main USD', 'b|main COP', 'c|main USD']);
    expect(found([c, b])).toEqual(found([b, c]));
  });

  it('is nothing of the line that the application is for: its limit is what is decided', () => {
    const own = lineOf();
    expect(standing({ own, elsewhere: [own] }).otherLimits).toEqual([]);
  });

  it('is summed in the currency of the policy, rounded up, or not at all', () => {
    const limit = { lineId: 'b|main', because: 'applicant', limitMinor: 100, currency: 'USD' };
    const cop = { ...limit, limitMinor: 1001, currency: 'COP', rate: asCop };
    const { rate: _, ...unknown } = cop;
    const sum = (...limits: readonly object[]) => othersMinor(limits as OtherLimit[], policy);
    expect(sum()).toBe(0);
    expect(sum(limit, cop)).toBe(101);
    expect(sum(limit, unknown)).toBeUndefined();
    expect(sum(unknown, limit)).toBeUndefined();
    const most = { ...limit, limitMinor: Number.MAX_SAFE_INTEGER };
    expect(sum(most)).toBe(Number.MAX_SAFE_INTEGER);
    expect(sum(most, limit)).toBeUndefined();
  });
});

it('sees that orders on the line of the customer are on hold, for whatever reason', () => {
  const held = { ...lineOf(), holds: ['person' as const, 'insolvency' as const] };
  expect(standing({ own: held })).toMatchObject({
    lineOnHold: true,
    lineHeldFor: ['person', 'insolvency'],
  });
  // What held a line that was closed is lifted by who is granted it again.
  expect(standing({ own: closed(held) })).toMatchObject({
    lineOnHold: false,
    lineHeldFor: ['person', 'insolvency', 'line-closed'],
  });
});

it('sees that the line of the customer was granted to somebody else', () => {
  expect(standing({ own: lineOf(), ownFingerprint: 'a'.repeat(64) }).otherApplicant).toBe(true);
  expect(standing({ own: lineOf(), ownFingerprint: 'f'.repeat(64) }).otherApplicant).toBe(false);
});

describe('policy alone', () => {
  const on = (over: Partial<Standing>, change: Partial<CreditInputs> = {}) =>
    decisionOn({ ...soundInputs, ...change, standing: { ...stranger, ...over } });
  const other = (limitMinor: number): OtherLimit => ({
    lineId: 'b|main',
    because: 'applicant',
    limitMinor,
    currency: 'USD',
  });

  it.each<[string, Partial<Standing>]>([
    ['declined-by-person', { declinedByPersonDaysAgo: 365 }],
    ['application-left-unsettled', { unsettledDaysAgo: 365 }],
    ['line-closed-by-person', { closedByPersonDaysAgo: 0 }],
    ['line-on-hold', { lineOnHold: true }],
    ['line-of-another-customer', { otherCustomers: 1 }],
    ['customer-of-another-applicant', { otherApplicant: true }],
    ['line-in-another-currency', { lineCurrency: 'EUR' }],
    ['other-limits-unknown', { otherLimits: [{ ...other(1), currency: 'EUR' }] }],
    ['line-held-for-loss', { lineHeldFor: ['line-closed', 'written-off'] }],
  ])('leaves to people what it would grant otherwise: %s', (rule, over) => {
    expect(on({}).outcome).toBe('approve');
    const decision = on(over);
    expect(decision.outcome).toBe('refer');
    expect(decision.rules).toContain(rule);
    expect(decision.reasons.map(({ code }) => code)).toContain(rule);
  });

  it('says of more limits than can be looked at just that, and not that a rate is missing', () => {
    const { rules } = on({ tooManyLimits: true, otherLimits: [{ ...other(1), currency: 'EUR' }] });
    expect(rules).toContain('too-many-other-limits');
    expect(rules).not.toContain('other-limits-unknown');
  });

  it('looks back as long as the policy says, and for good when it says nothing', () => {
    expect(on({ declinedByPersonDaysAgo: 366 }).outcome).toBe('approve');
    expect(on({ unsettledDaysAgo: 366 }).outcome).toBe('approve');
    const { referAfterNoDays: _, ...forGood } = policy;
    const inputs = {
      ...soundInputs,
      standing: { ...stranger, declinedByPersonDaysAgo: 9999 },
    };
    expect(besideFigures(inputs, policy).held).toEqual([]);
    expect(besideFigures(inputs, forGood)).toMatchObject({
      held: [{ rule: 'declined-by-person' }],
    });
  });

  it('grants no more by several lines than by one', () => {
    const asked = { asked: { ...soundInputs.asked, amountMinor: 2_000_000 } };
    expect(on({ otherLimits: [other(500_000)] }, asked)).toMatchObject({
      outcome: 'approve',
      othersMinor: 500_000,
    });
    expect(on({ otherLimits: [other(500_001)] }, asked)).toMatchObject({
      outcome: 'refer',
      role: 'analyst',
      rules: ['score-band-1-approve', 'above-automatic-authority'],
    });
    expect(on({ otherLimits: [other(48_000_001)] }, asked).role).toBe('director');
  });

  const line = {
    lineId: 'acme|main',
    limitMinor: 2_000_000,
    termsDays: 30,
    riskClass: 'low',
    grade: 'A2',
    onHold: false,
  } as const;
  const review = { kind: 'review', line } as const;

  it.each(['insolvency', 'written-off'] as const)(
    'ends by no review what was held for a loss, however well the customer pays: %s',
    (reason) => {
      const unknown = { ...review, bureau: { missing: 'no-record' } } as const;
      expect(on({ lineOnHold: true, lineHeldFor: ['past-due'] }, unknown).outcome).toBe('approve');
      const decision = on({ lineOnHold: true, lineHeldFor: ['past-due', reason] }, unknown);
      expect(decision).toMatchObject({ outcome: 'refer', limitMinor: 2_000_000 });
      expect(decision.rules).toContain('line-held-for-loss');
    },
  );

  it('keeps at a review what people granted, whatever else there is', () => {
    const over = {
      lineOnHold: true,
      otherCustomers: 1,
      declinedByPersonDaysAgo: 3,
      otherLimits: [other(90_000_000)],
    };
    expect(on(over, review).outcome).toBe('approve');
  });
});
