import type { DomainFact } from '../../../events/catalogue.ts';
import { currencyOf, customerOf } from '../../domain/account.ts';
import { type BusinessDate, dateIn, type Instant, type Zone } from '../../domain/calendar.ts';
import { evolve } from '../../domain/collections/evolve.ts';
import type { CaseState, CaseTask } from '../../domain/collections/types.ts';
import { messagesOf, type ShownMessage } from '../../domain/operations/messages.ts';
import {
  type AsOf,
  countedIn,
  ledgerAsOf,
  ledgerNow,
  type ShownLedger,
} from '../../domain/operations/view.ts';
import { together } from '../../domain/together.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CaseStore } from '../../ports/collections.ts';
import type { PartyReader } from '../../ports/contact.ts';
import type { JournalItem, JournalReader } from '../../ports/journal.ts';
import type { LedgerReader, Position } from '../../ports/ledger.ts';

export type ShownCase = Pick<CaseState, 'caseId' | 'sequence' | 'status'> & {
  readonly stage?: string | undefined;
  readonly stageEnteredOn?: BusinessDate | undefined;
  readonly strategy: string;
  /** What the customer's line of credit said when the case opened. */
  readonly credit?: CaseState['credit'];
  /** Not over on the day that is shown. */
  readonly hold?: CaseState['hold'];
  /** What waits for people. */
  readonly tasks: readonly CaseTask[];
  /** Instalments over which a person closed the case: nobody is chased for them. */
  readonly letGo?: CaseState['letGo'];
};

/** One event of the account's ledger. */
export type ShownEntry = Pick<JournalItem, 'type' | 'effectiveOn' | 'recordedAt' | 'data'> & {
  readonly eventId: string;
};

/** An account as a person looks at it: its ledger, its case and its messages. Minor units. */
export type AccountView = {
  readonly accountId: string;
  readonly currency: string;
  readonly asOf: BusinessDate;
  /** Set when the question was about what was known then. */
  readonly knownAt?: Instant | undefined;
  readonly partyId: string;
  readonly ledger: ShownLedger;
  readonly case?: ShownCase | undefined;
  /** The newest last. */
  readonly messages: readonly ShownMessage[];
  readonly entries: readonly ShownEntry[];
};

export type ShowDeps = {
  readonly ledger: Pick<LedgerReader, 'position'>;
  readonly parties: PartyReader;
  readonly cases: Pick<CaseStore, 'load'>;
  readonly journal: JournalReader;
  readonly clock: Clock;
  /** Whose calendar says which day it is. */
  readonly bookZone: Zone;
};

/** Messages and entries that one answer shows. */
export const mostRecent = 50;

/**
 * Events of a party that are looked through for the messages about one of its accounts. Rules let
 * two messages a week through, each with a handful of events: more than a year.
 */
export const partyEvents = 600;

const shownEntries = (items: readonly JournalItem[]): readonly ShownEntry[] =>
  items.slice(-mostRecent).map(({ streamId, version, type, effectiveOn, recordedAt, data }) => ({
    eventId: `${streamId}#${version}`,
    type,
    effectiveOn,
    recordedAt,
    data,
  }));

const shownCase = (state: CaseState | undefined, on: BusinessDate): ShownCase | undefined =>
  state && {
    caseId: state.caseId,
    sequence: state.sequence,
    status: state.status,
    ...(state.stage === undefined ? {} : { stage: state.stage }),
    ...(state.stageEnteredOn === undefined ? {} : { stageEnteredOn: state.stageEnteredOn }),
    strategy: `${state.strategy.name}.v${state.strategy.version}`,
    ...(state.credit === undefined ? {} : { credit: state.credit }),
    ...(state.hold !== undefined && state.hold.until > on ? { hold: state.hold } : {}),
    tasks: state.status === 'open' ? (state.tasks ?? []) : [],
    ...(state.status === 'closed' && state.letGo !== undefined ? { letGo: state.letGo } : {}),
  };

/** All open instalments: a sum over a part of them would be a wrong one. */
const wholePosition = async (ledger: ShowDeps['ledger'], accountId: string): Promise<Position> => {
  const page = await ledger.position(accountId);
  return page.complete ? page : ledger.position(accountId, { limit: page.openCount });
};

const partyOf = async ({ parties }: ShowDeps, accountId: string): Promise<string> => {
  const customerId = customerOf(accountId);
  return (await parties.ofCustomer(customerId))?.partyId ?? customerId;
};

/** The account as it stands. Undefined when there is no such account. */
export const showAccount = async (
  deps: ShowDeps,
  accountId: string,
): Promise<AccountView | undefined> => {
  const [position, stored, partyId, entries] = await together([
    wholePosition(deps.ledger, accountId),
    deps.cases.load(accountId),
    partyOf(deps, accountId),
    deps.journal.last(`account#${accountId}`, mostRecent),
  ]);
  if (position.version === 0) return undefined;
  const today = dateIn(deps.bookZone, deps.clock.now());
  const events = await deps.journal.last(`party#${partyId}`, partyEvents);
  return {
    accountId,
    currency: currencyOf(accountId),
    asOf: today,
    partyId,
    ledger: ledgerNow(position, today),
    case: shownCase(stored?.state, today),
    messages: messagesOf(events, accountId).slice(-mostRecent),
    entries: shownEntries(entries),
  };
};

const all = async (journal: JournalReader, streamId: string): Promise<JournalItem[]> => {
  const items: JournalItem[] = [];
  for await (const item of journal.read(streamId)) items.push(item);
  return items;
};

/** The case that the account had then: the last one whose opening counts. */
const caseAsOf = async (
  { cases, journal }: ShowDeps,
  accountId: string,
  when: AsOf,
): Promise<CaseState | undefined> => {
  const stored = await cases.load(accountId);
  for (let nth = stored?.state.sequence ?? 0; nth > 0; nth -= 1) {
    const events = countedIn(await all(journal, `case#${accountId}|${nth}`), when);
    if (events.length === 0) continue;
    return events.reduce<CaseState | undefined>(
      (state, { type, data, effectiveOn }) =>
        evolve(state, { type, data } as DomainFact, effectiveOn),
      undefined,
    );
  }
  return undefined;
};

/**
 * The account at the end of a business date, by what was recorded until `knownAt` (until now when
 * it is left out), from the journal alone. Undefined when it had no entries then.
 */
export const showAccountAsOf = async (
  deps: ShowDeps,
  accountId: string,
  question: { readonly asOf?: BusinessDate | undefined; readonly knownAt?: Instant | undefined },
): Promise<AccountView | undefined> => {
  const knownAt = question.knownAt ?? deps.clock.now();
  const when = { asOf: question.asOf ?? dateIn(deps.bookZone, knownAt), knownAt };
  const partyId = await partyOf(deps, accountId);
  const [items, state, events] = await together([
    all(deps.journal, `account#${accountId}`),
    caseAsOf(deps, accountId, when),
    all(deps.journal, `party#${partyId}`),
  ]);
  const counted = countedIn(items, when);
  if (counted.length === 0) return undefined;
  return {
    accountId,
    currency: currencyOf(accountId),
    asOf: when.asOf,
    ...(question.knownAt === undefined ? {} : { knownAt }),
    partyId,
    ledger: ledgerAsOf(items, when),
    case: shownCase(state, when.asOf),
    messages: messagesOf(countedIn(events, when), accountId).slice(-mostRecent),
    entries: shownEntries(counted),
  };
};
