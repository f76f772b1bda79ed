import { businessDate } from '../calendar.ts';
import { InvariantError } from '../errors.ts';
import { type Score, scoreOf } from '../scoring/score.ts';
import type { RiskClass, Scorecard } from '../scoring/types.ts';
import { authorityMinor, mayApproveAlone, roleFor, type Stake } from './authority.ts';
import { type CreditInputs, isMissing } from './inputs.ts';
import { bandOf, gapsOf, type Held, knockedOut } from './policy/evaluate.ts';
import { fieldsOf } from './policy/fields.ts';
import type { CreditPolicy } from './policy/schema.ts';
import { countedMinor, type Rate } from './rates.ts';
import { type BesideFigures, besideFigures } from './standing.ts';
import { type ProposedTerms, proposeTerms } from './terms.ts';
import type { CreditRole, PrincipalReason } from './types.ts';

/** One more whenever the same inputs, policy and scorecard could give another decision. */
export const evaluatorVersion = 3;

/** Rules that are in the code, because they say what policy may do at all. */
const ownRules = {
  band: 'score-band',
  noRate: 'no-exchange-rate',
  noLimit: 'figures-support-no-limit',
  farBelow: 'far-below-asked',
  unknownAmounts: 'amounts-unknown',
  above: 'above-automatic-authority',
  reviewDecline: 'review-not-declined-alone',
  reviewLess: 'review-lowers-limit',
} as const;

/** What policy says, as `CreditDecided` keeps it. */
export type CreditDecision = {
  readonly outcome: 'approve' | 'refer' | 'decline';
  /** Integer minor units; 0 when declined. */
  readonly limitMinor: number;
  readonly currency: string;
  readonly termsDays: number;
  readonly score: number;
  readonly probabilityPpm: number;
  readonly grade: string;
  readonly riskClass: RiskClass;
  readonly rules: readonly string[];
  readonly reasons: readonly PrincipalReason[];
  readonly role?: CreditRole;
  readonly rate?: Rate;
  /** What else counted in whose authority it takes, minor units of the policy; absent for none. */
  readonly othersMinor?: number;
};

/** What a notice says of rules that are in the code. */
export const ownReasons = {
  [ownRules.noRate]: 'No rate of exchange is known for the currency asked for',
  [ownRules.noLimit]: 'The figures known support no limit',
  [ownRules.farBelow]: 'The amount asked for is far above what the figures known support',
  [ownRules.unknownAmounts]: 'Amounts that count are not known in the currency asked for',
} as const;

const own = (rule: keyof typeof ownReasons): Held => ({
  rule,
  outcome: 'refer',
  reason: { code: rule, text: ownReasons[rule] },
});

/** Undefined as well for a rate so absurd that amounts in question cannot be counted by it. */
const rateOf = ({ rate: given, asked }: CreditInputs, policy: CreditPolicy): Rate | undefined => {
  const { amountMinor, currency } = asked;
  if (given === undefined || currency === policy.currency) return undefined;
  const rate = { ...given, on: businessDate(given.on) };
  const { capByClass, withoutBasis } = policy.limit;
  const most = Math.max(capByClass.low, withoutBasis.low);
  const there = authorityMinor(amountMinor, currency, policy, rate);
  const back = countedMinor(most, { from: policy.currency, to: currency, rate }, 'up');
  return there === undefined || back === undefined ? undefined : rate;
};

const bandReasons = ({ reasons }: Score): PrincipalReason[] =>
  reasons.map(({ code, text }) => ({ code, text }));

/** The first of each code, at most so many. */
const principal = (reasons: readonly PrincipalReason[], most: number): PrincipalReason[] =>
  reasons
    .filter(({ code }, index) => reasons.findIndex((each) => each.code === code) === index)
    .slice(0, most);

/**
 * What a notice says first: what referred, then what cost the score most. Of a decline what declined,
 * the score if it did; what a person would have looked at declined nobody.
 */
const reasonsOf = (
  outcome: CreditDecision['outcome'],
  held: readonly Held[],
  band: CreditDecision['outcome'],
  score: Score,
  most: number,
): PrincipalReason[] => {
  const of = (wanted: Held['outcome']) =>
    held.filter((each) => each.outcome === wanted).map(({ reason }) => reason);
  if (outcome !== 'decline') return principal([...of('refer'), ...bandReasons(score)], most);
  const told = principal(
    [...of('decline'), ...(band === 'decline' ? bandReasons(score) : [])],
    most,
  );
  const weak = { code: ownRules.band, text: 'The score is below what the policy asks for' };
  return told.length > 0 ? told : [weak];
};

/** What stands against the terms themselves. */
const againstTerms = (terms: ProposedTerms): Held[] =>
  terms.limitMinor === 0
    ? [own(ownRules.noLimit)]
    : terms.farBelowAsked
      ? [own(ownRules.farBelow)]
      : [];

const classes: readonly RiskClass[] = ['low', 'medium', 'high'];

/** What was granted once is kept, while the risk is no higher, without asking for it again. */
const keeps = ({ kind, line }: CreditInputs, riskClass: RiskClass, limitMinor: number): boolean =>
  kind === 'review' &&
  line !== undefined &&
  limitMinor === line.limitMinor &&
  classes.indexOf(riskClass) <= classes.indexOf(line.riskClass);

/** Policy is not enough for so much, nor to take away what somebody has. */
const notAlone = (
  policy: CreditPolicy,
  inputs: CreditInputs,
  { limitMinor }: ProposedTerms,
  stake: Stake | undefined,
): string[] => [
  ...(stake !== undefined &&
  (mayApproveAlone(policy, stake) || keeps(inputs, stake.riskClass, limitMinor))
    ? []
    : [ownRules.above]),
  ...(inputs.kind === 'review' && limitMinor < (inputs.line?.limitMinor ?? 0)
    ? [ownRules.reviewLess]
    : []),
];

/**
 * What is owed, past due or given up in a currency without a rate is not nothing: no rule of a
 * policy sees it, so a person does. Sources that say nothing at all have rules of their own.
 */
const againstUnknown = ({ history, financials, exposureMinor }: CreditInputs): Held[] => {
  const { purchasesMinor, openMinor, overdueMinor, writtenOffMinor } = isMissing(history)
    ? { purchasesMinor: 0, openMinor: 0, overdueMinor: 0, writtenOffMinor: 0 }
    : history;
  const counted = [purchasesMinor, openMinor, overdueMinor, writtenOffMinor, exposureMinor];
  const isUnpriced = !isMissing(financials) && financials.unpriced === true;
  return isUnpriced || counted.includes(null) ? [own(ownRules.unknownAmounts)] : [];
};

/** @throws InvariantError when the scorecard is not the one that the policy names. */
const evaluate = (
  inputs: CreditInputs,
  policy: CreditPolicy,
  scorecard: Scorecard,
  beside: BesideFigures,
): CreditDecision => {
  const { kind } = inputs.applicant;
  const wanted = policy.scorecards[kind];
  if (scorecard.name !== wanted.name || scorecard.version !== wanted.version) {
    throw new InvariantError(
      `${policy.name} asks for ${wanted.name} version ${wanted.version}, not ${scorecard.name} version ${scorecard.version}`,
    );
  }
  const { currency } = inputs.asked;
  const fields = fieldsOf(inputs);
  const score = scoreOf(scorecard, fields);
  const { riskClass, grade, probabilityPpm } = score;
  const rate = rateOf(inputs, policy);
  const known = rate !== undefined || currency === policy.currency;
  const inAsked = (minor: number): number | undefined =>
    currency === policy.currency
      ? minor
      : rate && countedMinor(minor, { from: policy.currency, to: currency, rate }, 'down');
  const terms = proposeTerms(policy, riskClass, inputs, fields, inAsked);
  const band = bandOf(policy, kind, score.score);

  const held = [
    ...knockedOut(policy, inputs, fields),
    ...gapsOf(policy, inputs, fields),
    ...(known ? [] : [own(ownRules.noRate)]),
    ...beside.held,
    ...againstTerms(terms),
  ];
  // A person has to be asked for something, which is above zero.
  const startsAt = terms.limitMinor > 0 ? terms.limitMinor : terms.starterMinor;
  const minor = authorityMinor(startsAt, currency, policy, rate);
  const others = beside.othersMinor;
  const stake =
    minor === undefined || others === undefined ? undefined : { riskClass, minor: minor + others };
  const declines = band.outcome === 'decline' || held.some(({ outcome }) => outcome === 'decline');
  const isReview = inputs.kind === 'review';
  const limits = declines ? [] : notAlone(policy, inputs, terms, stake);
  const refers =
    isReview && declines ? true : band.outcome === 'refer' || held.length > 0 || limits.length > 0;
  const outcome = declines && !isReview ? 'decline' : refers ? 'refer' : 'approve';
  return {
    outcome,
    limitMinor: outcome === 'decline' ? 0 : outcome === 'refer' ? startsAt : terms.limitMinor,
    currency,
    termsDays: terms.termsDays,
    score: score.score,
    probabilityPpm,
    grade,
    riskClass,
    rules: [
      ...held.map(({ rule }) => rule),
      `${ownRules.band}-${band.index + 1}-${band.outcome}`,
      ...limits,
      ...(isReview && declines ? [ownRules.reviewDecline] : []),
    ],
    reasons: reasonsOf(
      isReview && declines ? 'decline' : outcome,
      held,
      band.outcome,
      score,
      policy.reasons.most,
    ),
    ...(outcome === 'refer' ? { role: roleFor(policy, stake) } : {}),
    ...(rate === undefined ? {} : { rate }),
    ...(others === undefined || others === 0 ? {} : { othersMinor: others }),
  };
};

/**
 * Decides an application: a pure function of the inputs, the policy and the scorecard, which gives
 * the same answer for the same three for as long as `evaluatorVersion` stays.
 *
 * @throws InvariantError when the scorecard is not the one that the policy names, or the inputs say
 * nothing of the standing of the applicant.
 */
export const decideCredit = (
  inputs: CreditInputs,
  policy: CreditPolicy,
  scorecard: Scorecard,
): CreditDecision => {
  const beside = besideFigures(inputs, policy);
  const held = [...beside.held, ...againstUnknown(inputs)];
  return evaluate(inputs, policy, scorecard, { ...beside, held });
};

/**
 * Version 2 took what no rate could price for nothing, and let a review by policy alone end what an
 * insolvency or a loss had held: its inputs do not say what for.
 */
const withoutUnknown: typeof decideCredit = (inputs, policy, scorecard) =>
  evaluate(inputs, policy, scorecard, besideFigures(inputs, policy));

/** Version 1 looked at each application as if it were the only one of its applicant. */
const withoutStanding: typeof decideCredit = (inputs, policy, scorecard) =>
  evaluate(inputs, policy, scorecard, { held: [], othersMinor: 0 });

/** What decided under each version of the evaluator; a version that decided anything stays. */
export const evaluators: Readonly<Record<number, typeof decideCredit>> = {
  1: withoutStanding,
  2: withoutUnknown,
  3: decideCredit,
};
