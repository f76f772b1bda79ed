import { accountIdOf, currencyOf } from '../../domain/account.ts';
import { type BusinessDate, dateIn, type Zone } from '../../domain/calendar.ts';
import { exposureOf, type Measured, type Pricing } from '../../domain/credit/line/exposure.ts';
import {
  absorb,
  expire,
  type InvoiceNews,
  newsKey,
  newsOf,
} from '../../domain/credit/line/news.ts';
import type { CreditLineSettings } from '../../domain/credit/line/settings.ts';
import type { AccountFigures, LineBook, LineFact } from '../../domain/credit/line/types.ts';
import type { Rate } from '../../domain/credit/rates.ts';
import { together } from '../../domain/together.ts';
import type { Clock } from '../../ports/clock.ts';
import type {
  AccountJournal,
  LineReader,
  RateStore,
  StoredLine,
} from '../../ports/credit-lines.ts';
import type { LedgerReader } from '../../ports/ledger.ts';

export type ViewDeps = {
  readonly lines: LineReader;
  readonly ledger: Pick<LedgerReader, 'position'>;
  readonly journal: AccountJournal;
  readonly rates: Pick<RateStore, 'newest'>;
  readonly settings: CreditLineSettings;
  /** Days of the book: rates, reviews and ends of reservations count by these. */
  readonly zone: Zone;
  readonly clock: Clock;
};

/** A line caught up with its accounts, at one moment. */
export type LineView = {
  readonly stored: StoredLine;
  /** As stored, with the orders that matter now. */
  readonly before: LineBook;
  /** After what the ledger tells and what has expired. */
  readonly book: LineBook;
  /** What led from one to the other, not committed yet. */
  readonly facts: readonly LineFact[];
  readonly accounts: readonly AccountFigures[];
  readonly exposure: Measured;
  readonly pricing: Pricing;
  /** More has happened than one commit takes: commit, then look again. */
  readonly behind: boolean;
  /** An account has entries of which the stored line knows nothing: it is to be remembered. */
  readonly unheard: boolean;
};

/**
 * What one look takes in, so that its commit stays under 100 actions: eight invoices are an event
 * and up to five items each, eight orders that end are an event and two items.
 */
const maxNews = 8;
const maxExpiring = 8;
/** Events of one account that one look reads: a few pages of the journal. */
const maxEvents = 500;

const pair = (from: string, to: string): string => `${from}/${to}`;

/** Prices between the currencies of these pairs on a day; pairs within one currency need none. */
export const pricingFor = async (
  { rates, settings }: Pick<ViewDeps, 'rates' | 'settings'>,
  on: BusinessDate,
  pairs: readonly (readonly [string, string])[],
): Promise<Pricing> => {
  const wanted = new Map(pairs.map((each) => [pair(...each), each]));
  const known = new Map<string, Rate>();
  await together(
    [...wanted.values()].map(async ([from, to]) => {
      if (from === to) return;
      const rate = await rates.newest(from, to, on);
      if (rate !== undefined) known.set(pair(from, to), rate);
    }),
  );
  return { on, rateDays: settings.rateDays, rates: (from, to) => known.get(pair(from, to)) };
};

/** The figures of an account now, from its snapshot. */
const figuresOf = async (
  { ledger }: Pick<ViewDeps, 'ledger'>,
  accountId: string,
): Promise<AccountFigures> => {
  const { version, totals } = await ledger.position(accountId, { limit: 0 });
  const { openMinor, unappliedMinor } = totals;
  return { accountId, version, openMinor, unappliedMinor };
};

/** All accounts of a line: in the currencies that are invoiced in, and in those heard of. */
export const accountsOf = (
  deps: Pick<ViewDeps, 'ledger' | 'settings'>,
  of: { readonly customerId: string; readonly legalEntity: string },
  currencies: readonly string[],
): Promise<AccountFigures[]> => {
  const all = [...new Set([...deps.settings.currencies, ...currencies])].sort();
  return together(
    all.map((currency) => figuresOf(deps, accountIdOf(of.customerId, of.legalEntity, currency))),
  );
};

/** What an account's journal tells beyond the cursor, and how far it was read. */
const tidingsOf = async (
  { journal }: Pick<ViewDeps, 'journal'>,
  now: AccountFigures,
  cursor: number,
  room: number,
): Promise<{ readonly news: readonly InvoiceNews[]; readonly through: number }> => {
  if (now.version <= cursor) return { news: [], through: now.version };
  const news: InvoiceNews[] = [];
  const streamId = `account#${now.accountId}`;
  const toVersion = Math.min(now.version, cursor + maxEvents);
  const range = { streamId, fromVersion: cursor + 1, toVersion };
  for await (const event of journal.read(range)) {
    const each = newsOf(event);
    if (each === undefined) continue;
    if (news.length === room) return { news, through: event.version - 1 };
    news.push(each);
  }
  return { news, through: toVersion };
};

/** Known to exist, or known not to. */
const filled = <T>(keys: readonly string[], found: ReadonlyMap<string, T | null>) =>
  new Map(keys.map((key) => [key, found.get(key) ?? null] as const));

const bookOf = async (
  { lines }: Pick<ViewDeps, 'lines'>,
  { line }: StoredLine,
  news: readonly InvoiceNews[],
  orderIds: readonly string[],
): Promise<LineBook> => {
  const keys = news.filter(({ kind }) => kind !== 'posted').map(newsKey);
  const invoices = filled(
    keys,
    keys.length === 0 ? new Map() : await lines.ordersOf(line.lineId, keys),
  );
  const wanted = [
    ...new Set([
      ...orderIds,
      ...news.flatMap((each) => (each.kind === 'posted' ? [each.orderId] : [])),
      ...[...invoices.values()].flatMap((orderId) => orderId ?? []),
    ]),
  ];
  const orders = filled(
    wanted,
    wanted.length === 0 ? new Map() : await lines.orders(line.lineId, wanted),
  );
  return { line, orders, invoices };
};

/**
 * Reads a line and what its accounts show, in this order: whatever the line has counted already,
 * its accounts show too, so nothing is missed in between. A commit on the version of the line
 * that was read makes the decision exact as of the accounts that were read.
 */
export const lookAt = async (
  deps: ViewDeps,
  lineId: string,
  wanted: {
    readonly orderIds?: readonly string[];
    readonly currencies?: readonly string[];
    /** The currency that the line may change to. */
    readonly into?: string | undefined;
  } = {},
): Promise<LineView | undefined> => {
  const { lines, settings, clock, zone } = deps;
  const stored = await lines.load(lineId);
  if (stored === undefined) return undefined;
  const { line } = stored;
  const on = dateIn(zone, clock.now());
  const heardOf = [
    line.currency,
    ...(wanted.currencies ?? []),
    ...Object.keys(stored.accounts).map(currencyOf),
  ];
  const current = await accountsOf(deps, line, heardOf);
  const unheard = current.some(
    ({ accountId, version }) => version > 0 && stored.accounts[accountId] === undefined,
  );
  const accounts: AccountFigures[] = [];
  const news: InvoiceNews[] = [];
  let behind = false;
  for (const now of current) {
    const cursor = stored.accounts[now.accountId]?.version ?? 0;
    const { news: more, through } = await tidingsOf(deps, now, cursor, maxNews - news.length);
    news.push(...more);
    behind ||= through < now.version;
    accounts.push({ ...now, version: Math.max(cursor, through) });
  }
  const ending = line.reservedCount === 0 ? [] : await lines.expiring(lineId, on, maxExpiring);
  behind ||= ending.length === maxExpiring;
  const before = await bookOf(deps, stored, news, [...ending, ...(wanted.orderIds ?? [])]);
  const used = new Set([
    ...(wanted.currencies ?? []),
    ...news.map(({ accountId }) => currencyOf(accountId)),
    ...current
      .filter(({ openMinor, unappliedMinor }) => openMinor > 0 || unappliedMinor > 0)
      .map(({ accountId }) => currencyOf(accountId)),
  ]);
  const { into = line.currency } = wanted;
  const pairs = [...used].flatMap(
    (from) =>
      [
        [from, line.currency],
        [from, into],
      ] as const,
  );
  const pricing = await pricingFor({ rates: deps.rates, settings }, on, pairs);
  const absorbed = absorb(before, news, pricing);
  if (!absorbed.ok) {
    // Without a rate the invoice cannot be counted: nothing is, and no order passes, until one is.
    const exposure = { ok: false, code: absorbed.code, message: absorbed.message } as const;
    // An account that was just heard of is not forgotten, or orders would pass it once it is quiet.
    const still = current.map((now) => stored.accounts[now.accountId] ?? { ...now, version: 0 });
    const nothing = { before, book: before, facts: [], behind: false };
    return { stored, ...nothing, accounts: still, exposure, pricing, unheard };
  }
  const { book, facts: ended } = expire(absorbed.book, pricing);
  const facts = [...absorbed.facts, ...ended];
  const exposure = exposureOf(book.line, current, pricing);
  return { stored, before, book, facts, accounts, exposure, pricing, behind, unheard };
};
