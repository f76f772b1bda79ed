import { isSamePerson } from '../../person.ts';
import {
  approvalsNeeded,
  authorityMinor,
  covers,
  rankOf,
  type Stake,
  suffices,
} from '../authority.ts';
import { movedSince, newsSince } from '../line/seen.ts';
import type { Application, Approval, CreditTerms } from '../types.ts';
import {
  type ActContext,
  belowReferral,
  beyond,
  type Referred,
  unless,
  whileClaimed,
} from './act-context.ts';
import { reasonsForLess, told } from './adverse.ts';
import { offeredBy } from './decide.ts';
import {
  type ApplicationDecision,
  applicationRefusals as codes,
  decided,
  refused,
} from './facts.ts';

/**
 * How much is approved in the currency of the policy, today, with all that the applicant may use
 * elsewhere: nobody gets by parts what is beyond their authority. Undefined when nobody can tell.
 */
const stakeOf = (
  { decision, currency }: Application,
  terms: CreditTerms,
  { policy, rate, othersMinor }: ActContext,
): Stake | undefined => {
  const minor = authorityMinor(terms.limitMinor, currency, policy, rate);
  const riskClass = decision?.riskClass;
  return minor === undefined || othersMinor === undefined || riskClass === undefined
    ? undefined
    : { minor: minor + othersMinor, riskClass };
};

/**
 * The yeses that still count: each in the role that its person has now, and no more than the one
 * that they had. Whose role was taken away meanwhile does not count any more, and neither does a yes
 * to what was decided about the line since.
 */
const standingOf = (
  approvals: readonly Approval[],
  { roleOf, line }: Pick<ActContext, 'roleOf' | 'line'>,
): readonly Approval[] =>
  approvals.flatMap((each) => {
    const now = roleOf(each.actor);
    if (now === undefined || movedSince(line, each.line) !== undefined) return [];
    return [rankOf(now) < rankOf(each.role) ? { ...each, role: now } : each];
  });

/** Whether a yes counts: it covers the amount, or is the other pair of eyes on it. */
const counts = (
  state: Referred,
  stake: Stake,
  standing: readonly Approval[],
  { by, policy }: ActContext,
): ApplicationDecision | undefined => {
  if (covers(policy, by.role, stake)) {
    return approvalsNeeded(policy, stake) === 1 ? belowReferral(state, by) : undefined;
  }
  const { second } = policy.authority.fourEyes;
  if (approvalsNeeded(policy, stake) === 1 || rankOf(by.role) < rankOf(second)) {
    return beyond(state, by, 'a higher authority');
  }
  return standing.every(({ role }) => covers(policy, role, stake))
    ? undefined
    : refused(codes.anotherAuthority, 'the other person has to have authority for the amount');
};

/** A person's yes to the terms as they stand: the last one that is needed approves them. */
export const approve = (
  state: Referred,
  terms: CreditTerms,
  context: ActContext,
): ApplicationDecision => {
  const { by, policy, now, rate, othersMinor = 0, line, news = [] } = context;
  const { applicationId, referral, currency, decision } = state;
  const { limitMinor, termsDays } = terms;
  if (limitMinor !== referral.limitMinor || termsDays !== referral.termsDays) {
    return refused(
      codes.termsMoved,
      `the terms are ${referral.limitMinor} minor units of ${currency} at ${referral.termsDays} days`,
    );
  }
  const standing = standingOf(referral.approvals, context);
  if (standing.some(({ actor }) => isSamePerson(actor, by.actor))) {
    return refused(codes.approvedAlready, 'the other approval has to come from somebody else');
  }
  const stake = stakeOf(state, terms, context);
  if (stake === undefined) {
    return refused(
      codes.authorityUnknown,
      `nobody can tell whose authority it takes: no rate of today between ${currency}, or the currency of another limit that counts along, and ${policy.currency}, or more limits than are looked at`,
    );
  }
  const holds = state.kind === 'new' ? newsSince(line, referral.line) : [];
  if (holds.length > 0) {
    return refused(
      codes.heldSince,
      `the line is held since policy looked at ${applicationId}: ${holds.join(', ')}; what it was decided on is to be gathered anew: ask the applicant, or decline`,
    );
  }
  // An active line is held for news, or has a review begin; of no other line anything tells.
  if (state.kind === 'new' && news.length > 0 && line?.closed !== false) {
    return refused(
      codes.heldSince,
      `something was told of the customer since policy looked at ${applicationId}: ${[...new Set(news)].join(', ')}; what it was decided on is to be gathered anew: ask the applicant, or decline`,
    );
  }
  // The other pair of eyes looks at what somebody else has claimed.
  const claim = standing.length > 0 ? undefined : whileClaimed(state, by);
  return unless(claim ?? counts(state, stake, standing, context), () => {
    const { actId, actor, role } = by;
    const approvals = [...standing, { actId, actor, role }];
    const stands = new Set(standing.map((each) => each.actId));
    const lapsed = referral.approvals
      .map((each) => each.actId)
      .filter((given) => !stands.has(given));
    const yes = {
      type: 'CreditApprovalGiven',
      data: {
        applicationId,
        limitMinor,
        currency,
        termsDays,
        needed: approvalsNeeded(policy, stake),
        given: approvals.length,
        ...(lapsed.length === 0 ? {} : { lapsed }),
        ...(rate === undefined ? {} : { rate }),
        ...(othersMinor === 0 ? {} : { othersMinor }),
        ...(line === undefined ? {} : { line }),
        act: by,
      },
    } as const;
    if (!suffices(policy, stake, approvals)) return decided(yes);
    const reasons = reasonsForLess(state, terms, referral.reasons ?? decision?.reasons ?? []);
    return decided(yes, {
      type: 'CreditApproved',
      data: {
        applicationId,
        limitMinor,
        currency,
        termsDays,
        by: 'person',
        approvals: approvals.map(({ line: _seen, ...each }) => each),
        ...told(reasons),
        ...offeredBy(state, policy, now),
        ...(line === undefined ? {} : { line }),
      },
    });
  });
};
