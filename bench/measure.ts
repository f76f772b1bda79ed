import { compareText } from '../book/model.ts';
import { costOf, readPriceTable } from '../book/report/cost.ts';
import type { Report } from '../book/report/schema.ts';
import { type RunRequest, runBook } from '../book/run/run-book.ts';
import type { Usage } from '../book/run/usage.ts';
import type { InvocationReading } from '../local/services/lambda/stopwatch.ts';

/** CPU milliseconds of one function's handler, its first invocation left out. */
export type CpuTime = {
  readonly invocations: number;
  readonly medianMs: number;
  readonly p99Ms: number;
};

export type Measured = {
  readonly name: string;
  readonly invoices: number;
  readonly wallSeconds: number;
  readonly usage: Usage;
  readonly cost: Report['cost'];
  /** Text messages by the first digits of the number, which tell the country. */
  readonly textsTo: Readonly<Record<string, number>>;
  /** Mean days from the start of a case's machine to its end, or to the end of the book. */
  readonly openDaysMean: number;
  readonly cpu: Readonly<Record<string, CpuTime>>;
};

const dayMs = 86_400_000;

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  compareText(a, b);

const cpuOf = (readings: readonly InvocationReading[]): Measured['cpu'] => {
  const warm = readings.filter(({ isFirst }) => !isFirst);
  const byFunction = Map.groupBy(warm, ({ functionName }) => functionName);
  return Object.fromEntries(
    [...byFunction].toSorted(byName).map(([name, group]) => {
      const ms = group.map(({ cpuMicros }) => cpuMicros / 1000).sort((a, b) => a - b);
      const time = {
        invocations: ms.length,
        medianMs: quantile(ms, 0.5),
        p99Ms: quantile(ms, 0.99),
      };
      return [name, time];
    }),
  );
};

/** Runs a book and reads from it all that the page shows. */
export const measure = async (request: RunRequest): Promise<Measured> => {
  const readings: InvocationReading[] = [];
  const watch = {
    keepBusEvents: false,
    onInvocation: (reading: InvocationReading) => void readings.push(reading),
  };
  const { book, journal, outbox, usage, wallSeconds } = await runBook({ ...request, watch });
  const texts = outbox.filter(({ channel }) => channel === 'sms').flatMap(({ to }) => to);
  const invoices = journal.filter(({ type }) => type === 'InvoicePosted').length;
  const endedAt = Date.parse(`${book.to}T00:00:00Z`) + dayMs;
  const opened = new Map<string, number>();
  let openMs = 0;
  for (const { streamId, type, recordedAt } of journal) {
    if (type === 'CaseOpened') opened.set(streamId, Date.parse(recordedAt));
    const since = type === 'CaseClosed' ? opened.get(streamId) : undefined;
    if (since === undefined) continue;
    openMs += Date.parse(recordedAt) - since;
    opened.delete(streamId);
  }
  for (const since of opened.values()) openMs += endedAt - since;
  const cases = journal.filter(({ type }) => type === 'CaseOpened').length;
  return {
    name: book.name,
    invoices,
    wallSeconds,
    usage,
    cost: costOf(usage, texts, invoices, readPriceTable()),
    textsTo: Object.fromEntries(
      [...Map.groupBy(texts, (to) => to.slice(0, 3))]
        .toSorted(byName)
        .map(([to, all]) => [to, all.length]),
    ),
    openDaysMean: cases === 0 ? 0 : openMs / cases / dayMs,
    cpu: cpuOf(readings),
  };
};
