import type { CreditAct } from '../../../../events/credit-parts.ts';
import { maxDocumentMinor } from '../../../../events/envelope.ts';
import type { Instant } from '../../calendar.ts';
import { invariant } from '../../errors.ts';
import { isSamePerson } from '../../person.ts';
import {
  approvalsNeeded,
  authorityMinor,
  covers,
  rankOf,
  roleAbove,
  type Stake,
  suffices,
} from '../authority.ts';
import type { CreditPolicy } from '../policy/schema.ts';
import type { Application, CreditTerms, PrincipalReason, Referral } from '../types.ts';
import { isPolicyOf, questionDueAt, referralDueAt } from './decide.ts';
import {
  type ApplicationDecision,
  applicationRefusals as codes,
  decided,
  isFinal,
  refused,
} from './facts.ts';

/** What a person may decide about an application. */
export type ApplicationAct =
  | { readonly act: 'claim' }
  | { readonly act: 'return' }
  /** To the terms as they stand, which the person names: others may have changed them. */
  | ({ readonly act: 'approve' } & CreditTerms)
  | ({ readonly act: 'change' } & CreditTerms)
  | { readonly act: 'ask'; readonly what: readonly string[] }
  | { readonly act: 'escalate' }
  /** Without reasons those of the decision are told. */
  | { readonly act: 'decline'; readonly reasons?: readonly PrincipalReason[] | undefined }
  /** The applicant does not want it any more, or it was entered by mistake. */
  | { readonly act: 'withdraw' };

export type ActContext = {
  /** Who acts, and the role that they have. */
  readonly by: CreditAct;
  readonly policy: CreditPolicy;
  readonly now: Instant;
};

type Referred = Application & { readonly referral: Referral };

const refuse = (refusal: ApplicationDecision | undefined, go: () => ApplicationDecision) =>
  refusal ?? go();

/** How much is approved in the currency of the policy; undefined when nobody can tell. */
const stakeOf = ({ decision, currency }: Application, terms: CreditTerms, policy: CreditPolicy) => {
  const minor = authorityMinor(terms.limitMinor, currency, policy, decision?.rate);
  const riskClass = decision?.riskClass;
  return minor === undefined || riskClass === undefined ? undefined : { minor, riskClass };
};

const beyond = ({ applicationId }: Application, { role }: CreditAct, needed: string) =>
  refused(codes.beyondAuthority, `${applicationId} takes ${needed}, and ${role} is not enough`);

/** Whoever has it is asked first before somebody else decides about it. */
const whileClaimed = ({ referral }: Referred, by: CreditAct): ApplicationDecision | undefined =>
  referral.claimedBy === undefined || isSamePerson(referral.claimedBy, by.actor)
    ? undefined
    : refused(codes.claimedByOther, `it is claimed by ${referral.claimedBy}`);

const belowReferral = (state: Referred, by: CreditAct): ApplicationDecision | undefined =>
  rankOf(by.role) < rankOf(state.referral.role)
    ? beyond(state, by, state.referral.role)
    : undefined;

/** Whether a yes counts: it covers the amount, or is the other pair of eyes on it. */
const counts = (
  state: Referred,
  stake: Stake,
  { by, policy }: ActContext,
): ApplicationDecision | undefined => {
  const { referral } = state;
  if (covers(policy, by.role, stake)) {
    return approvalsNeeded(policy, stake) === 1 ? belowReferral(state, by) : undefined;
  }
  const { second } = policy.authority.fourEyes;
  if (approvalsNeeded(policy, stake) === 1 || rankOf(by.role) < rankOf(second)) {
    return beyond(state, by, 'a higher authority');
  }
  return referral.approvals.every(({ role }) => covers(policy, role, stake))
    ? undefined
    : refused(codes.anotherAuthority, 'the other person has to have authority for the amount');
};

const approve = (state: Referred, terms: CreditTerms, context: ActContext): ApplicationDecision => {
  const { by, policy } = context;
  const { applicationId, referral, currency } = state;
  const { limitMinor, termsDays } = terms;
  if (limitMinor !== referral.limitMinor || termsDays !== referral.termsDays) {
    return refused(
      codes.termsMoved,
      `the terms are ${referral.limitMinor} minor units of ${currency} at ${referral.termsDays} days`,
    );
  }
  if (referral.approvals.some(({ actor }) => isSamePerson(actor, by.actor))) {
    return refused(codes.approvedAlready, 'the other approval has to come from somebody else');
  }
  const stake = stakeOf(state, terms, policy);
  if (stake === undefined) {
    return refused(
      codes.authorityUnknown,
      `no rate between ${currency} and ${policy.currency} says whose authority it takes`,
    );
  }
  // The other pair of eyes looks at what somebody else has claimed.
  const claim = referral.approvals.length > 0 ? undefined : whileClaimed(state, by);
  return refuse(claim ?? counts(state, stake, context), () => {
    const { actId, actor, role } = by;
    const approvals = [...referral.approvals, { actId, actor, role }];
    const yes = {
      type: 'CreditApprovalGiven',
      data: {
        applicationId,
        limitMinor,
        currency,
        termsDays,
        needed: approvalsNeeded(policy, stake),
        given: approvals.length,
        act: by,
      },
    } as const;
    if (!suffices(policy, stake, approvals)) return decided(yes);
    return decided(yes, {
      type: 'CreditApproved',
      data: { applicationId, limitMinor, currency, termsDays, by: 'person', approvals },
    });
  });
};

const change = (state: Referred, terms: CreditTerms, { by }: ActContext): ApplicationDecision => {
  const { applicationId, referral, currency } = state;
  const { limitMinor, termsDays } = terms;
  if (limitMinor === referral.limitMinor && termsDays === referral.termsDays) {
    return refused(codes.termsSo, 'these are the terms already');
  }
  if (limitMinor < 1 || limitMinor > maxDocumentMinor) {
    return refused(codes.termsSo, `a limit is above 0 and at most ${maxDocumentMinor}`);
  }
  return decided({
    type: 'CreditTermsChanged',
    data: { applicationId, limitMinor, currency, termsDays, act: by },
  });
};

const decline = (
  { applicationId, decision }: Application,
  given: readonly PrincipalReason[] | undefined,
  { by }: ActContext,
): ApplicationDecision => {
  const reasons = given === undefined || given.length === 0 ? (decision?.reasons ?? []) : given;
  if (reasons.length === 0) {
    return refused(codes.reasonsNeeded, 'the applicant has to be told why: name the reasons');
  }
  return decided({
    type: 'CreditDeclined',
    data: { applicationId, by: 'person', reasons: reasons.slice(0, 5), act: by },
  });
};

const escalate = (
  { applicationId, referral }: Referred,
  { by, policy, now }: ActContext,
): ApplicationDecision => {
  const toRole = roleAbove(referral.role);
  if (toRole === undefined) {
    return refused(codes.noHigherAuthority, `${referral.role} is the highest authority`);
  }
  const dueAt = referralDueAt(policy, toRole, now);
  const fromRole = referral.role;
  return decided({
    type: 'CreditReferralEscalated',
    data: { applicationId, fromRole, toRole, dueAt, because: 'person', act: by },
  });
};

const claim = (state: Referred, by: CreditAct): ApplicationDecision => {
  const { applicationId, referral } = state;
  if (referral.claimedBy === undefined) {
    return decided({ type: 'CreditReferralClaimed', data: { applicationId, act: by } });
  }
  const code = isSamePerson(referral.claimedBy, by.actor) ? codes.claimedSo : codes.claimedByOther;
  return refused(code, `it is claimed by ${referral.claimedBy}`);
};

const giveBack = ({ applicationId, referral }: Referred, by: CreditAct): ApplicationDecision =>
  referral.claimedBy === undefined
    ? refused(codes.notClaimed, 'nobody has claimed it')
    : decided({ type: 'CreditReferralReturned', data: { applicationId, act: by } });

const withdraw = (
  { applicationId, kind, status }: Application,
  by: CreditAct,
): ApplicationDecision =>
  kind === 'review'
    ? refused(codes.isReview, 'a review goes on whatever the applicant wants')
    : status === 'accepted'
      ? refused(codes.notOffered, 'the offer is accepted: close the line instead')
      : decided({ type: 'CreditApplicationWithdrawn', data: { applicationId, act: by } });

const isReferred = (state: Application): state is Referred =>
  state.status === 'referred' && state.referral !== undefined;

/** Holds an act of a person against an application: their authority, their part in it, its state. */
export const decideAct = (
  state: Application,
  asked: ApplicationAct,
  context: ActContext,
): ApplicationDecision => {
  const { by, policy, now } = context;
  const { applicationId, status, submittedBy } = state;
  if (isFinal(status)) return refused(codes.ended, `${applicationId} is ${status}`);
  if (asked.act === 'withdraw') return withdraw(state, by);
  invariant(
    state.decision === undefined || isPolicyOf(state.decision, policy),
    `${applicationId} is held against the policy of its decision`,
  );
  if (!isReferred(state)) {
    return refused(codes.notReferred, `${applicationId} is ${status}: nobody is to decide it`);
  }
  if (submittedBy !== undefined && isSamePerson(submittedBy, by.actor)) {
    return refused(codes.ownApplication, 'nobody decides about an application of their own');
  }
  if (asked.act === 'approve') {
    const { limitMinor, termsDays } = asked;
    return approve(state, { limitMinor, termsDays }, context);
  }
  const below = belowReferral(state, by);
  if (below !== undefined) return below;
  if (asked.act === 'claim') return claim(state, by);
  // Also what somebody else claimed: they may be away while its time runs.
  if (asked.act === 'return') return giveBack(state, by);
  return refuse(whileClaimed(state, by), () => {
    switch (asked.act) {
      case 'change':
        return change(state, asked, context);
      case 'ask':
        return decided({
          type: 'CreditInformationRequested',
          data: {
            applicationId,
            dueAt: questionDueAt(policy, now),
            what: [...asked.what],
            act: by,
          },
        });
      case 'escalate':
        return escalate(state, context);
      case 'decline':
        return decline(state, asked.reasons, context);
    }
  });
};
