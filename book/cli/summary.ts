import { decimal, dollars, money, whole } from '../report/html/format.ts';
import type { Report } from '../report/schema.ts';

/** Columns as wide as their widest cell, the first to the left and the rest to the right. */
const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `  ${line}`)
    .join('\n');
};

/** Applications and lines; nothing when nobody asked for credit. */
const creditLines = ({ credit }: Report): string[] => {
  const { applications, approved, declined, referrals, risk } = credit;
  const asked = applications.received + applications.reviews;
  if (asked === 0) return [];
  const hours =
    referrals.hoursMedian === null ? '' : `, median ${decimal(referrals.hoursMedian)} h`;
  return [
    table([
      ['credit lines', 'lines', 'limits', 'used', 'expected loss'],
      ...risk.map(({ riskClass, currency, lines, ...of }) => [
        `${riskClass} risk, ${currency}`,
        whole(lines),
        money(of.limitMinor, currency),
        money(of.exposureMinor, currency),
        money(of.expectedLossMinor, currency),
      ]),
    ]),
    '',
    `  ${whole(asked)} applications and reviews: ${whole(approved.byPolicy + approved.byPerson)} approved (${whole(approved.byPerson)} by people), ${whole(declined.byPolicy + declined.byPerson)} declined, ${whole(referrals.referred)} referred${hours}`,
  ];
};

/** What a person wants to know when the run is over. */
export const summaryOf = (report: Report, page: string): string => {
  const amounts = table([
    ['', 'invoices', 'issued', 'paid', 'credited', 'open', 'unapplied', 'late'],
    ...Object.entries(report.currencies).map(([currency, figures]) => [
      currency,
      whole(figures.invoices),
      money(figures.issuedMinor, currency),
      money(figures.paidMinor, currency),
      money(figures.creditedMinor, currency),
      money(figures.openMinor, currency),
      money(figures.unappliedMinor, currency),
      whole(figures.lateInvoices),
    ]),
  ]);
  const stages = table([
    ['', 'entered', 'messages', 'tasks'],
    ...Object.entries(report.stages).map(([stage, { entered, messages, tasks }]) => [
      stage,
      whole(entered),
      whole(messages),
      whole(tasks),
    ]),
  ]);
  const { counts, cost, messages, alerts } = report;
  const perThousand = cost.usdPer1000Invoices === null ? '–' : dollars(cost.usdPer1000Invoices);
  return [
    '',
    `${report.book}, ${report.from} to ${report.to}, seed ${report.seed}`,
    '',
    amounts,
    '',
    stages,
    '',
    ...creditLines(report),
    `  ${whole(messages.total)} messages, ${whole(alerts.total)} alerts, ${whole(counts.events)} events, ${whole(counts.transitions)} state transitions`,
    `  about ${perThousand} for 1,000 invoices at list prices, SMS apart`,
    `  ${decimal(report.wallSeconds)} s`,
    '',
    `  ${page}`,
    '',
  ].join('\n');
};
