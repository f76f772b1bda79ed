import type { BusinessDate } from '../calendar.ts';
import { sumMinor } from '../money.ts';
import type { AlertKind, Severity } from './alert.ts';
import type { Notice } from './notice.ts';

/** One episode on one day. */
export type DigestLine = {
  readonly kind: AlertKind;
  readonly severity: Severity;
  readonly accountId: string;
  readonly episode: string;
  /** Occurrences on that day, the one that raised the alert included. */
  readonly occurrences: number;
};

export type DigestCount = {
  readonly kind: AlertKind;
  readonly severity: Severity;
  readonly episodes: number;
  readonly occurrences: number;
};

const order: readonly Severity[] = ['critical', 'warning', 'info'];

/** How many of the busiest episodes are named. */
const mostNamed = 10;

/** By severity, the gravest first, then by kind. */
export const countsOf = (lines: readonly DigestLine[]): DigestCount[] =>
  [...Map.groupBy(lines, ({ kind }) => kind)]
    .flatMap(([kind, some]) =>
      order.flatMap((severity): DigestCount[] => {
        const those = some.filter((line) => line.severity === severity);
        return those.length === 0
          ? []
          : [
              {
                kind,
                severity,
                episodes: those.length,
                occurrences: sumMinor(those.map(({ occurrences }) => occurrences)),
              },
            ];
      }),
    )
    .toSorted(
      (left, right) =>
        order.indexOf(left.severity) - order.indexOf(right.severity) ||
        (left.kind < right.kind ? -1 : 1),
    );

const busiest = (lines: readonly DigestLine[]): DigestLine[] =>
  lines
    .filter(({ occurrences }) => occurrences > 1)
    .toSorted(
      (left, right) =>
        right.occurrences - left.occurrences ||
        (`${left.kind}${left.accountId}${left.episode}` <
        `${right.kind}${right.accountId}${right.episode}`
          ? -1
          : 1),
    )
    .slice(0, mostNamed);

/** What happened on one day, or undefined for a quiet one. */
export const digestOf = (on: BusinessDate, lines: readonly DigestLine[]): Notice | undefined => {
  if (lines.length === 0) return undefined;
  const counts = countsOf(lines);
  const repeated = busiest(lines);
  return {
    severity: 'info',
    kind: 'digest',
    subject: `Alerts of ${on}: ${lines.length}`,
    text: [
      `Alerts of ${on}:`,
      ...counts.map(
        ({ severity, kind, episodes, occurrences }) =>
          `- ${severity} ${kind}: ${episodes}${occurrences > episodes ? `, ${occurrences} occurrences` : ''}`,
      ),
      ...(repeated.length === 0 ? [] : ['', 'Most repeated:']),
      ...repeated.map(
        ({ kind, accountId, episode, occurrences }) =>
          `- ${kind} ${accountId} ${episode}: ${occurrences}`,
      ),
    ].join('\n'),
    data: { schemaVersion: 1, kind: 'digest', on, counts, repeated },
  };
};
