import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { policyOf, scorecardOf } from '../../../../credit-policies/catalogue.ts';
import {
  actContext,
  anyInputs,
  decisionOn,
  plausibleInputs,
  policy,
  reception,
  roundOf,
  scorecardFor,
  signedBy,
} from '../../../../test/support/credit-application.ts';
import { addSeconds, businessDate, type Instant, instant } from '../../calendar.ts';
import { canonicalJson } from '../../canonical-json.ts';
import { personOf } from '../../person.ts';
import { authorityMinor, mayApproveAlone, suffices } from '../authority.ts';
import type { CreditInputs } from '../inputs.ts';
import type { Rate } from '../rates.ts';
import { replayDecision } from '../replay.ts';
import { besideFigures, othersMinor } from '../standing.ts';
import { type Application, type CreditRole, creditRoles } from '../types.ts';
import { decideAct } from './acts.ts';
import { decideAnswer, decideReception, decideRound, decideTimeout } from './decide.ts';
import { evolve } from './evolve.ts';
import { type ApplicationDecision, type ApplicationFact, isFinal } from './facts.ts';
import {
  decideLine,
  decideNotice,
  decideOffer,
  decideOfferAnswer,
  decideOfferSent,
  decideQuestionSent,
} from './formalise.ts';
import { letterOwed, nextOf } from './next.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const begins = instant('2026-02-02T14:00:00.000Z');
const on = businessDate('2026-02-02');
const document = 'e'.repeat(64);

/** Anything that may be asked of an application, by anybody, at any moment. */
type Command =
  | { readonly do: 'act'; readonly person: string; readonly role: CreditRole; readonly act: string }
  | { readonly do: 'answer' | 'machine' | 'time-out' | 'activate' }
  | { readonly do: 'offer-answer'; readonly accept: boolean; readonly document: string };

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('act' as const),
      person: fc.constantFrom('ana', 'ben', 'eva', 'ivo', 'luis', 'Eva'),
      role: fc.constantFrom(...creditRoles),
      act: fc.constantFrom(
        'approve',
        'approve',
        'approve',
        'approve-stale',
        'claim',
        'return',
        'raise',
        'lower',
        'ask',
        'escalate',
        'decline',
        'withdraw',
        'approve',
        'claim',
        'approve',
      ),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ do: 'machine' as const }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      { do: 'answer' as const },
      { do: 'time-out' as const },
      { do: 'activate' as const },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('offer-answer' as const),
      accept: fc.constantFrom(true, true, false),
      document: fc.constantFrom(document, document, document, 'a'.repeat(64)),
    }),
  },
);

const story = fc.record({
  inputs: fc.oneof({ weight: 1, arbitrary: anyInputs }, { weight: 3, arbitrary: plausibleInputs }),
  accepts: fc.boolean(),
  submittedBy: fc.constantFrom(undefined, 'luis', 'Luis@firm.example', signedBy('eva', 'manager')),
  /** Whether ivo is the applicant. */
  ownIvo: fc.boolean(),
  steps: fc.array(
    fc.record({
      afterHours: fc.constantFrom(0, 0, 0, 1, 5, 24, 25, 49, 336),
      /** Who has lost a role by now, and by which rate amounts count today. */
      without: fc.option(fc.constantFrom('ana', 'ben', 'eva'), { freq: 4 }),
      rate: fc.constantFrom<RateOfDay[]>('decided', 'decided', 'decided', 'tenfold', 'none'),
      race: fc.array(command, { minLength: 1, maxLength: 3 }),
    }),
    { maxLength: 14 },
  ),
});

type RateOfDay = 'decided' | 'tenfold' | 'none';
const nameOf = (person: string): string => `name-of-${person.toLowerCase()}`;

/** The rate that counts on a day, from that of the decision. */
const rateOn = (day: RateOfDay, decided: Rate | undefined): Rate | undefined => {
  if (day === 'none' || decided === undefined) return undefined;
  const [whole = '', decimals = ''] = decided.rate.split('.');
  const tenfold = `${whole}${decimals.slice(0, 1)}.${decimals.slice(1)}0`;
  return day === 'tenfold' ? { ...decided, rate: tenfold } : decided;
};

/** One application with its journal, its kept inputs and a clock; commits check the version. */
const world = (inputs: CreditInputs, submittedBy: string | undefined, ownIvo: boolean) => {
  const facts: ApplicationFact[] = [];
  const kept = new Map<number, string>();
  let state: Application | undefined;
  let now = begins;
  let without: string | null = null;
  let day: RateOfDay = 'decided';
  /** What counted when each fact was committed. */
  const counted: { readonly without: string | null; readonly day: RateOfDay }[] = [];
  const roleOf = (actor: string): CreditRole | undefined =>
    without !== null && personOf(actor) === without
      ? undefined
      : creditRoles.find(
          (role) => actor === signedBy(actor.slice(actor.lastIndexOf('/') + 1), role),
        );

  const commit = (decided: readonly ApplicationFact[]): void => {
    for (const fact of decided) {
      state = evolve(state, fact, on);
      facts.push(fact);
      counted.push({ without, day });
    }
  };
  const { kind } = inputs;
  const { amountMinor, currency, termsDays } = inputs.asked;
  const lineId = 'acme|main';
  const given = reception({
    kind,
    amountMinor,
    currency,
    termsDays,
    applicantKind: inputs.applicant.kind,
    ...(kind === 'review' ? { lineId } : {}),
    ...(ownIvo ? { applicantNames: [nameOf('ivo')] } : {}),
  });
  const { submittedBy: _, ...anonymous } = given;
  commit(
    decideReception(
      submittedBy === undefined ? anonymous : { ...anonymous, submittedBy },
      undefined,
    ),
  );
  const current = (): Application => {
    if (state === undefined) throw new Error('nothing was received');
    return state;
  };

  const decideOwnRound = (at: Application): ApplicationDecision => {
    const ofRound = { ...inputs, applicationId: at.applicationId, round: at.round };
    const text = JSON.stringify(ofRound);
    const { name, version } = scorecardFor(ofRound.applicant.kind);
    kept.set(at.round, text);
    return decideRound(
      at,
      {
        ...roundOf(ofRound, decisionOn(ofRound)),
        policy: { id: policy.name, version: policy.version, sha256: digest(canonicalJson(policy)) },
        scorecard: {
          id: name,
          version,
          sha256: digest(canonicalJson(scorecardFor(ofRound.applicant.kind))),
        },
        inputs: { key: `decisions/${at.round}`, sha256: digest(text) },
      },
      policy,
      now,
    );
  };

  /** What the machine would call next, by the plan alone. */
  const machine = (at: Application): ApplicationDecision | undefined => {
    switch (nextOf(at, now).next) {
      case 'gather':
        return decideOwnRound(at);
      case 'make-offer':
        if (at.status === 'offered') return decideOfferSent(at, { outcome: 'sent', locale: 'en' });
        return decideOffer(at, {
          tokenId: 'of-1',
          documentSha256: document,
          documentKey: 'offers/1',
          expiresAt: addSeconds(now, 14 * 86_400),
        });
      case 'activate-line':
        return decideLine(at, {
          lineId,
          outcome: kind === 'new' ? 'active' : at.status === 'closing' ? 'closed' : 'kept',
        });
      case 'give-notice': {
        const letter = { documentSha256: document, documentKey: 'notices/1' };
        const written = { locale: 'en' as const, outcome: 'sent' as const, ...letter };
        return letterOwed(at, now) === 'notice'
          ? decideNotice(at, { reasons: ['any'], ...written })
          : decideQuestionSent(at, written, now);
      }
      case 'time-out':
        return decideTimeout(at, policy, now);
      default:
        return undefined;
    }
  };

  let acts = 0;
  const act = (at: Application, { person, role, act: name }: Command & { do: 'act' }) => {
    acts += 1;
    const by = { actId: `a-${acts}`, actor: signedBy(person, role), role, reason: 'Because' };
    // Whoever has no role is refused before anything is decided.
    if (roleOf(by.actor) === undefined) return undefined;
    const context = actContext(by, now, {
      rate: rateOn(day, at.decision?.rate),
      othersMinor: othersOf(inputs),
      names: [nameOf(person)],
      roleOf,
    });
    const { limitMinor = 1, termsDays: days = 0 } = at.referral ?? {};
    switch (name) {
      case 'approve':
        return decideAct(at, { act: 'approve', limitMinor, termsDays: days }, context);
      case 'approve-stale':
        return decideAct(
          at,
          { act: 'approve', limitMinor: limitMinor + 1, termsDays: days },
          context,
        );
      case 'raise':
        return decideAct(at, { act: 'change', limitMinor: limitMinor * 3, termsDays: 60 }, context);
      case 'lower':
        return decideAct(
          at,
          { act: 'change', limitMinor: Math.max(1, Math.floor(limitMinor / 2)), termsDays: 15 },
          context,
        );
      case 'ask':
        return decideAct(at, { act: 'ask', what: ['Accounts'] }, context);
      case 'decline':
        return decideAct(at, { act: 'decline', reasons: [{ code: 'x', text: 'X' }] }, context);
      default:
        return decideAct(
          at,
          { act: name as 'claim' | 'return' | 'escalate' | 'withdraw' },
          context,
        );
    }
  };

  const decide = (at: Application, asked: Command): ApplicationDecision | undefined => {
    switch (asked.do) {
      case 'act':
        return act(at, asked);
      case 'machine':
        return machine(at);
      case 'time-out':
        return decideTimeout(at, policy, now);
      case 'activate':
        return decideLine(at, { lineId, outcome: kind === 'new' ? 'active' : 'changed' });
      case 'answer':
        return decideAnswer(
          at,
          { answerId: `n-${facts.length}`, documents: [], contentSha256: document },
          now,
        );
      case 'offer-answer':
        return decideOfferAnswer(
          at,
          {
            tokenId: 'of-1',
            answer: asked.accept ? 'accept' : 'refuse',
            evidence: {
              at: now,
              addressHash: '0'.repeat(64),
              documentSha256: asked.document,
            },
          },
          now,
        );
    }
  };

  return {
    facts,
    kept,
    counted,
    today: (of: { readonly without: string | null; readonly rate: RateOfDay }) => {
      without = of.without;
      day = of.rate;
    },
    current,
    now: () => now,
    passHours: (hours: number) => {
      now = addSeconds(now, hours * 3600);
    },
    passUntil: (at: Instant) => {
      now = at > now ? at : now;
    },
    /** All saw the same snapshot: whoever is not first is refused by the version and decides anew. */
    race: (commands: readonly Command[]) => {
      const version = facts.length;
      const seen = current();
      for (const asked of commands) {
        const stale = decide(seen, asked);
        const decision = facts.length === version ? stale : decide(current(), asked);
        if (decision?.decided === true) commit(decision.facts);
      }
    },
    isOver: () => nextOf(current(), now).next === 'end',
  };
};

const othersOf = ({ standing }: CreditInputs) => othersMinor(standing?.otherLimits ?? [], policy);

/** Where a run is at when each fact happens, so that facts are judged by what went before them. */
const judge = (run: ReturnType<typeof world>, inputs: CreditInputs, ownIvo: boolean): void => {
  const { facts, kept } = run;
  let state: Application | undefined;
  let approvals: { actId: string; actor: string; role: CreditRole }[] = [];
  for (const [place, fact] of facts.entries()) {
    const { without, day } = run.counted[place] ?? { without: null, day: 'none' };
    if (state !== undefined && isFinal(state.status)) expect(fact.type).toBe('AdverseNoticeSent');
    const act = 'act' in fact.data ? fact.data.act : undefined;
    if (act !== undefined && fact.type !== 'CreditApplicationWithdrawn') {
      const [entered] = personOf(state?.submittedBy ?? '').split('@');
      expect(personOf(act.actor)).not.toBe(entered);
      if (ownIvo) expect(personOf(act.actor)).not.toBe('ivo');
    }
    switch (fact.type) {
      case 'CreditReferred':
      case 'CreditTermsChanged':
        approvals = [];
        break;
      case 'CreditApprovalGiven':
        approvals = approvals.filter(({ actId }) => !fact.data.lapsed?.includes(actId));
        approvals.push(fact.data.act);
        break;
      case 'CreditApproved': {
        const { limitMinor, currency, by } = fact.data;
        const { riskClass } = state?.decision ?? {};
        const decided = state?.decision?.rate;
        const rate = by === 'policy' ? decided : rateOn(day, decided);
        const minor = authorityMinor(limitMinor, currency, policy, rate);
        const others = othersOf(inputs);
        if (minor === undefined || others === undefined || riskClass === undefined) {
          throw new Error('nobody could tell');
        }
        const stake = { minor: minor + others, riskClass };
        if (by === 'policy') {
          expect(fact.data.approvals).toEqual([]);
          const keeps = inputs.kind === 'review' && limitMinor === inputs.line?.limitMinor;
          expect(mayApproveAlone(policy, stake) || keeps).toBe(true);
          expect(besideFigures(inputs, policy).held).toEqual([]);
          break;
        }
        expect(fact.data.approvals).toMatchObject(
          approvals.map(({ actor, role }) => ({ actor, role })),
        );
        expect(suffices(policy, stake, approvals)).toBe(true);
        expect(approvals.map(({ actor }) => personOf(actor))).not.toContain(without);
        const people = new Set(approvals.map(({ actor }) => personOf(actor)));
        expect(people.size).toBe(approvals.length);
        expect(people.size >= 2 || stake.minor <= policy.authority.fourEyes.aboveMinor).toBe(true);
        expect(limitMinor).toBe(state?.referral?.limitMinor);
        break;
      }
      case 'CreditOfferAccepted':
        expect(fact.data.evidence.at < (state?.offer?.expiresAt ?? '')).toBe(true);
        break;
      case 'CreditDecided':
        expect(
          replayDecision(
            { recorded: fact.data, inputs: kept.get(fact.data.round) ?? '' },
            { policyOf, scorecardOf, digest },
          ),
        ).toEqual({ replay: 'same' });
        break;
      default:
    }
    state = evolve(state, fact, on);
  }
};

const counted = (facts: readonly ApplicationFact[], type: ApplicationFact['type']): number =>
  facts.filter((fact) => fact.type === type).length;

/**
 * What is told with its reasons; less than was asked is told by the offer of a new line. A review
 * tells what became of its line, and nothing when that stayed as it was.
 */
const isAdverse = (
  fact: ApplicationFact,
  _: number,
  facts: readonly ApplicationFact[],
): boolean => {
  switch (fact.type) {
    case 'CreditDeclined':
      return facts.every(({ type }) => type !== 'CreditReviewConcluded');
    case 'CreditApplicationExpired':
      return fact.data.reasons !== undefined;
    case 'CreditReviewConcluded': {
      const isLess = facts.some(({ type, data }) => type === 'CreditApproved' && 'reasons' in data);
      const isDeclined = counted(facts, 'CreditDeclined') > 0;
      const { outcome } = fact.data;
      return (outcome === 'changed' && isLess) || (outcome === 'closed' && isDeclined);
    }
    default:
      return false;
  }
};

it('every application ends legally, within authority, however acts, answers and timeouts race', () => {
  const ends = new Map<string, number>();
  let fourEyes = 0;
  let lapsed = 0;
  let lived = 0;
  const numRuns = 1000;
  fc.assert(
    fc.property(story, ({ inputs, submittedBy, ownIvo, steps, accepts }) => {
      lived += 1;
      const run = world(inputs, submittedBy, ownIvo);
      run.race([{ do: 'machine' }]);
      for (const { afterHours, race, ...today } of steps) {
        run.passHours(afterHours);
        run.today(today);
        run.race(race);
        // A callback that is delivered twice finds the application where the first one left it.
        run.race(race.slice(0, 1));
      }
      // From here on nobody acts but an applicant who may take an offer, and the machine ends it.
      for (let turn = 0; turn < 20 && !run.isOver(); turn += 1) {
        const next = nextOf(run.current(), run.now());
        if (next.next === 'await-answer' && accepts) {
          run.race([{ do: 'offer-answer', accept: true, document }]);
        } else if ('dueAt' in next) run.passUntil(next.dueAt);
        run.race([{ do: 'machine' }, { do: 'machine' }]);
      }
      const { status, noticeOwed } = run.current();
      expect(isFinal(status)).toBe(true);
      expect(noticeOwed).toBe(false);
      judge(run, inputs, ownIvo);
      expect(counted(run.facts, 'CreditApproved')).toBeLessThanOrEqual(1);
      expect(counted(run.facts, 'CreditOfferMade')).toBeLessThanOrEqual(1);
      expect(counted(run.facts, 'AdverseNoticeSent')).toBe(run.facts.filter(isAdverse).length);
      expect(counted(run.facts, 'CreditOfferSent')).toBeLessThanOrEqual(1);
      const granted = status === 'active' || status === 'kept' || status === 'changed';
      if (granted) expect(counted(run.facts, 'CreditApproved')).toBe(1);
      expect(status === 'active').toBe(counted(run.facts, 'CreditApplicationActivated') === 1);
      ends.set(status, (ends.get(status) ?? 0) + 1);
      lapsed += Number(
        run.facts.some((fact) => fact.type === 'CreditApprovalGiven' && fact.data.lapsed),
      );
      fourEyes += Number(
        run.facts.some((fact) => fact.type === 'CreditApproved' && fact.data.approvals.length > 1),
      );
    }),
    { numRuns, seed: 4 },
  );
  // Cut short, as mutation tests do, the stories do not come to everything.
  if (lived < numRuns) return;
  expect(fourEyes).toBeGreaterThan(20);
  expect(lapsed).toBeGreaterThan(0);
  // The stories reach every end that an application can have by itself.
  expect([...ends.keys()].sort()).toEqual(
    ['active', 'changed', 'closed', 'declined', 'expired', 'kept', 'refused', 'withdrawn'].sort(),
  );
});
