import type { Inputs, InputValue, RiskClass } from '../../scoring/types.ts';
import { type CreditInputs, isMissing } from '../inputs.ts';
import type { PrincipalReason } from '../types.ts';
import type { Condition, CreditPolicy } from './schema.ts';

/** A rule of the policy that held, what it leads to and how a notice says it. */
export type Held = {
  readonly rule: string;
  readonly outcome: 'refer' | 'decline';
  readonly reason: PrincipalReason;
};

/** What is not known meets no condition. */
const meets = (condition: Condition, value: InputValue): boolean => {
  if ('is' in condition) return value === condition.is;
  if (typeof value !== 'number') return false;
  return 'above' in condition ? value > condition.above : value < condition.below;
};

const meetsAll = (conditions: readonly Condition[], fields: Inputs): boolean =>
  conditions.every((condition) => meets(condition, fields[condition.field]));

/** Knock-outs that hold, in the order of the policy. */
export const knockedOut = (
  { knockOuts }: CreditPolicy,
  { applicant }: CreditInputs,
  fields: Inputs,
): readonly Held[] =>
  knockOuts
    .filter((rule) => rule.for.includes(applicant.kind) && meetsAll(rule.when, fields))
    .map(({ name, outcome, reason }) => ({ rule: name, outcome, reason }));

/** What sources that say nothing lead to, in the order of the policy. */
export const gapsOf = (
  { missing }: CreditPolicy,
  inputs: CreditInputs,
  fields: Inputs,
): readonly Held[] =>
  missing
    .filter((rule) => {
      const source = inputs[rule.source];
      return (
        rule.for.includes(inputs.applicant.kind) &&
        isMissing(source) &&
        rule.because.includes(source.missing) &&
        (rule.unless === undefined || !meetsAll(rule.unless, fields))
      );
    })
    .map(({ name, outcome, reason }) => ({ rule: name, outcome, reason }));

/** The band that a score falls into, by its number from the best, and what it leads to. */
export const bandOf = (
  { bands }: CreditPolicy,
  kind: 'company' | 'person',
  score: number,
): { readonly index: number; readonly outcome: 'approve' | 'refer' | 'decline' } => {
  const all = bands[kind];
  const index = all.findIndex(({ fromScore }) => fromScore === null || score >= fromScore);
  return { index, outcome: all[index]?.outcome ?? 'decline' };
};

/**
 * The most that the formula gives, integer minor units: the smallest of the shares that are known,
 * and the cap of the class.
 *
 * @param inAsked an amount of the policy in the currency of the inputs; undefined without a rate.
 */
export const formulaLimit = (
  { limit }: CreditPolicy,
  riskClass: RiskClass,
  fields: Inputs,
  inAsked: (minor: number) => number | undefined,
): number => {
  const shares = limit.smallestOf.flatMap(({ field, when = [], percentByClass }) => {
    const amount = meetsAll(when, fields) ? fields[field] : null;
    // Exact: an amount is a safe integer, and a percentage at most a thousand.
    return typeof amount === 'number' && Number.isSafeInteger(amount)
      ? [Number((BigInt(Math.max(amount, 0)) * BigInt(percentByClass[riskClass])) / 100n)]
      : [];
  });
  const cap = inAsked((shares.length > 0 ? limit.capByClass : limit.withoutBasis)[riskClass]);
  return Math.min(...shares, cap ?? Number.MAX_SAFE_INTEGER);
};
