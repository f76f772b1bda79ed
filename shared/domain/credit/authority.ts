import { personOf } from '../person.ts';
import type { RiskClass } from '../scoring/types.ts';
import type { CreditPolicy } from './policy/schema.ts';
import { countedMinor, type Rate } from './rates.ts';
import { type Approval, type CreditRole, creditRoles } from './types.ts';

export const rankOf = (role: CreditRole): number => creditRoles.indexOf(role);

export const roleAbove = (role: CreditRole): CreditRole | undefined =>
  creditRoles[rankOf(role) + 1];

/**
 * A limit in the currency of the policy, rounded up: authority is never stretched by a rate.
 * Undefined when the currencies differ and no rate between them is known, or an absurd one.
 */
export const authorityMinor = (
  limitMinor: number,
  currency: string,
  policy: Pick<CreditPolicy, 'currency'>,
  rate: Rate | undefined,
): number | undefined =>
  currency === policy.currency
    ? limitMinor
    : rate && countedMinor(limitMinor, { from: currency, to: policy.currency, rate }, 'up');

/** What is approved: its amount in the currency of the policy, and how risky it is. */
export type Stake = { readonly riskClass: RiskClass; readonly minor: number };

const upTo = (policy: CreditPolicy, role: CreditRole, riskClass: RiskClass): number =>
  policy.authority.roles.find((each) => each.role === role)?.upToByClass[riskClass] ?? 0;

/** Whether that role alone has the authority for it; four eyes come on top. */
export const covers = (policy: CreditPolicy, role: CreditRole, stake: Stake): boolean =>
  stake.minor <= upTo(policy, role, stake.riskClass);

export const mayApproveAlone = (policy: CreditPolicy, { riskClass, minor }: Stake): boolean =>
  minor <= policy.authority.automaticByClass[riskClass];

/** The least role that covers it; the highest one when none does, or nobody knows how much it is. */
export const roleFor = (policy: CreditPolicy, stake: Stake | undefined): CreditRole =>
  creditRoles.find((role) => stake !== undefined && covers(policy, role, stake)) ?? 'director';

/** How many different people have to approve. */
export const approvalsNeeded = (policy: CreditPolicy, { minor }: Stake): 1 | 2 =>
  minor > policy.authority.fourEyes.aboveMinor ? 2 : 1;

/**
 * Whether there are enough different people among these who may say so, one of whom covers it.
 * Who neither covers it nor may be the other pair of eyes does not count.
 */
export const suffices = (
  policy: CreditPolicy,
  stake: Stake,
  approvals: readonly Pick<Approval, 'actor' | 'role'>[],
): boolean => {
  const { second } = policy.authority.fourEyes;
  const entitled = approvals.filter(
    ({ role }) => covers(policy, role, stake) || rankOf(role) >= rankOf(second),
  );
  const people = new Set(entitled.map(({ actor }) => personOf(actor)));
  return (
    people.size >= approvalsNeeded(policy, stake) &&
    entitled.some(({ role }) => covers(policy, role, stake))
  );
};

/** Who has which role: names of IAM roles, of people, or whole ARNs. */
export type RoleAssignments = Readonly<Record<CreditRole, readonly string[]>>;

/** `arn:aws:sts::1:assumed-role/CreditAnalyst/ana` is CreditAnalyst, and ana. */
const namesOf = (actor: string): readonly string[] => {
  const [kind, ...path] = actor.split(':').slice(5).join(':').split('/');
  const role = kind === 'assumed-role' && path[0] !== undefined ? [path[0]] : [];
  return [actor, ...role];
};

/** The highest role that was given to a principal; undefined for none. */
export const creditRoleOf = (
  actor: string,
  assignments: RoleAssignments,
): CreditRole | undefined => {
  const names = new Set(namesOf(actor));
  return creditRoles.findLast((role) => assignments[role].some((name) => names.has(name)));
};
