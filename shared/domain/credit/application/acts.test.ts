import { describe, expect, it } from 'vitest';
import type { CreditAct } from '../../../../events/credit-parts.ts';
import {
  actContext,
  policy,
  reception,
  roundOf,
  signedBy,
  soundInputs,
} from '../../../../test/support/credit-application.ts';
import { addSeconds, businessDate, instant } from '../../calendar.ts';
import type { CreditInputs } from '../inputs.ts';
import type { LineSeen } from '../line/seen.ts';
import type { Application, CreditRole } from '../types.ts';
import type { ActContext } from './act-context.ts';
import { type ApplicationAct, decideAct } from './acts.ts';
import { decideReception, decideRound, decideTimeout } from './decide.ts';
import { evolveAll } from './evolve.ts';
import type { ApplicationDecision, ApplicationFact } from './facts.ts';

const on = businessDate('2026-02-02');
const now = instant('2026-02-02T14:00:00.000Z');

const then = (state: Application | undefined, facts: readonly ApplicationFact[]): Application => {
  const next = evolveAll(state, facts, on);
  if (next === undefined) throw new Error('nothing happened');
  return next;
};

const factsOf = (decision: ApplicationDecision): readonly ApplicationFact[] => {
  if (!decision.decided) throw new Error(`${decision.code}: ${decision.message}`);
  return decision.facts;
};

const codeOf = (decision: ApplicationDecision): string =>
  decision.decided ? decision.facts.map(({ type }) => type).join(' ') : decision.code;

/** Referred because a bureau is down, unless the inputs say otherwise. */
const referred = (change: Partial<CreditInputs> = {}): Application => {
  const inputs: CreditInputs = { ...soundInputs, bureau: { missing: 'timed-out' }, ...change };
  const { asked, kind } = inputs;
  const given = kind === 'review' ? { kind, lineId: 'acme|main' } : {};
  const { submittedBy: _, ...anonymous } = reception({ ...asked, ...given });
  const state = then(undefined, decideReception(anonymous, undefined));
  return then(state, factsOf(decideRound(state, roundOf(inputs), policy, now)));
};
const asked = (amountMinor: number, currency = 'USD') => ({
  asked: { amountMinor, currency, termsDays: 30 },
});

let acts = 0;
const by = (person: string, role: CreditRole): CreditAct => {
  acts += 1;
  return { actId: `a-${acts}`, actor: signedBy(person, role), role, reason: 'Because' };
};
const act = (
  state: Application,
  what: ApplicationAct,
  who: CreditAct,
  over: Partial<ActContext> = {},
): ApplicationDecision => decideAct(state, what, actContext(who, now, over));
const yes = ({ referral }: Application): ApplicationAct => ({
  act: 'approve',
  limitMinor: referral?.limitMinor ?? 0,
  termsDays: referral?.termsDays ?? 0,
});

describe('a withdrawal', () => {
  const withdraw = { act: 'withdraw' } as const;
  const withdrawn = 'CreditApplicationWithdrawn';
  const escalated = () => {
    const state = referred();
    return then(state, factsOf(act(state, { act: 'escalate' }, by('ana', 'analyst'))));
  };

  it('takes the rank that a decline takes, of what was approved, too', () => {
    const state = escalated();
    expect(state.referral).toMatchObject({ role: 'manager' });
    expect(codeOf(act(state, withdraw, by('ana', 'analyst')))).toBe('beyond-authority');
    expect(codeOf(act(state, withdraw, by('mara', 'manager')))).toBe(withdrawn);
    const approved = then(state, factsOf(act(state, yes(state), by('dora', 'director'))));
    expect(approved.status).toBe('approved');
    expect(codeOf(act(approved, withdraw, by('ana', 'analyst')))).toBe('beyond-authority');
    expect(codeOf(act(approved, withdraw, by('mara', 'manager')))).toBe(withdrawn);
  });

  it('is not of what somebody else has claimed', () => {
    const state = referred();
    const claimed = then(state, factsOf(act(state, { act: 'claim' }, by('dora', 'director'))));
    expect(codeOf(act(claimed, withdraw, by('dimas', 'director')))).toBe('claimed-by-other');
    expect(codeOf(act(claimed, withdraw, by('dora', 'director')))).toBe(withdrawn);
  });

  it('is free to whoever entered it, and to anybody before people have it', () => {
    const entered = { ...escalated(), submittedBy: 'luis' };
    const claimed = then(entered, factsOf(act(entered, { act: 'claim' }, by('dora', 'director'))));
    expect(codeOf(act(claimed, withdraw, by('luis', 'analyst')))).toBe(withdrawn);
    const gathering = then(undefined, decideReception(reception({}), undefined));
    expect(codeOf(act(gathering, withdraw, by('ana', 'analyst')))).toBe(withdrawn);
  });
});

describe('the first of two approvals, when the second is given', () => {
  // More than a manager may approve, and above the threshold of two people.
  const much = 60_000_000;
  const open = (): Application => {
    const state = referred();
    const raise = { act: 'change', limitMinor: much, termsDays: 30 } as const;
    return then(state, factsOf(act(state, raise, by('dora', 'director'))));
  };

  it('counts while its person has the role', () => {
    const state = open();
    const first = then(state, factsOf(act(state, yes(state), by('dora', 'director'))));
    const second = act(first, yes(first), by('mara', 'manager'));
    expect(codeOf(second)).toBe('CreditApprovalGiven CreditApproved');
  });

  it('does not count once the role was taken away, and may be given again', () => {
    const state = open();
    const dora = by('dora', 'director');
    const first = then(state, factsOf(act(state, yes(state), dora)));
    const gone = { roleOf: () => undefined };
    const [given, ...more] = factsOf(act(first, yes(first), by('dimas', 'director'), gone));
    expect(more).toEqual([]);
    expect(given).toMatchObject({ data: { given: 1, needed: 2, lapsed: [dora.actId] } });
    const again = then(first, given === undefined ? [] : [given]);
    expect(again.referral?.approvals).toMatchObject([{ role: 'director' }]);
    expect(codeOf(act(again, yes(again), by('dora', 'director')))).toBe(
      'CreditApprovalGiven CreditApproved',
    );
  });

  it('does not count once the line was decided about, and each says what it knew of', () => {
    const line = { applicationId: 'CA-0', closed: false, holds: [] };
    const state = open();
    const dora = by('dora', 'director');
    const first = then(state, factsOf(act(state, yes(state), dora, { line })));
    const held = { ...line, closed: true };
    const [given, ...more] = factsOf(
      act(first, yes(first), by('dimas', 'director'), { line: held }),
    );
    expect(more).toEqual([]);
    expect(given).toMatchObject({ data: { given: 1, lapsed: [dora.actId], line: held } });
    const again = then(first, given === undefined ? [] : [given]);
    const [, approved] = factsOf(act(again, yes(again), by('dora', 'director'), { line: held }));
    expect(approved).toMatchObject({ type: 'CreditApproved', data: { line: held } });
    expect(approved?.type === 'CreditApproved' && approved.data.approvals[0]).not.toHaveProperty(
      'line',
    );
    // The same line is no reason to ask again.
    expect(codeOf(act(first, yes(first), by('mara', 'manager'), { line }))).toBe(
      'CreditApprovalGiven CreditApproved',
    );
  });

  it('counts for no more than the role that its person has now, nor than the one it was given in', () => {
    const state = open();
    const first = then(state, factsOf(act(state, yes(state), by('dora', 'director'))));
    const lowered = { roleOf: () => 'analyst' as const };
    expect(codeOf(act(first, yes(first), by('mara', 'manager'), lowered))).toBe(
      'another-authority-needed',
    );
    const ofManager = then(state, factsOf(act(state, yes(state), by('mara', 'manager'))));
    const raised = { roleOf: () => 'director' as const };
    expect(codeOf(act(ofManager, yes(ofManager), by('mila', 'manager'), raised))).toBe(
      'another-authority-needed',
    );
  });
});

it('nobody approves on what was gathered before the line was held for news of its customer', () => {
  const line = { applicationId: 'CA-0', closed: false, holds: [] };
  const referral = (holds: LineSeen['holds']): Application => {
    const inputs: CreditInputs = { ...soundInputs, bureau: { missing: 'timed-out' } };
    const state = then(undefined, decideReception(reception(inputs.asked), undefined));
    const round = { ...roundOf(inputs), line: { ...line, holds } };
    return then(state, factsOf(decideRound(state, round, policy, now)));
  };
  const held = { line: { ...line, holds: ['insolvency' as const] } };
  const approving = (state: Application, over: Partial<ActContext>) =>
    codeOf(act(state, yes(state), by('dora', 'director'), over));
  expect(approving(referral([]), held)).toBe('held-since');
  expect(approving(referral([]), { line: { ...line, holds: ['review-overdue'] } })).toBe(
    'CreditApprovalGiven CreditApproved',
  );
  // Whoever is asked although policy knew of it decides knowing of it.
  expect(approving(referral(['insolvency']), held)).toBe('CreditApprovalGiven CreditApproved');
});

describe('the rate of the day', () => {
  const pesos = (rate: string) => ({ base: 'USD', quote: 'CLP', on, rate });
  const state = referred({ ...asked(1_000_000, 'CLP'), rate: pesos('941.35') });

  it('is the one that an approval counts by, and stands in it', () => {
    const same = act(state, yes(state), by('ana', 'analyst'), { rate: pesos('950.00') });
    expect(codeOf(same)).toBe('CreditApprovalGiven CreditApproved');
    const [given] = factsOf(same);
    expect(given).toMatchObject({
      type: 'CreditApprovalGiven',
      data: { rate: { rate: '950.00' } },
    });
    // The peso rose a thousandfold: what was an analyst's matter is nobody's alone.
    const risen = act(state, yes(state), by('ana', 'analyst'), { rate: pesos('0.94135') });
    expect(codeOf(risen)).toBe('CreditApprovalGiven');
    expect(factsOf(risen)).toMatchObject([{ data: { needed: 2, given: 1 } }]);
  });

  it('is needed, whatever the decision counted by; an absurd one is none', () => {
    for (const rate of [undefined, pesos('0.000000000001'), pesos('0')]) {
      expect(codeOf(act(state, yes(state), by('dora', 'director'), { rate }))).toBe(
        'authority-unknown',
      );
    }
  });
});

describe('what an applicant is told of less than they asked for', () => {
  const why = [{ code: 'short-history', text: 'We have not known you for long' }];
  const lower = { act: 'change', limitMinor: 1_000_000, termsDays: 30 } as const;

  it('is what the person says who offers less', () => {
    const state = referred();
    const changed = then(
      state,
      factsOf(act(state, { ...lower, reasons: why }, by('ana', 'analyst'))),
    );
    const facts = factsOf(act(changed, yes(changed), by('ana', 'analyst')));
    expect(facts.at(-1)).toMatchObject({ type: 'CreditApproved', data: { reasons: why } });
    expect(then(changed, facts).approved).toMatchObject({ limitMinor: 1_000_000, reasons: why });
  });

  it('is what weighed in the decision when the person says nothing, of shorter terms too', () => {
    const state = referred();
    const shorter = { ...lower, limitMinor: 2_000_000, termsDays: 10 };
    for (const less of [lower, shorter]) {
      const [changed] = factsOf(act(state, less, by('ana', 'analyst')));
      expect(changed).toMatchObject({ data: { reasons: state.decision?.reasons } });
    }
  });

  it('has to be named when nothing else says it', () => {
    const state = referred();
    const { decision } = state;
    if (decision === undefined) throw new Error('not decided');
    const mute: Application = { ...state, decision: { ...decision, reasons: [] } };
    expect(codeOf(act(mute, lower, by('ana', 'analyst')))).toBe('reasons-needed');
    expect(codeOf(act(mute, { ...lower, reasons: why }, by('ana', 'analyst')))).toBe(
      'CreditTermsChanged',
    );
  });

  it('is nothing when they get it all, also after somebody had offered less', () => {
    const state = referred();
    const changed = then(
      state,
      factsOf(act(state, { ...lower, reasons: why }, by('ana', 'analyst'))),
    );
    const back = { act: 'change', limitMinor: 2_000_000, termsDays: 30 } as const;
    const whole = then(changed, factsOf(act(changed, back, by('ana', 'analyst'))));
    expect(whole.referral).not.toHaveProperty('reasons');
    const facts = factsOf(act(whole, yes(whole), by('ana', 'analyst')));
    expect(facts.at(-1)?.data).not.toHaveProperty('reasons');
  });

  it('is said by the decision when policy alone gives less', () => {
    const inputs: CreditInputs = { ...soundInputs, asked: { ...soundInputs.asked, termsDays: 90 } };
    const { submittedBy: _, ...anonymous } = reception(inputs.asked);
    const state = then(undefined, decideReception(anonymous, undefined));
    const facts = factsOf(decideRound(state, roundOf(inputs), policy, now));
    const reasons = then(state, facts).decision?.reasons ?? [];
    const approved = facts.at(-1);
    expect(approved).toMatchObject({ type: 'CreditApproved', data: { by: 'policy' } });
    const told = approved?.type === 'CreditApproved' ? approved.data.reasons : [];
    expect(told).toEqual(
      reasons.length > 0
        ? reasons
        : [{ code: 'terms-of-the-class', text: 'The risk does not allow longer terms' }],
    );
  });
});

describe('an application that nobody with authority answers', () => {
  const silent = (state: Application): ApplicationFact | undefined => {
    let at = state;
    for (let turn = 0; turn < 10; turn += 1) {
      const due = at.referral?.dueAt;
      if (due === undefined) return undefined;
      const [fact] = factsOf(decideTimeout(at, policy, addSeconds(due, 1)));
      if (fact?.type === 'CreditApplicationExpired') return fact;
      at = then(at, fact === undefined ? [] : [fact]);
    }
    return undefined;
  };

  it('ends with the reasons that its applicant can be told', () => {
    const state = referred();
    expect(silent(state)).toEqual({
      type: 'CreditApplicationExpired',
      data: {
        applicationId: 'CA-1',
        waitedFor: 'reviewer',
        reasons: [
          {
            code: 'not-decided-in-time',
            text: 'Nobody decided about the application in time',
          },
          ...(state.decision?.reasons ?? []),
        ].slice(0, 5),
      },
    });
  });

  it('says nothing of a review: the line stands as it was', () => {
    const line = { limitMinor: 2_000_000, termsDays: 30, riskClass: 'low', grade: 'B1' } as const;
    const review = referred({
      kind: 'review',
      line: { lineId: 'acme|main', ...line, onHold: false },
    });
    expect(silent(review)?.data).toEqual({ applicationId: 'CA-1', waitedFor: 'reviewer' });
  });
});
