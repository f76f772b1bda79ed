import type { Weighed } from './bundles.ts';
import type { Measured } from './measure.ts';
import type { Need, QuotaTable } from './quotas.ts';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, index) => (index === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const short = (value: number): string =>
  value >= 100 ? whole(value) : String(Number(value.toPrecision(3)));
const usd = (value: number): string => value.toFixed(4);

/** Counts of one invoice that must stay flat as the book grows. */
export const countsOf = ({ usage, invoices }: Measured): Readonly<Record<string, number>> => ({
  'state transitions': usage.transitions / invoices,
  invocations: usage.invocations / invoices,
  'events on the bus': usage.events / invoices,
  'DynamoDB read units': usage.dynamodbReadUnits / invoices,
  'DynamoDB write units': usage.dynamodbWriteUnits / invoices,
  'SQS requests': usage.sqsRequests / invoices,
});

/** What the invoices between two sizes of a book cost each, against those of the smaller book. */
export const marginalOf = (small: Measured, large: Measured) => {
  const between = { ...large, invoices: large.invoices - small.invoices };
  const usage = Object.fromEntries(
    Object.entries(large.usage).map(([key, count]) => [
      key,
      count - small.usage[key as keyof Measured['usage']],
    ]),
  ) as Measured['usage'];
  const first = countsOf(small);
  return Object.entries(countsOf({ ...between, usage })).map(([name, each]) => ({
    name,
    first: first[name] ?? 0,
    each,
    change: each / (first[name] ?? Number.NaN) - 1,
  }));
};

const booksTable = (books: readonly Measured[]): string =>
  table(
    [
      'book',
      'invoices',
      'events/s',
      'transitions',
      'invocations',
      'read units',
      'write units',
      'USD per 1,000',
      'SMS apart',
    ],
    books.map(({ name, invoices, usage, wallSeconds, cost }) => [
      name,
      whole(invoices),
      whole(usage.events / wallSeconds),
      whole(usage.transitions),
      whole(usage.invocations),
      whole(usage.dynamodbReadUnits),
      whole(usage.dynamodbWriteUnits),
      usd(cost.usdPer1000Invoices ?? 0),
      `${whole(cost.sms.messages)}, ${cost.sms.usd.toFixed(2)} USD`,
    ]),
  );

const costTable = (books: readonly Measured[]): string =>
  table(
    ['USD per 1,000 invoices', ...books.map(({ name }) => name)],
    Object.keys(books[0]?.cost.byService ?? {}).map((service) => [
      service,
      ...books.map(({ cost, invoices }) => usd(((cost.byService[service] ?? 0) / invoices) * 1000)),
    ]),
  );

const marginalTable = (small: Measured, large: Measured): string =>
  table(
    [
      'per invoice',
      `of the first ${whole(small.invoices)}`,
      `of those up to ${whole(large.invoices)}`,
      'change',
    ],
    marginalOf(small, large).map(({ name, first, each, change }) => [
      name,
      short(first),
      short(each),
      `${(change * 100).toFixed(1)} %`,
    ]),
  );

const functionsTable = (bundles: readonly Weighed[], { cpu }: Measured): string => {
  const timeOf = (entry: string) => {
    const pascal = (entry.split('/')[1] ?? '').replace(/(^|-)(\w)/g, (_, _dash, letter: string) =>
      letter.toUpperCase(),
    );
    return cpu[`${pascal}Function`];
  };
  return table(
    ['function', 'bundle kB', 'init ms', 'invocations', 'handler CPU ms, median', 'p99'],
    bundles.map(({ entry, bytes, initMs }) => {
      const time = timeOf(entry);
      return [
        entry,
        (bytes / 1000).toFixed(0),
        initMs.toFixed(0),
        time === undefined ? '' : whole(time.invocations),
        time?.medianMs.toFixed(2) ?? '',
        time?.p99Ms.toFixed(2) ?? '',
      ];
    }),
  );
};

const textsLine = ({ name, textsTo }: Measured): string =>
  `${name}: ${
    Object.entries(textsTo)
      .map(([to, count]) => `${to} ${count}`)
      .join(', ') || 'none'
  }`;

export type Findings = {
  readonly command: string;
  readonly books: readonly Measured[];
  readonly flat: readonly { readonly small: Measured; readonly large: Measured }[];
  readonly bundles: readonly Weighed[];
  readonly cpuFrom: Measured;
  readonly needs: readonly Need[];
  readonly needsFrom: Measured;
  readonly volumes: readonly number[];
  readonly quotas: QuotaTable;
};

/** `bench/results.md`. */
export const pageOf = (found: Findings): string => {
  const { quotas, books } = found;
  const { assumptions } = quotas;
  const sizes = found.bundles.map(({ bytes }) => bytes).sort((a, b) => a - b);
  const prices = books[0]?.cost;
  return `# Measured

Written by \`${found.command}\`. Counts are exact for a seed; times depend on the machine and serve for comparison only. Prices are the list prices of ${prices?.region}, ${prices?.priceTableDate} (\`book/report/prices.json\`), without ${prices?.leftOut.join(', ')}.

## Books

${booksTable(books)}

${costTable(books)}

Texts by the first digits of the number:

${books.map((book) => `- ${textsLine(book)}`).join('\n')}

## Does an invoice cost more in a larger book?

${found.flat.map(({ small, large }) => marginalTable(small, large)).join('\n\n')}

## Functions

Bundles are minified and leave out the AWS SDK, which Lambda brings along: median ${((sizes[Math.floor(sizes.length / 2)] ?? 0) / 1000).toFixed(0)} kB, largest ${((sizes.at(-1) ?? 0) / 1000).toFixed(0)} kB. Init is the median of five fresh processes that load a bundle with its part of the SDK. Handler CPU is of "${found.cpuFrom.name}", without the SDK's own work and without the first invocation.

${functionsTable(found.bundles, found.cpuFrom)}

## Quotas

What a month of that many invoices needs at its busiest, by the counts of "${found.needsFrom.name}", against what a new account in ${quotas.region} has (${quotas.date}; sources in \`bench/quotas.json\`). Assumed: all work falls into ${assumptions.workHours} hours of ${assumptions.workDays} days, the busiest second has ${assumptions.peakOverMean} times the mean, an invocation takes ${assumptions.invocationSeconds * 1000} ms. All table writes are counted against one table. **Bold** is more than the default: ask for it.

${table(
  ['quota', 'default', ...found.volumes.map((volume) => `${whole(volume)} a month`)],
  found.needs.map(({ quota, default: granted, needs }) => [
    quota,
    whole(granted),
    ...needs.map((need) => (need > granted ? `**${short(need)}**` : short(need))),
  ]),
)}
`;
};
