import { businessDate, daysBetween } from '../../calendar.ts';
import type { Inputs, InputValue } from '../../scoring/types.ts';
import { type CreditInputs, inputShapes, isMissing, type Missing } from '../inputs.ts';

const sources = ['history', 'bureau', 'financials'] as const;
export type SourceName = (typeof sources)[number];

/** What is told of a source and is no figure to hold against a bound. */
const words: ReadonlySet<string> = new Set([
  'asOf',
  'bureau',
  'reportId',
  'latenessModel',
  // The code refers for it, whatever a policy says.
  'unpriced',
]);

/** Figures made of others: how old a source is, and what is asked against what there is. */
const derived = [
  'bureau.ageDays',
  'financials.ageDays',
  'asked.shareOfTurnover',
  'asked.shareOfOwnFunds',
  'history.overdueShare',
] as const;

const plain = ['asked.termsDays', 'applicant.kind', 'applicant.country', 'kind', 'round'] as const;

/**
 * Every name that a rule, a basis of the limit or a scorecard may use: `<source>.<figure>`.
 * Amounts are integer minor units of the asked currency.
 */
export const knownFields: ReadonlySet<string> = new Set([
  ...sources.flatMap((source) =>
    Object.keys(inputShapes[source])
      .filter((name) => !words.has(name))
      .map((name) => `${source}.${name}`),
  ),
  ...['bureau', 'automated'].map((name) => `consent.${name}`),
  'line.limitMinor',
  'line.onHold',
  'exposureMinor',
  ...plain,
  ...derived,
]);

const leaves = (source: SourceName, value: object | Missing): [string, InputValue][] =>
  isMissing(value)
    ? []
    : Object.entries(value)
        .filter(([name]) => !words.has(name))
        .map(([name, leaf]): [string, InputValue] => [`${source}.${name}`, leaf as InputValue]);

const ageOf = (
  source: 'bureau' | 'financials',
  { [source]: given, asOf }: CreditInputs,
): [string, InputValue][] =>
  isMissing(given)
    ? []
    : [[`${source}.ageDays`, daysBetween(businessDate(given.asOf), businessDate(asOf.on))]];

const shareOf = (part: number | null, whole: number | null | undefined): InputValue =>
  part === null || whole === null || whole === undefined || whole <= 0 ? null : part / whole;

/** The inputs as figures by name; what is not known has no entry. */
export const fieldsOf = (inputs: CreditInputs): Inputs => {
  const { asked, applicant, consent, history, financials, line } = inputs;
  const statements = isMissing(financials) ? undefined : financials;
  return Object.fromEntries([
    ...sources.flatMap((source) => leaves(source, inputs[source])),
    ...ageOf('bureau', inputs),
    ...ageOf('financials', inputs),
    ['asked.termsDays', asked.termsDays],
    ['asked.shareOfTurnover', shareOf(asked.amountMinor, statements?.turnoverMinor)],
    ['asked.shareOfOwnFunds', shareOf(asked.amountMinor, statements?.ownFundsMinor)],
    ...(isMissing(history)
      ? []
      : [['history.overdueShare', shareOf(history.overdueMinor, history.openMinor)]]),
    ['applicant.kind', applicant.kind],
    ['applicant.country', applicant.country],
    ['consent.bureau', consent.bureau],
    ['consent.automated', consent.automated],
    ...(line === undefined
      ? []
      : [
          ['line.limitMinor', line.limitMinor],
          ['line.onHold', line.onHold],
        ]),
    ['exposureMinor', inputs.exposureMinor],
    ['kind', inputs.kind],
    ['round', inputs.round],
  ]) as Inputs;
};
