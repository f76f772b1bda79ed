import type { CreditAct } from '../../../../events/credit-parts.ts';
import type { Instant } from '../../calendar.ts';
import { isSamePerson } from '../../person.ts';
import { rankOf } from '../authority.ts';
import type { LineSeen } from '../line/seen.ts';
import type { QueuedReason } from '../line/types.ts';
import type { CreditPolicy } from '../policy/schema.ts';
import type { Rate } from '../rates.ts';
import type { Application, CreditRole, Referral } from '../types.ts';
import { type ApplicationDecision, applicationRefusals as codes, refused } from './facts.ts';

export type ActContext = {
  /** Who acts, and the role that they have. */
  readonly by: CreditAct;
  readonly policy: CreditPolicy;
  readonly now: Instant;
  /**
   * Between the currency of the application and that of the policy, as it counts today; undefined
   * when they are the same or none counts.
   */
  readonly rate: Rate | undefined;
  /**
   * What the applicant and its group may use elsewhere, minor units of the policy; undefined when
   * no rate says how much that is.
   */
  readonly othersMinor: number | undefined;
  /** The line of the customer as it stands, if there is one; looked at for an approval. */
  readonly line?: LineSeen | undefined;
  /**
   * Of a customer without an active line: what was told since what was decided on was gathered;
   * looked at for an approval.
   */
  readonly news?: readonly QueuedReason[] | undefined;
  /** Digests of the names of whoever acts, under the key of those of applicants. */
  readonly names: readonly string[];
  /** The role that a principal has now; undefined for none. */
  readonly roleOf: (actor: string) => CreditRole | undefined;
};

/** An application that people are to decide. */
export type Referred = Application & { readonly referral: Referral };

export const beyond = ({ applicationId }: Application, { role }: CreditAct, needed: string) =>
  refused(codes.beyondAuthority, `${applicationId} takes ${needed}, and ${role} is not enough`);

/** Whoever has it is asked first before somebody else decides about it. */
export const whileClaimed = (
  { referral }: Referred,
  by: CreditAct,
): ApplicationDecision | undefined =>
  referral.claimedBy === undefined || isSamePerson(referral.claimedBy, by.actor)
    ? undefined
    : refused(codes.claimedByOther, `it is claimed by ${referral.claimedBy}`);

export const belowReferral = (state: Referred, by: CreditAct): ApplicationDecision | undefined =>
  rankOf(by.role) < rankOf(state.referral.role)
    ? beyond(state, by, state.referral.role)
    : undefined;

/** What stands against an act, or else what it leads to. */
export const unless = (
  refusal: ApplicationDecision | undefined,
  go: () => ApplicationDecision,
): ApplicationDecision => refusal ?? go();
