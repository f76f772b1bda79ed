import { accountIdOf, currencyOf } from '../../domain/account.ts';
import { addDays, type BusinessDate, dateIn, type Zone } from '../../domain/calendar.ts';
import { evolveAll } from '../../domain/credit/line/evolve.ts';
import { exposureOf, type Measured, type Pricing } from '../../domain/credit/line/exposure.ts';
import { type Circumstances, decideHolds } from '../../domain/credit/line/holds.ts';
import {
  absorb,
  expire,
  type InvoiceNews,
  newsKey,
  newsOf,
} from '../../domain/credit/line/news.ts';
import { decideCancellation } from '../../domain/credit/line/orders.ts';
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
import type { LedgerReader, OpenInstalment, Position } from '../../ports/ledger.ts';

export type ViewDeps = {
  readonly lines: LineReader;
  readonly ledger: Pick<LedgerReader, 'position' | 'openInstalments'>;
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
  /** What of the accounts may hold orders beside amounts. */
  readonly circumstances: Circumstances;
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

/** An account as it stands: its figures, and whether something of it is past due for too long. */
type Standing = { readonly figures: AccountFigures; readonly pastDue: boolean };

/** Enough to find one that nobody disputes in all but odd accounts. */
const instalmentsShown = 8;

/** Whether an instalment that nobody disputes, and that no cash waits for, was due on that day or before. */
const hasPastDue = async (
  { ledger }: Pick<ViewDeps, 'ledger'>,
  { accountId, open, complete, totals }: Position,
  dueThrough: BusinessDate,
): Promise<boolean> => {
  const isLate = ({ dueOn, openMinor, disputed }: OpenInstalment): boolean =>
    dueOn <= dueThrough && disputed !== true && openMinor > totals.unappliedMinor;
  if (open.some(isLate)) return true;
  if (complete || open.some(({ dueOn }) => dueOn > dueThrough)) return false;
  for await (const instalment of ledger.openInstalments(accountId, { dueThrough })) {
    if (isLate(instalment)) return true;
  }
  return false;
};

const standingOf = async (
  deps: Pick<ViewDeps, 'ledger' | 'settings'>,
  accountId: string,
  on: BusinessDate,
): Promise<Standing> => {
  const { holdFor, pastDueDays } = deps.settings;
  const looks = holdFor.includes('past-due');
  const position = await deps.ledger.position(accountId, { limit: looks ? instalmentsShown : 0 });
  const { version, totals } = position;
  const { openMinor, unappliedMinor } = totals;
  const pastDue = looks && (await hasPastDue(deps, position, addDays(on, -pastDueDays - 1)));
  return { figures: { accountId, version, openMinor, unappliedMinor }, pastDue };
};

/** All accounts of a line: in the currencies that are invoiced in, and in those heard of. */
export const accountsOf = (
  deps: Pick<ViewDeps, 'ledger' | 'settings'>,
  of: { readonly customerId: string; readonly legalEntity: string },
  currencies: readonly string[],
  on: BusinessDate,
): Promise<Standing[]> => {
  const all = [...new Set([...deps.settings.currencies, ...currencies])].sort();
  return together(
    all.map((currency) =>
      standingOf(deps, accountIdOf(of.customerId, of.legalEntity, currency), on),
    ),
  );
};

/** Cancellations that came before the line did, of orders that it knows nothing else of. */
const cancelledEarly = async (
  { lines }: Pick<ViewDeps, 'lines'>,
  book: LineBook,
  orderIds: readonly string[],
): Promise<readonly LineFact[]> => {
  const fresh = orderIds.filter((orderId) => (book.orders.get(orderId)?.revision ?? 0) === 0);
  if (fresh.length === 0) return [];
  const cancelled = await lines.cancelledBefore(book.line.lineId, fresh);
  return [...cancelled].flatMap(([orderId, revision]) =>
    decideCancellation(book, { orderId, revision }),
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
  const standings = await accountsOf(deps, line, heardOf, on);
  const current = standings.map(({ figures }) => figures);
  const circumstances = { pastDue: standings.some(({ pastDue }) => pastDue) };
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
  /** What is seen and counted, and the holds that follow from how things stand. */
  const told = (book: LineBook, seen: readonly LineFact[]) => {
    const holds = decideHolds(book.line, circumstances, settings);
    return { book: evolveAll(book, holds, on) ?? book, facts: [...seen, ...holds] };
  };
  const common = { stored, before, pricing, unheard, circumstances };
  const absorbed = absorb(before, news, pricing);
  if (!absorbed.ok) {
    // Without a rate the invoice cannot be counted: nothing is, and no order passes, until one is.
    const exposure = { ok: false, code: absorbed.code, message: absorbed.message } as const;
    // An account that was just heard of is not forgotten, or orders would pass it once it is quiet.
    const still = current.map((now) => stored.accounts[now.accountId] ?? { ...now, version: 0 });
    return { ...common, ...told(before, []), accounts: still, exposure, behind: false };
  }
  const { book: ended, facts: ends } = expire(absorbed.book, pricing);
  const early = await cancelledEarly(deps, ended, wanted.orderIds ?? []);
  const seen = [...absorbed.facts, ...ends, ...early];
  const { book, facts } = told(evolveAll(ended, early, on) ?? ended, seen);
  const exposure = exposureOf(book.line, current, pricing);
  return { ...common, book, facts, accounts, exposure, behind };
};
