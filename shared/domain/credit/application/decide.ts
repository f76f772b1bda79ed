import type { DomainData } from '../../../../events/catalogue.ts';
import { addSeconds, type BusinessDate, type Instant } from '../../calendar.ts';
import { roleAbove } from '../authority.ts';
import type { CreditDecision } from '../decision.ts';
import type { LineSeen } from '../line/seen.ts';
import type { CreditPolicy } from '../policy/schema.ts';
import {
  type Application,
  type CreditRole,
  creditRoles,
  type DecisionSummary,
  type Lateness,
  type Published,
} from '../types.ts';
import { ownReasons, reasonsForLess, reasonsForSilence, told } from './adverse.ts';
import {
  type ApplicationDecision,
  type ApplicationFact,
  applicationRefusals,
  decided,
  isFinal,
  refused,
} from './facts.ts';

const hour = 3600;
const day = 24 * hour;

export type Reception = DomainData<'CreditApplicationReceived'>;

/**
 * Begins an application; it ends at once when another one of the applicant is open.
 *
 * @param open the open application of that applicant, if there is one.
 */
export const decideReception = (
  given: Reception,
  open: string | undefined,
): readonly ApplicationFact[] => {
  const { applicationId, customerId, legalEntity, fingerprint } = given;
  const begun: ApplicationFact = { type: 'CreditApplicationReceived', data: given };
  if (open === undefined || open === applicationId) return [begun];
  return [
    begun,
    {
      type: 'CreditApplicationDuplicated',
      data: { applicationId, openApplicationId: open, customerId, legalEntity, fingerprint },
    },
  ];
};

/** What a round came to: the sources, the decision, and what the decision was made with. */
export type Round = {
  readonly round: number;
  readonly sources: DomainData<'CreditDataGathered'>['sources'];
  readonly decision: CreditDecision;
  readonly policy: Published;
  readonly scorecard: Published;
  readonly evaluator: number;
  readonly inputs: { readonly key: string; readonly sha256: string };
  /** What the inputs say of how late the account pays. */
  readonly lateness?: Lateness | undefined;
  /** The line of the customer as it stood for the decision, if there was one. */
  readonly line?: LineSeen | undefined;
  /** When a bureau last told of news of the applicant, as far as a report knows of it. */
  readonly newsAt?: Instant | undefined;
  /** When it last did so, where no report knows of it. */
  readonly unreadNewsAt?: Instant | undefined;
  /** The day of the book on which it is decided. */
  readonly decidedOn?: BusinessDate | undefined;
  /** How far the journals of the customer's accounts were read, when they were. */
  readonly readTo?: DomainData<'CreditDecided'>['readTo'];
};

/** An application is carried on under the policy that decided it, whatever is published since. */
export const isPolicyOf = (
  decision: Pick<DecisionSummary, 'policy'>,
  policy: CreditPolicy,
): boolean => decision.policy.id === policy.name && decision.policy.version === policy.version;

/** Whoever looked at an application before is not passed by: the highest of these. */
const highest = (...roles: readonly (CreditRole | undefined)[]): CreditRole =>
  creditRoles.findLast((role) => roles.includes(role)) ?? 'analyst';

/** From the moment on, what that role has for an answer. */
const slaOf = (policy: CreditPolicy, role: CreditRole, now: Instant): Instant =>
  addSeconds(now, policy.waits.referralHours[role] * hour);

const referredTo = (
  state: Application,
  { decision, round, line }: Round,
  policy: CreditPolicy,
  now: Instant,
): ApplicationFact => {
  const role = highest(decision.role, state.lastRole);
  const { applicationId, askedMinor } = state;
  return {
    type: 'CreditReferred',
    data: {
      applicationId,
      round,
      role,
      dueAt: slaOf(policy, role, now),
      // What policy would decline has no limit: a person starts from what was asked.
      limitMinor: decision.limitMinor > 0 ? decision.limitMinor : askedMinor,
      currency: decision.currency,
      termsDays: decision.termsDays,
      riskClass: decision.riskClass,
      reasons: [...decision.reasons],
      ...(line === undefined ? {} : { line }),
    },
  };
};

/** New terms are offered within the time that an offer stands: what cannot be told ends as well. */
export const offeredBy = (
  { kind }: Pick<Application, 'kind'>,
  policy: CreditPolicy,
  now: Instant,
): { readonly offerBy?: Instant } =>
  kind === 'new' ? { offerBy: offerExpiresAt(policy, now) } : {};

const concluded = (
  state: Application,
  given: Round,
  policy: CreditPolicy,
  now: Instant,
): ApplicationFact => {
  const { applicationId } = state;
  const { outcome, limitMinor, currency, termsDays, reasons } = given.decision;
  // Whoever asked the applicant for more sees the answer, whatever policy makes of it.
  if (outcome === 'refer' || state.lastRole !== undefined) {
    return referredTo(state, given, policy, now);
  }
  return outcome === 'approve'
    ? {
        type: 'CreditApproved',
        data: {
          applicationId,
          limitMinor,
          currency,
          termsDays,
          by: 'policy',
          approvals: [],
          ...told(reasonsForLess(state, { limitMinor, termsDays }, reasons)),
          ...offeredBy(state, policy, now),
          ...(given.line === undefined ? {} : { line: given.line }),
        },
      }
    : { type: 'CreditDeclined', data: { applicationId, by: 'policy', reasons: [...reasons] } };
};

/** Records what a round gathered and decided, and what follows from it. */
export const decideRound = (
  state: Application,
  given: Round,
  policy: CreditPolicy,
  now: Instant,
): ApplicationDecision => {
  const { applicationId, status } = state;
  if (status !== 'gathering') {
    return refused(applicationRefusals.notGathering, `${applicationId} is ${status}`);
  }
  if (given.round !== state.round) {
    return refused(
      applicationRefusals.otherRound,
      `${applicationId} is in round ${state.round}, not ${given.round}`,
    );
  }
  const { round, sources, decision, scorecard, evaluator, inputs, lateness } = given;
  const { newsAt, unreadNewsAt, decidedOn, readTo } = given;
  const { rules, reasons, role, rate, ...figures } = decision;
  return decided(
    { type: 'CreditDataGathered', data: { applicationId, round, sources } },
    {
      type: 'CreditDecided',
      data: {
        applicationId,
        round,
        ...figures,
        rules: [...rules],
        reasons: [...reasons],
        ...(role === undefined ? {} : { role }),
        ...(rate === undefined ? {} : { rate }),
        policy: given.policy,
        scorecard,
        evaluator,
        ...(lateness === undefined ? {} : { lateness }),
        ...(newsAt === undefined ? {} : { newsAt }),
        ...(unreadNewsAt === undefined ? {} : { unreadNewsAt }),
        ...(decidedOn === undefined ? {} : { decidedOn }),
        ...(readTo === undefined ? {} : { readTo }),
        inputs,
      },
    },
    concluded(state, given, policy, now),
  );
};

/** When whatever the application waits for ends by itself; undefined while it waits for nobody. */
export const dueOf = ({
  status,
  referral,
  question,
  approved,
  offer,
}: Application): Instant | undefined => {
  switch (status) {
    case 'referred':
      return referral?.dueAt;
    case 'awaiting-information':
      return question?.dueAt;
    case 'approved':
      return approved?.offerBy;
    case 'offered':
      return offer?.expiresAt;
    default:
      return undefined;
  }
};

const unanswered = (
  { applicationId, referral, kind, decision }: Application,
  policy: CreditPolicy,
  now: Instant,
): ApplicationFact => {
  const fromRole = referral?.role ?? 'director';
  const above = roleAbove(fromRole);
  if (above === undefined && (referral?.reminders ?? 0) >= policy.waits.remindLast) {
    const reasons = kind === 'new' ? reasonsForSilence(decision?.reasons ?? []) : undefined;
    const data = { applicationId, waitedFor: 'reviewer' as const, ...told(reasons) };
    return { type: 'CreditApplicationExpired', data };
  }
  const toRole = above ?? fromRole;
  const dueAt = slaOf(policy, toRole, now);
  return {
    type: 'CreditReferralEscalated',
    data: { applicationId, fromRole, toRole, dueAt, because: 'unanswered' },
  };
};

/** What happens when a wait is over: the next authority, or the end. */
export const decideTimeout = (
  state: Application,
  policy: CreditPolicy,
  now: Instant,
): ApplicationDecision => {
  const { applicationId } = state;
  const due = dueOf(state);
  if (due === undefined || now < due) {
    const until = due === undefined ? `it is ${state.status}` : `it waits until ${due}`;
    return refused(
      applicationRefusals.notDue,
      `${applicationId} has not waited too long: ${until}`,
    );
  }
  switch (state.status) {
    case 'referred':
      return decided(unanswered(state, policy, now));
    case 'awaiting-information':
      return decided({
        type: 'CreditApplicationExpired',
        data: { applicationId, waitedFor: 'information' },
      });
    case 'approved':
      return decided({
        type: 'CreditApplicationExpired',
        data: { applicationId, waitedFor: 'offer', reasons: [ownReasons.unsent] },
      });
    default:
      return decided({
        type: 'CreditOfferExpired',
        data: { applicationId, tokenId: state.offer?.tokenId ?? '' },
      });
  }
};

export type Answer = Pick<
  DomainData<'CreditInformationReceived'>,
  'answerId' | 'documents' | 'contentSha256'
>;

/**
 * Takes the applicant's answer, while somebody waits for it. The next round uses the reports of
 * bureaus that are at hand, unless whoever asked wanted them new: an answer about a balance sheet
 * says nothing about a bureau, and every report costs.
 */
export const decideAnswer = (
  state: Application,
  answer: Answer,
  now: Instant,
): ApplicationDecision => {
  const { applicationId, status, question, round } = state;
  if (isFinal(status)) {
    return refused(applicationRefusals.ended, `${applicationId} is ${status}`);
  }
  if (question === undefined) {
    return refused(applicationRefusals.notAsked, `nothing is asked about ${applicationId}`);
  }
  if (now >= question.dueAt) {
    return refused(
      applicationRefusals.tooLate,
      `${applicationId} waited for an answer until ${question.dueAt}`,
    );
  }
  return decided({
    type: 'CreditInformationReceived',
    data: {
      applicationId,
      ...answer,
      round: round + 1,
      ...(question.newReports === true ? { askAfter: now } : {}),
    },
  });
};

/** How long an applicant has for an offer that is made now. */
export const offerExpiresAt = (policy: CreditPolicy, now: Instant): Instant =>
  addSeconds(now, policy.waits.offerDays * day);

/** How long an applicant has to answer a question that is asked now. */
export const questionDueAt = (policy: CreditPolicy, now: Instant): Instant =>
  addSeconds(now, policy.waits.informationDays * day);

/** When an applicant is reminded of a question that is asked now: after two thirds of its time. */
export const questionRemindAt = (policy: CreditPolicy, now: Instant): Instant =>
  addSeconds(now, Math.floor((policy.waits.informationDays * day * 2) / 3));

/** When a referral that goes to that role now is due. */
export const referralDueAt = slaOf;
