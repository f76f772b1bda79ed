import { binIn, cutsOf } from '../fit/cuts.ts';
import type { Column } from '../frame/columns.ts';
import { aucOf } from './auc.ts';

export type GroupFigures = {
  readonly group: string;
  readonly rows: number;
  readonly badRate: number;
  readonly meanProbability: number;
  readonly approvalRate: number;
  /** Null where one outcome is missing from the group. */
  readonly auc: number | null;
};

export type FairnessOf = {
  readonly column: string;
  readonly groups: readonly GroupFigures[];
  /** Lowest approval rate over highest, of groups that are large enough; null for fewer than two. */
  readonly adverseImpactRatio: number | null;
  readonly lowest: string | null;
  readonly highest: string | null;
};

const groupsAtMost = 12;
/** Rates of fewer rows say nothing. */
const leastRows = 30;
const leastShare = 0.01;

const byValue = (
  column: Column,
): { readonly names: readonly string[]; readonly of: Int32Array } => {
  if (column.kind === 'categorical') {
    return {
      names: [...column.levels, 'missing'],
      of: column.codes.map((code) => (code < 0 ? column.levels.length : code)),
    };
  }
  // Texts in the place of a number say no more than that nothing is known.
  const numbers = column.numbers.map((value) => (column.texts?.has(value) ? Number.NaN : value));
  const known = numbers.filter((value) => !Number.isNaN(value));
  const distinct = [...new Set(known)].toSorted((a, b) => a - b);
  if (distinct.length <= groupsAtMost) {
    return {
      names: [...distinct.map(String), 'missing'],
      of: Int32Array.from(numbers, (value) =>
        Number.isNaN(value) ? distinct.length : distinct.indexOf(value),
      ),
    };
  }
  const cuts = cutsOf(numbers, 5);
  const names = Array.from({ length: cuts.length + 1 }, (_, bin) => {
    if (bin === 0) return `below ${cuts[0]}`;
    if (bin === cuts.length) return `${cuts[bin - 1]} and more`;
    return `${cuts[bin - 1]} to below ${cuts[bin]}`;
  });
  return {
    names: [...names, 'missing'],
    of: Int32Array.from(numbers, (value) =>
      Number.isNaN(value) ? names.length : binIn(cuts, value),
    ),
  };
};

/**
 * How a score that did not look at a column treats its groups at one cut-off: approvals, order within
 * the group, and whether the probabilities hold. A ratio under four fifths is the usual warning.
 */
export const fairnessOf = (
  column: Column,
  probability: Float64Array,
  bad: Uint8Array,
  cutOff: number,
): FairnessOf => {
  const { names, of } = byValue(column);
  const members = names.map((): number[] => []);
  for (const [row, group] of of.entries()) members[group]?.push(row);
  const groups = names
    .map((group, at) => ({ group, rows: members[at] ?? [] }))
    .filter(({ rows }) => rows.length > 0)
    .map(({ group, rows }): GroupFigures => {
      const outcome = Uint8Array.from(rows, (row) => bad[row] ?? 0);
      const own = Float64Array.from(rows, (row) => probability[row] ?? 0);
      const bads = outcome.reduce((sum, value) => sum + value, 0);
      return {
        group,
        rows: rows.length,
        badRate: bads / rows.length,
        meanProbability: own.reduce((sum, value) => sum + value, 0) / rows.length,
        approvalRate: own.filter((value) => value < cutOff).length / rows.length,
        auc: bads === 0 || bads === rows.length ? null : aucOf(own, outcome).auc,
      };
    });
  const large = groups
    .filter(({ rows }) => rows >= leastRows && rows >= leastShare * bad.length)
    .toSorted((a, b) => a.approvalRate - b.approvalRate);
  const [lowest] = large;
  const highest = large.at(-1);
  const compared = lowest !== undefined && highest !== undefined && lowest !== highest;
  return {
    column: column.name,
    groups,
    adverseImpactRatio:
      compared && highest.approvalRate > 0 ? lowest.approvalRate / highest.approvalRate : null,
    lowest: compared ? lowest.group : null,
    highest: compared ? highest.group : null,
  };
};
