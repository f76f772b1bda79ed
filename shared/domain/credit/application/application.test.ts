import { describe, expect, it } from 'vitest';
import type { CreditAct } from '../../../../events/credit-parts.ts';
import {
  actContext,
  bureau,
  policy,
  reception,
  roundOf,
  signedBy,
  soundInputs,
} from '../../../../test/support/credit-application.ts';
import { addSeconds, businessDate, instant } from '../../calendar.ts';
import type { CreditInputs } from '../inputs.ts';
import type { Application, CreditRole } from '../types.ts';
import { type ApplicationAct, decideAct } from './acts.ts';
import { decideAnswer, decideReception, decideRound, decideTimeout } from './decide.ts';
import { evolveAll } from './evolve.ts';
import type { ApplicationDecision, ApplicationFact } from './facts.ts';
import {
  decideLine,
  decideLineClosed,
  decideNotice,
  decideOffer,
  decideOfferAnswer,
  decideOfferSent,
  decideQuestionSent,
} from './formalise.ts';
import { letterOwed, nextOf } from './next.ts';

const on = businessDate('2026-02-02');
const now = instant('2026-02-02T14:00:00.000Z');
const hours = (count: number) => addSeconds(now, count * 3600);

const after = (state: Application | undefined, facts: readonly ApplicationFact[]): Application => {
  const next = evolveAll(state, facts, on);
  if (next === undefined) throw new Error('nothing happened');
  return next;
};

const carried = (state: Application, decision: ApplicationDecision): Application => {
  if (!decision.decided) throw new Error(decision.message);
  return after(state, decision.facts);
};

const code = (decision: ApplicationDecision): string =>
  decision.decided ? decision.facts.map(({ type }) => type).join(' ') : decision.code;

const received = (given: Parameters<typeof reception>[0] = {}): Application =>
  after(undefined, decideReception(reception(given), undefined));

const decidedOn = (change: Partial<CreditInputs> = {}, given = {}): Application => {
  const inputs = { ...soundInputs, ...change };
  const { amountMinor, currency } = inputs.asked;
  const state = received({ amountMinor, currency, ...given });
  return carried(state, decideRound(state, roundOf(inputs), policy, now));
};

let acts = 0;
const by = (person: string, role: CreditRole): CreditAct => {
  acts += 1;
  return { actId: `a-${acts}`, actor: signedBy(person, role), role, reason: 'Because' };
};
const ask = (
  state: Application,
  asked: ApplicationAct,
  act = by('ana', 'analyst'),
  at = now,
): ApplicationDecision => decideAct(state, asked, actContext(act, at));
const yes = (state: Application): ApplicationAct => {
  const { limitMinor = 0, termsDays = 0 } = state.referral ?? {};
  return { act: 'approve', limitMinor, termsDays };
};

const down = { bureau: { missing: 'timed-out' } } as const;
const referred = (amountMinor = 2_000_000): Application =>
  decidedOn({ ...down, asked: { ...soundInputs.asked, amountMinor } });

describe('an application that needs nobody', () => {
  it('is approved, offered, accepted and active', () => {
    const approved = decidedOn();
    expect(approved).toMatchObject({
      status: 'approved',
      approved: { limitMinor: 2_000_000, termsDays: 30, by: 'policy' },
    });
    expect(nextOf(approved, now)).toEqual({ next: 'make-offer' });
    const offer = {
      tokenId: 'of-1',
      documentSha256: 'e'.repeat(64),
      documentKey: 'offers/CA-1/1.pdf',
      expiresAt: hours(48),
    };
    const made = carried(approved, decideOffer(approved, offer));
    expect(nextOf(made, now)).toEqual({ next: 'make-offer' });
    expect(nextOf(made, hours(48))).toEqual({ next: 'time-out' });
    const letter = { outcome: 'sent', locale: 'en' } as const;
    const offered = carried(made, decideOfferSent(made, letter));
    expect(nextOf(offered, now)).toEqual({ next: 'await-answer', dueAt: hours(48) });
    expect(code(decideOfferSent(offered, letter))).toBe('no-letter-owed');
    const evidence = { at: hours(1), addressHash: '0'.repeat(64), documentSha256: 'e'.repeat(64) };
    const answer = { tokenId: 'of-1', answer: 'accept', evidence } as const;
    const accepted = carried(offered, decideOfferAnswer(offered, answer, hours(1)));
    expect(nextOf(accepted, now)).toEqual({ next: 'activate-line' });
    const line = { lineId: 'acme|main', outcome: 'active' } as const;
    const active = carried(accepted, decideLine(accepted, line));
    expect(nextOf(active, now)).toEqual({ next: 'end', ended: 'active' });
    expect(code(decideLine(active, line))).toBe('application-ended');

    expect(code(decideOffer(offered, offer))).toBe('not-approved');
    expect(code(decideOfferAnswer(accepted, answer, hours(2)))).toBe('not-offered');
    expect(code(decideOfferAnswer(offered, { ...answer, tokenId: 'of-2' }, now))).toBe(
      'other-offer',
    );
    const other = { ...answer, evidence: { ...evidence, documentSha256: 'a'.repeat(64) } };
    expect(code(decideOfferAnswer(offered, other, now))).toBe('other-document');
    expect(code(decideOfferAnswer(offered, answer, hours(48)))).toBe('offer-expired');
    expect(code(decideTimeout(offered, policy, hours(47)))).toBe('not-due');
    const expired = carried(offered, decideTimeout(offered, policy, hours(48)));
    expect(expired.status).toBe('expired');
    expect(code(decideOfferAnswer(expired, answer, hours(47)))).toBe('offer-expired');
    const refuses = { ...answer, answer: 'refuse' } as const;
    expect(carried(offered, decideOfferAnswer(offered, refuses, now)).status).toBe('refused');
  });

  it('is declined, and the applicant is told why before it ends', () => {
    const declined = decidedOn({ bureau: { ...bureau, bankrupt: true } });
    expect(declined).toMatchObject({ status: 'declined', noticeOwed: true });
    expect(nextOf(declined, now)).toEqual({ next: 'give-notice' });
    const notice = {
      reasons: ['insolvency'],
      locale: 'en' as const,
      outcome: 'sent' as const,
      documentSha256: 'a'.repeat(64),
      documentKey: 'notices/CA-1',
    };
    const told = carried(declined, decideNotice(declined, notice));
    expect(nextOf(told, now)).toEqual({ next: 'end', ended: 'declined' });
    expect(code(decideNotice(told, notice))).toBe('no-notice-owed');
  });

  it('ends as a duplicate while another one of the applicant is open', () => {
    const facts = decideReception(reception({ applicationId: 'CA-2' }), 'CA-1');
    expect(after(undefined, facts).status).toBe('duplicate');
    expect(decideReception(reception(), 'CA-1').map(({ type }) => type)).toEqual([
      'CreditApplicationReceived',
    ]);
  });
});

describe('a round', () => {
  it('is decided once, and only the one that is due', () => {
    const state = received();
    const round = roundOf(soundInputs);
    expect(code(decideRound(state, { ...round, round: 2 }, policy, now))).toBe('other-round');
    expect(code(decideRound(decidedOn(), round, policy, now))).toBe('not-gathering');
  });
});

describe('a referral', () => {
  it('waits for the authority that the amount takes', () => {
    expect(referred()).toMatchObject({
      status: 'referred',
      referral: { role: 'analyst', dueAt: hours(24), limitMinor: 2_000_000 },
    });
    expect(referred(15_000_000).referral).toMatchObject({ role: 'manager' });
    expect(nextOf(referred(), now)).toEqual({ next: 'await-reviewer', dueAt: hours(24) });
    expect(nextOf(referred(), hours(24))).toEqual({ next: 'time-out' });
  });

  it('is approved by one person within their authority', () => {
    const state = referred();
    const decision = ask(state, yes(state));
    expect(code(decision)).toBe('CreditApprovalGiven CreditApproved');
    expect(carried(state, decision)).toMatchObject({
      status: 'approved',
      approved: { by: 'person' },
      lastRole: 'analyst',
    });
  });

  it('is never approved by whoever entered it, through whichever role', () => {
    const state = referred();
    for (const act of ['claim', 'escalate', 'decline'] as const) {
      expect(code(ask(state, { act }, by('Luis', 'director')))).toBe('own-application');
    }
    expect(code(ask(state, yes(state), by('luis', 'manager')))).toBe('own-application');
  });

  it('is approved as it stands, not as it stood', () => {
    const state = referred();
    const changed = carried(
      state,
      ask(state, { act: 'change', limitMinor: 1_500_000, termsDays: 15 }),
    );
    expect(code(ask(changed, yes(state)))).toBe('terms-moved');
    expect(code(ask(changed, { act: 'change', limitMinor: 1_500_000, termsDays: 15 }))).toBe(
      'terms-so',
    );
    expect(carried(changed, ask(changed, yes(changed))).approved).toMatchObject({
      limitMinor: 1_500_000,
      termsDays: 15,
    });
  });

  it('is beyond a role whose amount it exceeds, also when that role raised it', () => {
    const state = referred();
    const raised = carried(
      state,
      ask(state, { act: 'change', limitMinor: 10_000_000, termsDays: 30 }),
    );
    expect(code(ask(raised, yes(raised)))).toBe('CreditApprovalGiven CreditApproved');
    const more = carried(
      state,
      ask(state, { act: 'change', limitMinor: 10_000_001, termsDays: 30 }),
    );
    const first = ask(more, yes(more));
    expect(code(first)).toBe('CreditApprovalGiven');
    const once = carried(more, first);
    expect(code(ask(once, yes(once), by('ben', 'analyst')))).toBe('another-authority-needed');
    expect(code(ask(once, yes(once), by('eva', 'manager')))).toBe(
      'CreditApprovalGiven CreditApproved',
    );
  });

  it('takes two different people above the threshold, and begins again with other terms', () => {
    const state = referred(20_000_000);
    const once = carried(state, ask(state, yes(state), by('eva', 'manager')));
    expect(once.status).toBe('referred');
    expect(code(ask(once, yes(once), by('Eva', 'director')))).toBe('approved-already');
    const changed = carried(
      once,
      ask(once, { act: 'change', limitMinor: 19_000_000, termsDays: 30 }, by('eva', 'manager')),
    );
    expect(changed.referral?.approvals).toEqual([]);
    expect(code(ask(once, yes(once), by('ana', 'analyst')))).toBe(
      'CreditApprovalGiven CreditApproved',
    );
  });

  it('belongs to whoever claimed it, but for the other pair of eyes, until it is given back', () => {
    const state = referred(20_000_000);
    const claimed = carried(state, ask(state, { act: 'claim' }, by('eva', 'manager')));
    expect(code(ask(claimed, { act: 'claim' }, by('ivo', 'director')))).toBe('claimed-by-other');
    expect(code(ask(claimed, { act: 'claim' }, by('eva', 'manager')))).toBe('claimed-so');
    expect(code(ask(claimed, { act: 'decline' }, by('ivo', 'director')))).toBe('claimed-by-other');
    expect(code(ask(claimed, yes(claimed), by('ivo', 'director')))).toBe('claimed-by-other');
    const once = carried(claimed, ask(claimed, yes(claimed), by('eva', 'manager')));
    expect(code(ask(once, yes(once), by('ivo', 'director')))).toContain('CreditApproved');
    const free = carried(claimed, ask(claimed, { act: 'return' }, by('ivo', 'director')));
    expect(code(ask(free, { act: 'return' }, by('ivo', 'director')))).toBe('not-claimed');
    expect(code(ask(free, { act: 'claim' }, by('ana', 'analyst')))).toBe('beyond-authority');
  });

  it('goes up when its time is over, is then brought back to the last, and expires', () => {
    let state = referred();
    const steps: string[] = [];
    let at = now;
    for (let turn = 0; turn < 6 && state.status === 'referred'; turn += 1) {
      at = state.referral?.dueAt ?? at;
      state = carried(state, decideTimeout(state, policy, at));
      steps.push(
        `${state.status} ${state.referral?.role ?? ''} ${state.referral?.reminders ?? ''}`,
      );
    }
    expect(steps).toEqual([
      'referred manager 0',
      'referred director 0',
      'referred director 1',
      'referred director 2',
      'expired  ',
    ]);
    expect(code(ask(state, { act: 'claim' }))).toBe('application-ended');
  });

  it('may be passed on by a person, and not beyond the last', () => {
    const state = referred();
    const passed = carried(state, ask(state, { act: 'escalate' }));
    expect(passed.referral).toMatchObject({ role: 'manager', dueAt: hours(24) });
    expect(code(ask(passed, yes(passed)))).toBe('beyond-authority');
    const last = carried(passed, ask(passed, { act: 'escalate' }, by('eva', 'manager')));
    expect(code(ask(last, { act: 'escalate' }, by('ivo', 'director')))).toBe('no-higher-authority');
  });

  it('is declined with the reasons of the decision, or with those that the person names', () => {
    const state = referred();
    const declined = ask(state, { act: 'decline' });
    const reasons = declined.decided
      ? declined.facts.flatMap((fact) => (fact.type === 'CreditDeclined' ? fact.data.reasons : []))
      : [];
    expect(reasons).toEqual(state.decision?.reasons);
    expect(reasons[0]?.code).toBe('bureau-not-reached');
    const named = [{ code: 'trade', text: 'Branch of trade' }];
    expect(ask(state, { act: 'decline', reasons: named })).toMatchObject({
      facts: [{ data: { reasons: named } }],
    });
    const plain = decidedOn({ asked: { ...soundInputs.asked, amountMinor: 8_000_000 } });
    const { decision } = plain;
    if (decision === undefined) throw new Error('not decided');
    const unexplained = { ...plain, decision: { ...decision, reasons: [] } };
    expect(code(ask(unexplained, { act: 'decline' }))).toBe('reasons-needed');
  });

  it('cannot be approved while nobody knows how much it is', () => {
    const asked = { ...soundInputs.asked, currency: 'COP' };
    const state = decidedOn({ asked });
    expect(code(ask(state, yes(state), by('ivo', 'director')))).toBe('authority-unknown');
  });
});

describe('a question to the applicant', () => {
  const answer = { answerId: 'n-1', documents: [], contentSha256: 'a'.repeat(64) };
  const asked = () => {
    const state = referred(15_000_000);
    return carried(state, ask(state, { act: 'ask', what: ['Accounts'] }, by('eva', 'manager')));
  };

  it('waits for the answer and begins another round, which the same authority sees', () => {
    const waiting = asked();
    expect(nextOf(waiting, now)).toEqual({ next: 'give-notice' });
    const again = carried(waiting, decideAnswer(waiting, answer, hours(5)));
    expect(again).toMatchObject({ status: 'gathering', round: 2 });
    expect(code(decideAnswer(again, answer, hours(6)))).toBe('not-asked');
    const round = roundOf({ ...soundInputs, round: 2 });
    const referredAgain = carried(again, decideRound(again, round, policy, hours(5)));
    expect(referredAgain).toMatchObject({ status: 'referred', referral: { role: 'manager' } });
  });

  it('is told at once, reminded of once before its time is over, and then waits for its end', () => {
    const document = { documentSha256: 'a'.repeat(64), documentKey: 'notices/CA-1' };
    const written = { outcome: 'sent', locale: 'en', ...document } as const;
    const waiting = asked();
    const remindAt = hours((14 * 24 * 2) / 3);
    expect(letterOwed(waiting, now)).toBe('question');
    const told = carried(waiting, decideQuestionSent(waiting, written, now));
    expect(nextOf(told, now)).toEqual({ next: 'await-information', dueAt: remindAt });
    expect(code(decideQuestionSent(told, written, now))).toBe('no-letter-owed');
    expect([letterOwed(told, remindAt), nextOf(told, remindAt).next]).toEqual([
      'reminder',
      'give-notice',
    ]);
    const reminded = carried(told, decideQuestionSent(told, written, remindAt));
    expect(nextOf(reminded, remindAt)).toEqual({
      next: 'await-information',
      dueAt: hours(14 * 24),
    });
    expect(nextOf(reminded, hours(14 * 24))).toEqual({ next: 'time-out' });
    // While sending was stopped nobody was told: then one letter says it all.
    expect(letterOwed(waiting, remindAt)).toBe('reminder');
    expect(letterOwed(waiting, hours(14 * 24))).toBeUndefined();
  });

  it('ends the application when nobody answers, and no answer counts after that', () => {
    const waiting = asked();
    expect(code(decideAnswer(waiting, answer, hours(14 * 24)))).toBe('too-late');
    const expired = carried(waiting, decideTimeout(waiting, policy, hours(14 * 24)));
    expect(expired.status).toBe('expired');
    expect(code(decideAnswer(expired, answer, hours(1)))).toBe('application-ended');
  });

  it('leaves nothing to decide meanwhile, but the applicant may withdraw', () => {
    const waiting = asked();
    expect(code(ask(waiting, { act: 'claim' }, by('eva', 'manager')))).toBe('not-referred');
    const withdrawn = ask(waiting, { act: 'withdraw' }, by('eva', 'manager'));
    expect(carried(waiting, withdrawn).status).toBe('withdrawn');
  });
});

describe('a review', () => {
  const line = {
    lineId: 'acme|main',
    limitMinor: 2_000_000,
    termsDays: 30,
    riskClass: 'low',
    grade: 'A1',
    onHold: false,
  } as const;
  const given = { kind: 'review', lineId: 'acme|main' } as const;

  it('that changes nothing needs nobody, and no offer', () => {
    const state = decidedOn({ kind: 'review', line }, given);
    expect(nextOf(state, now)).toEqual({ next: 'activate-line' });
    expect(code(ask(state, { act: 'withdraw' }))).toBe('is-review');
    const kept = { lineId: 'acme|main', outcome: 'kept' } as const;
    expect(carried(state, decideLine(state, kept)).status).toBe('kept');
    expect(code(decideLine(state, { ...kept, outcome: 'active' }))).toBe('not-accepted');
  });

  const insolvent = { bureau: { ...bureau, bankrupt: true } };
  const looked = () => decidedOn({ kind: 'review', line, ...insolvent }, given);
  const declined = () => {
    const state = looked();
    return carried(state, ask(state, { act: 'decline' }));
  };
  const lowered = () => {
    const state = looked();
    const less = { limitMinor: 1_000_000, termsDays: 30 };
    const changed = carried(state, ask(state, { act: 'change', ...less }));
    return carried(changed, ask(changed, yes(changed)));
  };
  const concluded = (state: Application, outcome: 'kept' | 'changed' | 'closed'): Application =>
    carried(state, decideLine(state, { lineId: 'acme|main', outcome }));
  const notice = {
    reasons: ['insolvency'],
    locale: 'en' as const,
    outcome: 'sent' as const,
    documentSha256: 'a'.repeat(64),
    documentKey: 'notices/CA-1',
  };

  it.each([
    ['declines closes', declined, 'closing', 'closed', 'closed'],
    ['lowers changes', lowered, 'approved', 'changed', 'reduced'],
  ] as const)(
    'that a person %s the line at once, and tells it then',
    (_, decide, before, outcome, about) => {
      const decided = decide();
      expect(decided).toMatchObject({ status: before, noticeOwed: true });
      expect(nextOf(decided, now)).toEqual({ next: 'activate-line' });
      expect(code(decideNotice(decided, notice))).toBe('no-notice-owed');
      const over = concluded(decided, outcome);
      expect(over).toMatchObject({ status: outcome, noticeOwed: true, endedOn: on });
      expect(nextOf(over, now)).toEqual({ next: 'give-notice' });
      const told = decideNotice(over, notice);
      expect(told).toMatchObject({ facts: [{ data: { about } }] });
      expect(nextOf(carried(over, told), now)).toEqual({ next: 'end', ended: outcome });
    },
  );

  it.each([
    ['was overtaken', declined, 'kept'],
    ['was overtaken', lowered, 'kept'],
    ['whose line somebody else closed', lowered, 'closed'],
  ] as const)('that %s tells nothing that did not come', (_, decide, outcome) => {
    const over = concluded(decide(), outcome);
    expect(over).toMatchObject({ status: outcome, noticeOwed: false });
    expect(nextOf(over, now)).toEqual({ next: 'end', ended: outcome });
  });

  it.each([declined, lowered])('that was told before it took effect tells nothing twice', (of) => {
    const [first, told] = [of(), { about: 'closed', applicationId: 'CA-1', ...notice } as const];
    const before = after(first, [{ type: 'AdverseNoticeSent', data: told }]);
    expect(nextOf(before, now)).toEqual({ next: 'activate-line' });
    const over = concluded(before, first.status === 'closing' ? 'closed' : 'changed');
    expect(nextOf(over, now).next).toBe('end');
  });

  it('that lowered a line which a person closes tells the close alone, as long as it tells', () => {
    const closes = { reasons: [{ code: 'sold', text: 'Sold' }], act: by('eva', 'manager') };
    const decided = lowered();
    // The line has it, and the process died before the review said so.
    const ended = carried(decided, decideLineClosed(decided, closes));
    expect(ended).toMatchObject({ status: 'closed', noticeOwed: true });
    expect(code(decideLine(ended, { lineId: 'acme|main', outcome: 'changed' }))).toBe(
      'application-ended',
    );
    // As it was recorded before such a review ended with the close.
    const data = { applicationId: 'CA-1', by: 'person', ...closes } as const;
    const noted = carried(decided, { decided: true, facts: [{ type: 'CreditDeclined', data }] });
    expect(concluded(noted, 'changed')).toMatchObject({ status: 'closed', noticeOwed: true });
    const over = concluded(decided, 'changed');
    const closed = carried(over, decideLineClosed(over, closes));
    expect(closed).toMatchObject({ status: 'closed', noticeOwed: true, endedOn: on });
    expect(decideNotice(closed, notice)).toMatchObject({ facts: [{ data: { about: 'closed' } }] });
    const told = carried(over, decideNotice(over, notice));
    expect(code(decideLineClosed(told, closes))).toBe('application-ended');
    expect(code(decideLineClosed(concluded(declined(), 'closed'), closes))).toBe(
      'application-ended',
    );
  });
});
