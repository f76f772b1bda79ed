import type { DomainData } from '../../../events/catalogue.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { Scorecard } from '../scoring/types.ts';
import { type CreditDecision, evaluators } from './decision.ts';
import { creditInputsSchema } from './inputs.ts';
import { latenessIn } from './lateness.ts';
import type { CreditPolicy } from './policy/schema.ts';

/** A decision as it was kept: what the journal says, and what it was made from. */
export type StoredDecision = {
  readonly recorded: DomainData<'CreditDecided'>;
  /** The bytes of the inputs, as text. */
  readonly inputs: string;
};

/** What is published by name and version; undefined for what is not. */
export type PublishedData = {
  readonly policyOf: (id: string, version: number) => CreditPolicy | undefined;
  readonly scorecardOf: (id: string, version: number) => Scorecard | undefined;
  /** SHA-256 in hexadecimal digits. */
  readonly digest: (text: string) => string;
};

export type Difference = {
  readonly what: string;
  readonly recorded: unknown;
  readonly replayed: unknown;
};

export type Replay =
  | { readonly replay: 'same' }
  | { readonly replay: 'different'; readonly differences: readonly Difference[] }
  /** Something that the decision was made with is not there any more. */
  | { readonly replay: 'impossible'; readonly because: string };

const differ = (what: string, recorded: unknown, replayed: unknown): Difference[] =>
  canonicalJson(recorded ?? null) === canonicalJson(replayed ?? null)
    ? []
    : [{ what, recorded, replayed }];

const members = [
  'outcome',
  'limitMinor',
  'currency',
  'termsDays',
  'score',
  'probabilityPpm',
  'grade',
  'riskClass',
  'rules',
  'reasons',
  'role',
  'rate',
  'othersMinor',
] as const satisfies readonly (keyof CreditDecision & keyof StoredDecision['recorded'])[];

const impossible = (because: string): Replay => ({ replay: 'impossible', because });

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Decides once more from what was kept, with the policy, scorecard and evaluator that decided
 * then, and compares all that the journal says, digests included. A pure function.
 */
export const replayDecision = (
  { recorded, inputs }: StoredDecision,
  { policyOf, scorecardOf, digest }: PublishedData,
): Replay => {
  const policy = policyOf(recorded.policy.id, recorded.policy.version);
  if (policy === undefined) {
    return impossible(`no policy ${recorded.policy.id} version ${recorded.policy.version}`);
  }
  const scorecard = scorecardOf(recorded.scorecard.id, recorded.scorecard.version);
  if (scorecard === undefined) {
    return impossible(
      `no scorecard ${recorded.scorecard.id} version ${recorded.scorecard.version}`,
    );
  }
  const evaluate = evaluators[recorded.evaluator];
  if (evaluate === undefined) return impossible(`no evaluator version ${recorded.evaluator}`);
  const read = creditInputsSchema.safeParse(parsed(inputs));
  const changed = [
    ...differ('inputs', recorded.inputs.sha256, digest(inputs)),
    ...differ('policy', recorded.policy.sha256, digest(canonicalJson(policy))),
    ...differ('scorecard', recorded.scorecard.sha256, digest(canonicalJson(scorecard))),
  ];
  if (!read.success) {
    return changed.length > 0
      ? { replay: 'different', differences: changed }
      : impossible('the inputs kept are not inputs of a decision');
  }
  const again = evaluate(read.data, policy, scorecard);
  const differences = [
    ...changed,
    ...differ('applicationId', recorded.applicationId, read.data.applicationId),
    ...differ('round', recorded.round, read.data.round),
    ...differ('lateness', recorded.lateness, latenessIn(read.data)),
    ...members.flatMap((member) => differ(member, recorded[member], again[member])),
  ];
  return differences.length === 0 ? { replay: 'same' } : { replay: 'different', differences };
};
