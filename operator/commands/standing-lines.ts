import { counted, money } from '../amount.ts';

/** How a line stands, as whoever decides about an application is shown it. */
export type StandingLine = {
  readonly lineId: string;
  readonly status: string;
  readonly limitMinor: number;
  readonly currency: string;
  readonly termsDays: number;
  readonly riskClass: string;
  readonly reviewOn: string;
  readonly review?: { readonly because: string; readonly dueOn: string };
  readonly holds: readonly {
    readonly hold: string;
    readonly since?: string;
    readonly by?: string;
    readonly reason?: string;
  }[];
  readonly figures?: {
    readonly openMinor: number;
    readonly reservedMinor: number;
    readonly exposureMinor: number;
    readonly availableMinor: number;
  };
  readonly unknown?: { readonly message: string };
  readonly pastDue?: boolean;
};

/** What counts along in whose authority an approval takes. */
export type ConnectedLimits = {
  readonly limitsMinor?: number;
  readonly currency: string;
  readonly tooMany: boolean;
  readonly limits: readonly {
    readonly lineId: string;
    readonly because: string;
    readonly limitMinor: number;
    readonly currency: string;
  }[];
};

const usedOf = ({ figures, unknown, currency }: StandingLine): string[] => {
  if (figures === undefined) return [`  used            not known: ${unknown?.message ?? '-'}`];
  const of = (amountMinor: number): string => money(amountMinor, currency);
  const { exposureMinor, openMinor, reservedMinor, availableMinor } = figures;
  return [
    `  used            ${of(exposureMinor)} (owed ${of(openMinor)}, orders ${of(reservedMinor)}); ${of(availableMinor)} left`,
  ];
};

/** A line in a few rows. */
export const standingRows = (line: StandingLine): string[] => [
  `line              ${line.lineId}  ${line.status}  ${money(line.limitMinor, line.currency)}  ${counted(line.termsDays, 'day')}  ${line.riskClass}`,
  ...usedOf(line),
  ...line.holds.map(({ hold, since, by, reason }) =>
    [
      `  on hold         ${hold}`,
      since === undefined ? 'for long' : `since ${since.slice(0, 10)}`,
      ...(by === undefined ? [] : [`by ${by}`]),
      ...(reason === undefined ? [] : [`(${reason})`]),
    ].join(' '),
  ),
  ...(line.pastDue === true ? ['  past due        for longer than orders are taken'] : []),
  `  review          ${line.review === undefined ? line.reviewOn : `undecided since ${line.review.dueOn} (${line.review.because})`}`,
];

/** The sum, then what it is of. */
export const connectedRows = ({
  limitsMinor,
  currency,
  tooMany,
  limits,
}: ConnectedLimits): string[] => {
  const unknown = tooMany ? 'too many to look at' : 'not known: a rate is missing';
  return [
    `counts along      ${limitsMinor === undefined ? unknown : money(limitsMinor, currency)}`,
    ...limits.map(
      (limit) =>
        `  ${limit.lineId}  ${money(limit.limitMinor, limit.currency)}  (${limit.because})`,
    ),
  ];
};
