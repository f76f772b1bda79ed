import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { decodeText } from '../../book/csv/decode.ts';
import { BookRefused } from '../../book/csv/problems.ts';
import { readCsv, readMap } from '../../book/csv/read.ts';
import type { BusInput } from '../../book/model.ts';
import { forecastOf } from '../../book/opening/forecast.ts';
import { type Opening, openingInputs, openingOf, sumsOf } from '../../book/opening/opening.ts';
import { readConfig } from '../../infra/config.ts';
import { createBusPublisher } from '../../shared/adapters/eventbridge/bus.ts';
import { type BusinessDate, businessDate, dateIn } from '../../shared/domain/calendar.ts';
import { counted, money } from '../amount.ts';
import { CommandFailed, UsageError } from '../errors.ts';
import type { Estate } from '../estate/estate.ts';
import { operation } from '../maintenance/operation.ts';
import { type Known, knownOf } from './known.ts';

const unreadable: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
};

const textOf = (file: string): string => {
  try {
    return decodeText(basename(file), readFileSync(file));
  } catch (error) {
    if (error instanceof BookRefused) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new UsageError(`${file} cannot be read: ${unreadable[code] ?? code}`);
  }
};

const dayOf = (text: string): BusinessDate => {
  try {
    return businessDate(text);
  } catch {
    throw new UsageError(`--on ${text}: expected a day written YYYY-MM-DD`);
  }
};

/** The whole file is understood before anything of it is sent. */
const openingIn = (file: string, map: string | undefined, on: BusinessDate): Opening => {
  try {
    const given = map === undefined ? undefined : readMap(basename(map), textOf(map));
    return openingOf(
      basename(file),
      readCsv(basename(file), textOf(file), given, { real: true }),
      on,
    );
  } catch (error) {
    if (error instanceof BookRefused) throw new CommandFailed(error.message, error.problems);
    throw error;
  }
};

/** Events that go to the bus together, in calls of ten. */
const atOnce = 100;

const send = async ({ events, busName }: Estate, inputs: readonly BusInput[]): Promise<void> => {
  const bus = createBusPublisher({ client: events, busName });
  for (let from = 0; from < inputs.length; from += atOnce) {
    const lot = inputs.slice(from, from + atOnce);
    const refused = await bus.put(
      lot.map(({ source, detailType, detail }) => ({
        source,
        detailType,
        detail: JSON.stringify(detail),
      })),
    );
    const [first] = refused;
    if (first === undefined) continue;
    throw new CommandFailed(
      `the bus refused ${lot[first[0]]?.key} (${first[1]}) after ${from} of ${inputs.length} events; ` +
        'run it again: what has come in comes in once',
    );
  }
};

const withoutAddress = ({ customers }: Opening): number =>
  customers.filter(({ email, phone }) => email === undefined && phone === undefined).length;

/** Nobody has read the events yet when the command ends. */
const afterwards =
  'what contradicts an invoice that is booked changes nothing and appears as an alert, one for the day';

const dailyNotices = (forecast: ReturnType<typeof forecastOf>): string => {
  const [first, last] = [forecast[0], forecast.at(-1)];
  if (first === undefined || last === undefined) return 'nothing of it is overdue';
  const most = Math.max(...forecast.map(({ accounts }) => accounts));
  return `accounts with something overdue are chased from ${first.on} to ${last.on}, at most ${most} more on one day`;
};

/** Numbers that a line names. */
const mostNamed = 5;

const knownLines = ({ customers, invoices }: Known): readonly string[] => {
  if (customers.length + invoices.length === 0) return [];
  const named = invoices.slice(0, mostNamed).join(', ');
  const more = invoices.length > mostNamed ? ` and ${invoices.length - mostNamed} more` : '';
  return [
    `${counted(customers.length, 'customer')} and ${counted(invoices.length, 'invoice')} of it are known already and stay as they are${invoices.length === 0 ? '' : `: ${named}${more}`}`,
  ];
};

export const importOpening = operation({
  name: 'import',
  does: 'bring in a legacy book with its age: nothing is sent, and it is chased by rule over days',
  args: [{ name: 'FILE', does: 'CSV with a row for each open invoice; see book/README.md' }],
  options: {
    on: {
      does: 'day on which the amounts of the file are what is open',
      value: 'DATE',
      required: true,
    },
    map: { does: 'JSON that says which column is what', value: 'FILE' },
    'invoices-only': { does: 'the customers are known already' },
    'dry-run': {
      does: 'only tell what would come in, what is known already, and when it would be chased',
    },
  },
  // Not where the file lies: the path may name a person.
  scope: ({ args, options }) =>
    `${basename(args['FILE'] ?? '')} --on ${options['on'] ?? ''}${options['invoices-only'] === undefined ? '' : ' --invoices-only'}`,
  run: async ({ args, options, environment }, { at, dry, begin }) => {
    const on = dayOf(options['on'] ?? '');
    const opening = openingIn(args['FILE'] ?? '', options['map'], on);
    const now = at.now();
    if (on > dateIn('UTC', now)) {
      throw new UsageError(
        `--on ${on}: the day of a balance has come; today is ${dateIn('UTC', now)}`,
      );
    }
    // A local session runs the template of dev unless it was told otherwise.
    const { openingBalance, contact } = readConfig(environment ?? 'dev');
    const forecast = forecastOf(opening, now, openingBalance.spreadDays);
    const inputs = openingInputs(opening).filter(
      ({ detailType }) => detailType === 'InvoiceIssued' || options['invoices-only'] === undefined,
    );
    const known = dry ? await knownOf(at, opening) : undefined;
    if (!dry && inputs.length > 0) {
      await begin();
      await send(at, inputs);
    }
    const sums = sumsOf(opening);
    const silent = options['invoices-only'] === undefined ? withoutAddress(opening) : 0;
    const cap = contact.dailyCap.email;
    const above = forecast.filter(({ accounts }) => accounts > cap).length;
    const result = `${counted(inputs.length, 'event')} ${dry ? 'would be' : inputs.length === 1 ? 'was' : 'were'} sent`;
    return {
      result,
      lines: [
        ...opening.notes,
        ...sums.map(
          (sum) =>
            `${counted(sum.invoices, 'invoice')} of ${counted(sum.accounts, 'account')}, ${money(sum.openMinor, sum.currency)} open, ` +
            `of which ${sum.overdueInvoices} overdue with ${money(sum.overdueMinor, sum.currency)}`,
        ),
        ...(opening.settled > 0
          ? [`${counted(opening.settled, 'invoice')} settled by ${on}: left out`]
          : []),
        ...(silent > 0
          ? [`${counted(silent, 'customer')} without an address: no message is sent`]
          : []),
        ...(known === undefined ? [] : knownLines(known)),
        dailyNotices(forecast),
        ...(above > 0
          ? [
              `${above} of these days ${above === 1 ? 'has' : 'have'} more than the ${cap} e-mails of a day`,
            ]
          : []),
        result,
        ...(dry ? [] : [afterwards]),
      ],
      json: {
        dryRun: dry,
        on,
        sums,
        settled: opening.settled,
        notes: opening.notes,
        events: inputs.length,
        forecast,
        known,
      },
    };
  },
});
