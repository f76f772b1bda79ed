import type { Inputs, RiskClass } from '../scoring/types.ts';
import type { CreditInputs } from './inputs.ts';
import { formulaLimit } from './policy/evaluate.ts';
import type { CreditPolicy } from './policy/schema.ts';
import type { CreditTerms } from './types.ts';

/** Terms that a policy gives for what was asked, and how they came about. */
export type ProposedTerms = CreditTerms & {
  /** Below what a policy may offer alone instead of what was asked. */
  readonly farBelowAsked: boolean;
  /** Where a person starts from when the figures support nothing; above zero. */
  readonly starterMinor: number;
};

const roundedDown = (amountMinor: number, stepMinor: number): number =>
  amountMinor - (amountMinor % stepMinor);

/**
 * No more than was asked, than the formula gives and than the class may have, for no longer than
 * the class may have it. A limit of 0 means that the figures support none.
 *
 * @param inAsked an amount of the policy in the currency of the inputs; undefined without a rate.
 */
export const proposeTerms = (
  policy: CreditPolicy,
  riskClass: RiskClass,
  { asked }: CreditInputs,
  fields: Inputs,
  inAsked: (minor: number) => number | undefined,
): ProposedTerms => {
  const most = formulaLimit(policy, riskClass, fields, inAsked);
  const starter = inAsked(policy.limit.withoutBasis[riskClass]) ?? 0;
  const limitMinor =
    most >= asked.amountMinor
      ? asked.amountMinor
      : roundedDown(most, policy.limit.roundDownToMinor);
  return {
    limitMinor,
    termsDays: Math.min(asked.termsDays, policy.termsDaysByClass[riskClass]),
    farBelowAsked:
      BigInt(limitMinor) * 100n < BigInt(asked.amountMinor) * BigInt(policy.limit.counterPercent),
    starterMinor: Math.min(asked.amountMinor, starter > 0 ? starter : asked.amountMinor),
  };
};
