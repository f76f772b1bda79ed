import { currencyOf, shardCount } from '../../../shared/domain/account.ts';
import { addDays, type BusinessDate, dateIn, type Zone } from '../../../shared/domain/calendar.ts';
import {
  emptyMeasure,
  figureOf,
  longestPeriodDays,
  type Measure,
  type MeasuredAccount,
  withAccount,
} from '../../../shared/domain/insight/measure.ts';
import { together } from '../../../shared/domain/together.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { Metrics } from '../../../shared/lambda/metrics.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { LedgerReader } from '../../../shared/ports/ledger.ts';
import type { MeasureStore } from '../../../shared/ports/measures.ts';

export type Deps = {
  readonly ledger: Pick<LedgerReader, 'agenda' | 'position' | 'openInstalments'>;
  readonly measures: MeasureStore;
  readonly metrics: Metrics;
  readonly zone: Zone;
  readonly clock: Clock;
};

/**
 * Accounts are found by the days on which they ever owed something. What fell due longer ago is
 * barred or written off in most countries; instalments that far ahead are few.
 */
export const yearsBack = 5;
export const yearsAhead = 2;

/** Reads at once: more than that waits for the processor of a small function, not for the table. */
const atOnce = 32;

const daysOf = (on: BusinessDate): BusinessDate[] => {
  const first = addDays(on, -yearsBack * 365);
  const count = (yearsBack + yearsAhead) * 365;
  return Array.from({ length: count }, (_, index) => addDays(first, index));
};

const inLots = async <Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  take: (result: Result) => void,
): Promise<void> => {
  for (let from = 0; from < items.length; from += atOnce) {
    for (const result of await together(items.slice(from, from + atOnce).map(work))) take(result);
  }
};

const accountsOf = async ({ ledger }: Deps, on: BusinessDate): Promise<ReadonlySet<string>> => {
  const accounts = new Set<string>();
  const places = daysOf(on).flatMap((day) =>
    Array.from({ length: shardCount }, (_, shard) => ({ day, shard })),
  );
  const read = async ({ day, shard }: (typeof places)[number]): Promise<string[]> => {
    const found: string[] = [];
    for await (const accountId of ledger.agenda(day, shard)) found.push(accountId);
    return found;
  };
  await inLots(places, read, (found) => {
    for (const accountId of found) accounts.add(accountId);
  });
  return accounts;
};

const accountOf = async ({ ledger }: Deps, accountId: string): Promise<MeasuredAccount> => {
  const position = await ledger.position(accountId);
  const { totals } = position;
  if (position.complete) return { accountId, totals, open: position.open };
  const open: MeasuredAccount['open'][number][] = [];
  for await (const { dueOn, openMinor } of ledger.openInstalments(accountId)) {
    open.push({ dueOn, openMinor });
  }
  return { accountId, totals, open };
};

/**
 * Measures the whole book once: what is open by its age, cash that covers nothing yet, and days
 * sales outstanding, in each currency. Reads the ledger itself, so that a figure that drifted
 * cannot exist; run again, it takes the place of the day's first measure.
 */
export const createHandler =
  (deps: Deps) =>
  async (_input: unknown, log: Logger): Promise<{ readonly accounts: number }> => {
    const { clock, zone, measures, metrics } = deps;
    const now = clock.now();
    const on = dateIn(zone, now);
    const accounts = await accountsOf(deps, on);
    const byCurrency = new Map<string, Measure>();
    await inLots(
      [...accounts],
      (accountId) => accountOf(deps, accountId),
      (account) => {
        const currency = currencyOf(account.accountId);
        const before = byCurrency.get(currency) ?? emptyMeasure(currency);
        byCurrency.set(currency, withAccount(before, account, on));
      },
    );
    for (const [currency, measure] of byCurrency) {
      const from = addDays(on, -longestPeriodDays);
      const baseline = await measures.oldestFrom(currency, from, on);
      await measures.keep(on, measure);
      metrics(now, [figureOf(measure, on, baseline)]);
    }
    log.info('the book was measured', { on, accounts: accounts.size, currencies: byCurrency.size });
    return { accounts: accounts.size };
  };
