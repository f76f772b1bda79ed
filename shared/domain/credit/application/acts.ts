import { type CreditAct, mostReasons } from '../../../../events/credit-parts.ts';
import { maxDocumentMinor } from '../../../../events/envelope.ts';
import { invariant } from '../../errors.ts';
import { isSamePerson } from '../../person.ts';
import { rankOf, roleAbove } from '../authority.ts';
import type { Application, CreditTerms, PrincipalReason } from '../types.ts';
import {
  type ActContext,
  belowReferral,
  beyond,
  type Referred,
  unless,
  whileClaimed,
} from './act-context.ts';
import { isLess, reasonsForLess, told } from './adverse.ts';
import { approve } from './approve.ts';
import { isPolicyOf, questionDueAt, questionRemindAt, referralDueAt } from './decide.ts';
import {
  type ApplicationDecision,
  applicationRefusals as codes,
  decided,
  isFinal,
  refused,
} from './facts.ts';
import { isOwn } from './own.ts';

/** What a person may decide about an application. */
export type ApplicationAct =
  | { readonly act: 'claim' }
  | { readonly act: 'return' }
  /** To the terms as they stand, which the person names: others may have changed them. */
  | ({ readonly act: 'approve' } & CreditTerms)
  /** When the terms are less than was asked the applicant is told why: as with a decline. */
  | ({
      readonly act: 'change';
      readonly reasons?: readonly PrincipalReason[] | undefined;
    } & CreditTerms)
  | {
      readonly act: 'ask';
      readonly what: readonly string[];
      /** The question is about what a bureau said: bureaus are asked anew after the answer. */
      readonly newReports?: boolean | undefined;
    }
  | { readonly act: 'escalate' }
  /** Without reasons those of the decision are told. */
  | { readonly act: 'decline'; readonly reasons?: readonly PrincipalReason[] | undefined }
  /** The applicant does not want it any more, or it was entered by mistake. */
  | { readonly act: 'withdraw' };

/** What the applicant is told: what the person says, or else the reasons of the decision. */
const reasonsGiven = (
  { decision }: Application,
  given: readonly PrincipalReason[] | undefined,
): readonly PrincipalReason[] =>
  given === undefined || given.length === 0 ? (decision?.reasons ?? []) : given;

const change = (
  state: Referred,
  terms: CreditTerms & { readonly reasons?: readonly PrincipalReason[] | undefined },
  { by }: ActContext,
): ApplicationDecision => {
  const { applicationId, referral, currency } = state;
  const { limitMinor, termsDays } = terms;
  if (limitMinor === referral.limitMinor && termsDays === referral.termsDays) {
    return refused(codes.termsSo, 'these are the terms already');
  }
  if (limitMinor < 1 || limitMinor > maxDocumentMinor) {
    return refused(codes.termsSo, `a limit is above 0 and at most ${maxDocumentMinor}`);
  }
  const known = reasonsGiven(state, terms.reasons);
  if (isLess(state, terms) && known.length === 0) {
    return refused(codes.reasonsNeeded, 'it is less than was asked: name the reasons to be told');
  }
  const reasons = reasonsForLess(state, terms, known);
  return decided({
    type: 'CreditTermsChanged',
    data: { applicationId, limitMinor, currency, termsDays, ...told(reasons), act: by },
  });
};

const decline = (
  state: Application,
  given: readonly PrincipalReason[] | undefined,
  { by }: ActContext,
): ApplicationDecision => {
  const { applicationId } = state;
  const reasons = reasonsGiven(state, given);
  if (reasons.length === 0) {
    return refused(codes.reasonsNeeded, 'the applicant has to be told why: name the reasons');
  }
  return decided({
    type: 'CreditDeclined',
    data: { applicationId, by: 'person', reasons: reasons.slice(0, mostReasons), act: by },
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

const isReferred = (state: Application): state is Referred =>
  state.status === 'referred' && state.referral !== undefined;

/**
 * Also what was accepted, until its line is in force: of the two commits only one can be written.
 * It ends what others decide, or have decided, as a decline does, and takes their rank as that does:
 * except from whoever entered it or goes by the name of the applicant, who takes back what is theirs.
 */
const withdraw = (state: Application, { by, names }: ActContext): ApplicationDecision => {
  const { applicationId, kind, referral, lastRole } = state;
  if (kind === 'review') {
    return refused(codes.isReview, 'a review goes on whatever the applicant wants');
  }
  const role = referral?.role ?? lastRole;
  if (role !== undefined && !isOwn(state, { actor: by.actor, names })) {
    if (rankOf(by.role) < rankOf(role)) return beyond(state, by, role);
    const claimed = isReferred(state) ? whileClaimed(state, by) : undefined;
    if (claimed !== undefined) return claimed;
  }
  return decided({ type: 'CreditApplicationWithdrawn', data: { applicationId, act: by } });
};

/** Holds an act of a person against an application: their authority, their part in it, its state. */
export const decideAct = (
  state: Application,
  asked: ApplicationAct,
  context: ActContext,
): ApplicationDecision => {
  const { by, policy, now } = context;
  const { applicationId, status } = state;
  if (isFinal(status)) return refused(codes.ended, `${applicationId} is ${status}`);
  if (asked.act === 'withdraw') return withdraw(state, context);
  invariant(
    state.decision === undefined || isPolicyOf(state.decision, policy),
    `${applicationId} is held against the policy of its decision`,
  );
  if (!isReferred(state)) {
    return refused(codes.notReferred, `${applicationId} is ${status}: nobody is to decide it`);
  }
  if (isOwn(state, { actor: by.actor, names: context.names })) {
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
  return unless(whileClaimed(state, by), () => {
    switch (asked.act) {
      case 'change':
        return change(state, asked, context);
      case 'ask':
        return decided({
          type: 'CreditInformationRequested',
          data: {
            applicationId,
            dueAt: questionDueAt(policy, now),
            remindAt: questionRemindAt(policy, now),
            what: [...asked.what],
            ...(asked.newReports === true ? { newReports: true } : {}),
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
