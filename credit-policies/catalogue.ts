import { type CreditPolicy, policySchema } from '../shared/domain/credit/policy/schema.ts';
import { type Scorecard, scorecardSchema } from '../shared/domain/scoring/types.ts';
import defaultV1 from './default/v1.json' with { type: 'json' };
import defaultV2 from './default/v2.json' with { type: 'json' };
import companyV1 from './scorecards/company/v1.json' with { type: 'json' };
import personV1 from './scorecards/person/v1.json' with { type: 'json' };

/** Every published policy. A version in use is never edited: add the next one beside it. */
export const publishedPolicies: readonly CreditPolicy[] = [defaultV1, defaultV2].map((policy) =>
  policySchema.parse(policy),
);

/**
 * Every published scorecard; decisions replay on them as they do on policies. Marked as pure, so
 * that the functions which only know policies do not carry them.
 */
export const publishedScorecards: readonly Scorecard[] = /* @__PURE__ */ [companyV1, personV1].map(
  (card) => scorecardSchema.parse(card),
);

const found = <T extends { readonly name: string; readonly version: number }>(
  what: string,
  all: readonly T[],
  name: string,
  version: number,
): T => {
  const one = all.find((each) => each.name === name && each.version === version);
  if (one === undefined) throw new RangeError(`no ${what} ${name} version ${version}`);
  return one;
};

/** @throws RangeError when no such policy was published, so that a typing error grants nothing. */
export const policyOf = (name: string, version: number): CreditPolicy =>
  found('credit policy', publishedPolicies, name, version);

/** @throws RangeError when no such scorecard was published. */
export const scorecardOf = (name: string, version: number): Scorecard =>
  found('scorecard', publishedScorecards, name, version);
