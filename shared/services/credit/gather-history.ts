import type { DomainData } from '../../../events/catalogue.ts';
import { accountIdOf } from '../../domain/account.ts';
import { type BusinessDate, businessDate, dateIn, type Zone } from '../../domain/calendar.ts';
import { behaviourOf, type PublishedLateness } from '../../domain/credit/gathering/behaviour.ts';
import {
  type AccountPast,
  internalHistoryOf,
  monthsLookedAt,
} from '../../domain/credit/gathering/history.ts';
import { monthsBefore } from '../../domain/credit/gathering/months.ts';
import type { InCurrency } from '../../domain/credit/gathering/ratios.ts';
import { together } from '../../domain/together.ts';
import type { Clock } from '../../ports/clock.ts';
import type { GatheredFiles, GatheringCase } from '../../ports/gathering.ts';
import type { JournalEnds, JournalItem } from '../../ports/journal.ts';
import type { LedgerReader } from '../../ports/ledger.ts';
import type { Gathered } from './gather-bureau.ts';
import { amountsIn, type RateDeps } from './in-currency.ts';

export type GatherHistoryDeps = RateDeps & {
  readonly ledger: Pick<LedgerReader, 'position'>;
  readonly journal: JournalEnds;
  readonly files: GatheredFiles;
  readonly clock: Clock;
  /** Whose calendar says which day it is. */
  readonly bookZone: Zone;
  /** Besides the application's own: those in which the house sells. */
  readonly currencies: readonly string[];
  /** What judges how late the customer pays; nothing does when it is left out. */
  readonly lateness?: PublishedLateness | undefined;
};

/** Bounds of one look: a decision about the largest customer reads as much as one about ten others. */
export const bounds = {
  /** Some 3 MB: 5,000 events are two invoices a day, with their cash, over a year. */
  events: 5_000,
  /** Open instalments; of more, the oldest. */
  open: 1_000,
  /** Entries before the first invoice: an account begins with one, or with cash that came early. */
  beforeFirst: 100,
} as const;

/** Events reach further back than what is counted, so that most invoices are seen from their start. */
const monthsRead = monthsLookedAt + 6;

/** Up to the version that the position is of: what came since would be half of the story. */
const newestSince = async (
  journal: JournalEnds,
  streamId: string,
  { version, since }: { readonly version: number; readonly since: BusinessDate },
): Promise<JournalItem[]> => {
  const items: JournalItem[] = [];
  for await (const item of journal.newestFirst(streamId)) {
    if (dateIn('UTC', item.recordedAt) < since || items.length === bounds.events) break;
    if (item.version <= version) items.push(item);
  }
  return items.reverse();
};

const firstIssuedOn = async (
  journal: JournalEnds,
  streamId: string,
): Promise<BusinessDate | undefined> => {
  const items = await journal.first(streamId, bounds.beforeFirst);
  const posted = items.find(({ type }) => type === 'InvoicePosted');
  return posted && businessDate((posted.data as DomainData<'InvoicePosted'>).issuedOn);
};

const pastOf = async (
  { ledger, journal }: GatherHistoryDeps,
  accountId: string,
  since: BusinessDate,
  pricedIn: () => Promise<InCurrency>,
): Promise<{ readonly version: number; readonly past?: AccountPast }> => {
  const position = await ledger.position(accountId, { limit: bounds.open });
  const { version } = position;
  if (version === 0) return { version };
  const streamId = `account#${accountId}`;
  const [events, first, inCurrency] = await together([
    newestSince(journal, streamId, { version, since }),
    firstIssuedOn(journal, streamId),
    pricedIn(),
  ]);
  const { totals, open } = position;
  return { version, past: { totals, firstIssuedOn: first, events, open, inCurrency } };
};

/** With how far the journals were read: what they tell later, a decision on this knows nothing of. */
export type GatheredHistory = Gathered & {
  readonly readTo: { readonly currency: string; readonly version: number }[];
};

/** How the applicant paid us until now, over its accounts of the legal entity. */
export const gatherHistory = async (
  deps: GatherHistoryDeps,
  { applicationId, round, customerId, legalEntity, currency, termsDays }: GatheringCase,
): Promise<GatheredHistory> => {
  const now = deps.clock.now();
  const today = dateIn(deps.bookZone, now);
  const since = monthsBefore(today, monthsRead);
  const read = await together(
    [...new Set([currency, ...deps.currencies])].map(async (from) => {
      const accountId = accountIdOf(customerId, legalEntity, from);
      const priced = () => amountsIn(deps, { from, to: currency, on: today });
      return { currency: from, ...(await pastOf(deps, accountId, since, priced)) };
    }),
  );
  const readTo = read.map(({ currency: of, version }) => ({ currency: of, version }));
  const pasts = read.flatMap(({ past }) => past ?? []);
  const history = internalHistoryOf(pasts, today);
  if (history === undefined) return { status: 'no-record', readTo };
  const { lateness } = deps;
  const behaviour =
    lateness === undefined ? {} : behaviourOf(pasts, { asOf: today, termsDays }, lateness);
  const found = { ...history, ...behaviour };
  const kept = await deps.files.put({ applicationId, round, source: 'history' }, found);
  return { status: 'found', ...kept, receivedAt: now, readTo };
};
