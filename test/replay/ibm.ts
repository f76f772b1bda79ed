// Replays the IBM book four times, once in shadow, and holds it against its CSV and itself: `node scripts/run.mjs test/replay/ibm.ts`.

import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { bookOf } from '../../book/csv/book.ts';
import { readCsv } from '../../book/csv/read.ts';
import { deliver } from '../../book/inputs/deliveries.ts';
import { type BuiltReport, buildReport } from '../../book/report/build.ts';
import { readPriceTable } from '../../book/report/cost.ts';
import { eventLines } from '../../book/report/write.ts';
import { runBook } from '../../book/run/run-book.ts';
import { createRandom } from '../../local/kernel/random.ts';
import { synthesize } from '../../scripts/cdk.ts';
import { businessDate } from '../../shared/domain/calendar.ts';
import { contactsOf, outcomesOf } from '../support/contacts.ts';
import { sharedFile } from '../support/shared-data.ts';
import { dayNumber, dsoOf, openOn, readRows, totals } from './expected.ts';

const file = sharedFile('data/ibm_ar/WA_Fn-UseC_-Accounts-Receivable.csv');
const rows = readRows(file);
const assembly = '.build/replay';
const shadowAssembly = '.build/replay-shadow';
const seed = 1;
/** The target on two cores, with policies enforced. */
const secondsAllowed = 60;

let failures = 0;
const check = (title: string, holds: boolean, detail: () => unknown = () => ''): void => {
  if (!holds) failures += 1;
  const shown = holds ? '' : ` ${JSON.stringify(detail()) ?? ''}`.slice(0, 600);
  process.stdout.write(`${holds ? 'ok    ' : 'FAILED'} ${title}${shown}\n`);
};
const near = (a: number | null | undefined, b: number | null): boolean =>
  a === b || (typeof a === 'number' && b !== null && Math.abs(a - b) < 1e-4);

const days = ['2012-02-29', '2012-07-15', '2012-12-31', '2013-06-30', '2013-11-30', '2014-01-08'];
const dates = days.map(businessDate);
const plain = bookOf('IBM accounts receivable', readCsv(file, readFileSync(file, 'utf8')));

type Replay = BuiltReport & {
  readonly events: string;
  /** Every message made, or prepared and kept. */
  readonly contacts: readonly string[];
  readonly outcomes: Readonly<Record<string, number>>;
};

const run = async (copies: number, template = assembly): Promise<Replay> => {
  const shuffle = copies === 1 ? undefined : createRandom(seed, 'shuffle');
  const book = { ...plain, inputs: deliver(plain.inputs, plain.zone, copies, shuffle) };
  const record = await runBook({ assembly: template, book, seed });
  const built = buildReport(record, { asOf: dates, knownAt: undefined }, readPriceTable());
  return {
    ...built,
    events: eventLines(record.busEvents),
    contacts: contactsOf(record.journal),
    outcomes: outcomesOf(record.journal),
  };
};

const { seconds } = await synthesize('dev', { outdir: assembly });
process.stdout.write(`synthesized in ${seconds.toFixed(1)} s\n`);

const first = await run(1);
const { report } = first;
process.stdout.write(
  `replayed in ${report.wallSeconds.toFixed(1)} s: ${report.messages.total} messages, ${report.counts.events} events, ${report.counts.transitions} transitions, ${report.counts.invocations} invocations\n`,
);
check(`takes less than ${secondsAllowed} s`, report.wallSeconds < secondsAllowed);

const usd = report.currencies['USD'];
for (const [key, expected] of Object.entries(totals(rows))) {
  const got = usd?.[key as keyof typeof usd];
  check(`${key} is ${expected}`, near(got, expected), () => got);
}
for (const date of dates) {
  const got = report.asOf.find((row) => row.date === date);
  const expected = { date, currency: 'USD', ...openOn(rows, dayNumber(date)) };
  check(`aging on ${date}`, isDeepStrictEqual(got, expected), () => ({ got, expected }));
}
for (const { month, dso, bestPossibleDso } of report.months) {
  const expected = dsoOf(rows, month);
  const same = near(dso, expected.dso) && near(bestPossibleDso, expected.bestPossibleDso);
  check(`DSO of ${month}`, same, () => ({ dso, bestPossibleDso, expected }));
}

const byInvoice = new Map(rows.map((row) => [row.invoice, row]));
const lines = first.messages.map(({ line }) => line);
const tooLate = lines.flatMap((line) =>
  line.invoiceIds
    .filter((id) => dayNumber(line.at) >= (byInvoice.get(id)?.settled ?? -Infinity))
    .map((id) => ({ id, at: line.at, template: line.template })),
);
check('no message about an invoice on or after the day it is settled', tooLate.length === 0, () =>
  tooLate.slice(0, 3),
);
const reminded = new Set(lines.flatMap(({ invoiceIds }) => invoiceIds));
const silent = rows.filter(({ due, settled, invoice }) => settled > due && !reminded.has(invoice));
check('a message about every invoice that is settled late', silent.length === 0, () => ({
  count: silent.length,
  first: silent[0],
}));
const wrongAmount = lines.filter(({ invoiceIds, amountMinor }) => {
  const owed = invoiceIds.reduce((all, id) => all + (byInvoice.get(id)?.cents ?? Number.NaN), 0);
  return owed !== amountMinor;
});
check('every message asks for exactly what its invoices say', wrongAmount.length === 0, () =>
  wrongAmount.slice(0, 2),
);

const second = await run(1);
check('same seed, same events.ndjson', second.events === first.events, () =>
  firstDifference(first.events, second.events),
);

const shuffled = await run(3);
const { wallSeconds: _, ...tripled } = shuffled.report;
check(
  'three deliveries of everything, shuffled: identical balances',
  isDeepStrictEqual(
    [tripled.currencies, tripled.asOf, tripled.months],
    [report.currencies, report.asOf, report.months],
  ),
  () => tripled.currencies,
);
const told = ({ messages }: BuiltReport): string[] =>
  messages
    .map(({ line: { id: _id, bodyPath: _path, ...line }, text, html }) =>
      JSON.stringify({ ...line, text, html }),
    )
    .toSorted();
check(
  'three deliveries of everything, shuffled: identical messages apart from id',
  isDeepStrictEqual(told(shuffled), told(first)),
  () => firstDifference(told(first).join('\n'), told(shuffled).join('\n')),
);

await synthesize('dev', { outdir: shadowAssembly, contact: { mode: 'shadow' } });
const shadow = await run(1, shadowAssembly);
check('in shadow nothing is sent', shadow.messages.length === 0, () => shadow.messages.length);
check(
  `shadow predicts exactly the ${first.contacts.length} messages that live then sends`,
  isDeepStrictEqual(shadow.contacts, first.contacts) &&
    isDeepStrictEqual(shadow.outcomes, { ContactSimulated: first.messages.length }) &&
    isDeepStrictEqual(first.outcomes, { ContactSent: first.messages.length }),
  () => firstDifference(first.contacts.join('\n'), shadow.contacts.join('\n')),
);

function firstDifference(left: string, right: string): unknown {
  const ours = left.split('\n');
  const theirs = right.split('\n');
  const at = ours.findIndex((line, index) => line !== theirs[index]);
  return { line: at + 1, ours: ours[at]?.slice(0, 300), theirs: theirs[at]?.slice(0, 300) };
}

process.stdout.write(
  `${failures === 0 ? 'everything agrees with the CSV' : `${failures} checks FAILED`}\n`,
);
process.exitCode = failures === 0 ? 0 : 1;
