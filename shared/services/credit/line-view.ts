import { accountIdOf, currencyOf } from '../../domain/account.ts';
import { addDays, type BusinessDate, dateIn, type Zone } from '../../domain/calendar.ts';
import { evolveAll } from '../../domain/credit/line/evolve.ts';
import { exposureOf, type Measured, type Pricing } from '../../domain/credit/line/exposure.ts';
import { type Circumstances, decideHolds, decideWriteOff } from '../../domain/credit/line/holds.ts';
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
import { sumMinor } from '../../domain/money.ts';
import { together } from '../../domain/together.ts';
import type { Clock } from '../../ports/clock.ts';
import type {
  AccountJournal,
  LineReader,
  RateStore,
  StoredLine,
} from '../../ports/credit-lines.ts';
import type { JournalItem } from '../../ports/journal.ts';
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

/**
 * Whether what was due on that day or before, and nobody disputes, is more than the cash that waits:
 * all of it together, for small invoices owe as much as a large one.
 */
const hasPastDue = async (
  { ledger }: Pick<ViewDeps, 'ledger'>,
  { accountId, open, complete, totals: { openMinor: owed, unappliedMinor } }: Position,
  dueThrough: BusinessDate,
): Promise<boolean> => {
  if (owed <= unappliedMinor) return false;
  const lateMinor = ({ dueOn, openMinor, disputed }: OpenInstalment): number =>
    dueOn <= dueThrough && disputed !== true ? openMinor : 0;
  const shown = sumMinor(open.map(lateMinor));
  if (shown > unappliedMinor) return true;
  if (complete || open.some(({ dueOn }) => dueOn > dueThrough)) return false;
  let all = 0;
  for await (const instalment of ledger.openInstalments(accountId, { dueThrough })) {
    all += lateMinor(instalment);
    if (all > unappliedMinor) return true;
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

/** The accounts of a line in these currencies. */
export const accountsOf = (
  deps: Pick<ViewDeps, 'ledger' | 'settings'>,
  of: { readonly customerId: string; readonly legalEntity: string },
  currencies: readonly string[],
  on: BusinessDate,
): Promise<Standing[]> =>
  together(
    [...new Set(currencies)]
      .sort()
      .map((currency) =>
        standingOf(deps, accountIdOf(of.customerId, of.legalEntity, currency), on),
      ),
  );

/** Accounts that have entries; of the others there is nothing to remember. */
export const heardOf = (accounts: readonly AccountFigures[]): readonly AccountFigures[] =>
  accounts.filter(({ version }) => version > 0);

/**
 * The currencies to look in: those that are invoiced in, those with entries, and those asked for.
 * After news of some accounts these and the known ones are enough: whatever else moves tells of
 * itself. Not so while nothing is remembered, as after a rebuild, or accounts without entries are, as
 * by an older release: then there may be entries that the memory does not say.
 */
const currenciesOf = (
  { settings }: Pick<ViewDeps, 'settings'>,
  { line, accounts }: StoredLine,
  { currencies = [], moved }: Wanted,
): readonly string[] => {
  const known = Object.values(accounts);
  const isComplete = known.length > 0 && heardOf(known).length === known.length;
  return [
    line.currency,
    ...(moved !== undefined && isComplete ? [] : settings.currencies),
    ...(moved ?? []),
    ...currencies,
    ...known.map(({ accountId }) => currencyOf(accountId)),
  ];
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

/** What an account's journal tells, whether something was given up, and how far it was read. */
type Tidings = {
  readonly news: readonly InvoiceNews[];
  readonly writtenOff: boolean;
  readonly through: number;
};

const tidingsOf = async (
  { journal }: Pick<ViewDeps, 'journal'>,
  now: AccountFigures,
  known: AccountFigures | undefined,
  isPast: (event: JournalItem) => boolean,
  room: number,
): Promise<Tidings> => {
  const { version: cursor = 0, heldThrough = 0 } = known ?? {};
  let writtenOff = false;
  if (now.version <= cursor) return { news: [], writtenOff, through: now.version };
  const news: InvoiceNews[] = [];
  const streamId = `account#${now.accountId}`;
  const toVersion = Math.min(now.version, cursor + maxEvents);
  const range = { streamId, fromVersion: cursor + 1, toVersion };
  for await (const event of journal.read(range)) {
    // An account that is heard of first tells its whole past.
    const isNew = event.version > heldThrough && (known !== undefined || !isPast(event));
    if (event.type === 'InvoiceWrittenOff') writtenOff ||= isNew;
    const each = newsOf(event);
    if (each === undefined) continue;
    if (news.length === room) return { news, writtenOff, through: event.version - 1 };
    news.push(each);
  }
  return { news, writtenOff, through: toVersion };
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

/** What a look is about, beside the line. */
export type Wanted = {
  readonly orderIds?: readonly string[];
  readonly currencies?: readonly string[];
  /** The currency that the line may change to. */
  readonly into?: string | undefined;
  /** The currencies of accounts that have moved, when that is all that the look is about. */
  readonly moved?: readonly string[] | undefined;
};

/**
 * Reads a line and what its accounts show, in this order: whatever the line has counted already,
 * its accounts show too, so nothing is missed in between. A commit on the version of the line
 * that was read makes the decision exact as of the accounts that were read.
 */
export const lookAt = async (
  deps: ViewDeps,
  lineId: string,
  wanted: Wanted = {},
): Promise<LineView | undefined> => {
  const { lines, settings, clock, zone } = deps;
  const stored = await lines.load(lineId);
  if (stored === undefined) return undefined;
  const { line } = stored;
  const on = dateIn(zone, clock.now());
  const standings = await accountsOf(deps, line, currenciesOf(deps, stored, wanted), on);
  const current = standings.map(({ figures }) => figures);
  const circumstances = { pastDue: standings.some(({ pastDue }) => pastDue) };
  const unheard = current.some(
    ({ accountId, version }) => version > 0 && stored.accounts[accountId] === undefined,
  );
  const accounts: AccountFigures[] = [];
  const news: InvoiceNews[] = [];
  const readTo = new Map<string, number>();
  let behind = false;
  let writtenOff = false;
  // Nothing is remembered after a rebuild: then what the last decision had before it is no news.
  const lossesFrom = Object.keys(stored.accounts).length === 0 ? stored.lossesFrom : undefined;
  const isPast = ({ effectiveOn, recordedAt }: JournalItem): boolean =>
    effectiveOn < line.activatedOn || (lossesFrom !== undefined && recordedAt < lossesFrom);
  for (const now of current) {
    const known = stored.accounts[now.accountId];
    const tidings = await tidingsOf(deps, now, known, isPast, maxNews - news.length);
    const through = Math.max(known?.version ?? 0, tidings.through);
    news.push(...tidings.news);
    writtenOff ||= tidings.writtenOff;
    behind ||= tidings.through < now.version;
    readTo.set(now.accountId, through);
    if (now.version > 0) accounts.push({ ...now, version: through });
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
  /** What is seen and counted, and the holds that follow from it and from how things stand. */
  const told = (book: LineBook, seen: readonly LineFact[]) => {
    const given = writtenOff ? decideWriteOff(book.line, settings) : [];
    const after = evolveAll(book, given, on) ?? book;
    const holds = decideHolds(after.line, circumstances, settings);
    return { book: evolveAll(after, holds, on) ?? after, facts: [...seen, ...given, ...holds] };
  };
  const common = { stored, before, pricing, unheard, circumstances };
  const absorbed = absorb(before, news, pricing);
  if (!absorbed.ok) {
    // Without a rate the invoice cannot be counted: nothing is, and no order passes, until one is.
    const exposure = { ok: false, code: absorbed.code, message: absorbed.message } as const;
    // An account that was just heard of is not forgotten, or orders would pass it once it is quiet.
    const still = heardOf(current).map((now) => ({
      ...(stored.accounts[now.accountId] ?? { ...now, version: 0 }),
      heldThrough: readTo.get(now.accountId),
    }));
    return { ...common, ...told(before, []), accounts: still, exposure, behind: false };
  }
  const { book: ended, facts: ends } = expire(absorbed.book, pricing);
  const early = await cancelledEarly(deps, ended, wanted.orderIds ?? []);
  const seen = [...absorbed.facts, ...ends, ...early];
  const { book, facts } = told(evolveAll(ended, early, on) ?? ended, seen);
  const exposure = exposureOf(book.line, current, pricing);
  return { ...common, book, facts, accounts, exposure, behind };
};
