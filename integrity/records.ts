import { sha256 } from '../shared/adapters/dynamodb/hash-chain.ts';
import { shardOf } from '../shared/domain/account.ts';
import type { CaseState } from '../shared/domain/collections/types.ts';
import { keys } from '../shared/domain/ledger/items.ts';
import type { JournalItem } from '../shared/ports/journal.ts';
import type { AccountRecords } from './account/check.ts';
import { liveOf } from './account/differences.ts';
import { type Folded, foldAccount } from './account/fold.ts';
import { type Projection, projectAccount } from './account/project.ts';
import type { CaseRecords } from './cases/check.ts';
import { caseStream, deskKeyOf, type FoldedCases, foldCases, openTasksOf } from './cases/fold.ts';
import { type CreditRecords, relatedCreditKeys } from './credit/check.ts';
import { partitionOf } from './credit/project.ts';
import { type PartyRecords, relatedKeys } from './parties/check.ts';
import { type BookReader, collect, type Item, type Key } from './reader.ts';

/** How often something that keeps moving is read again before it is left alone. */
const maxLooks = 4;

/**
 * Reads what takes several calls, and once more what guards it: the records belong together when
 * it has not moved meanwhile. Undefined when it moved every time.
 */
const still = async <Records>(
  guard: () => Promise<unknown>,
  read: () => Promise<Records>,
): Promise<Records | undefined> => {
  for (let look = 0; look < maxLooks; look += 1) {
    const before = await guard();
    const records = await read();
    if ((await guard()) === before) return records;
  }
  return undefined;
};

/** What tells whether an item moved: every commit changes it. */
const guardOf =
  (reader: BookReader, table: Parameters<BookReader['get']>[0], key: Key, member: string) =>
  async (): Promise<unknown> =>
    (await reader.get(table, [key]))[0]?.[member];

const accountKey = (accountId: string, sk: string): Key => ({ pk: `ACCOUNT#${accountId}`, sk });

export type AccountView = {
  readonly records: AccountRecords;
  readonly folded: Folded;
  readonly projection: Projection;
};

/** An account with its journal and all its items, as of one version. */
export const readAccount = (
  reader: BookReader,
  accountId: string,
): Promise<AccountView | undefined> =>
  still(guardOf(reader, 'receivables', accountKey(accountId, 'OPEN'), 'version'), async () => {
    const items = await reader.partition('receivables', `ACCOUNT#${accountId}`);
    const events = await collect(reader.stream(`account#${accountId}`));
    const folded = foldAccount(accountId, events);
    const projection = projectAccount(folded, events, liveOf(items));
    const elsewhere = [...projection.pointers, ...projection.hints].filter(
      ({ pk }) => pk !== projection.snapshot.pk,
    );
    const related = elsewhere.length === 0 ? [] : await reader.get('receivables', elsewhere);
    const listed = (
      await reader.partition('receivables', keys.writeOffs(shardOf(accountId)))
    ).filter((item) => item['accountId'] === accountId);
    return {
      records: { accountId, events, items, related: [...related, ...listed] },
      folded,
      projection,
    };
  });

export type CaseView = { readonly records: CaseRecords; readonly folded: FoldedCases };

/** The streams of an account's cases, until the first number under which there is none. */
const readCaseStreams = async (
  reader: BookReader,
  accountId: string,
  atLeast: number,
): Promise<JournalItem[][]> => {
  const streams: JournalItem[][] = [];
  for (let sequence = 1; ; sequence += 1) {
    const events = await collect(reader.stream(caseStream(accountId, sequence)));
    if (events.length === 0 && sequence > atLeast) return streams;
    streams.push(events);
  }
};

/**
 * The cases of an account with their item, its wait and its execution, as of one revision.
 *
 * @param running answers for a case by what a listing showed; asked again before a finding.
 */
export const readCases = (
  reader: BookReader,
  accountId: string,
  running: (caseId: string) => Promise<boolean>,
): Promise<CaseView | undefined> =>
  still(guardOf(reader, 'collections', accountKey(accountId, 'CASE'), 'revision'), async () => {
    const items = await reader.partition('collections', `ACCOUNT#${accountId}`);
    const item = items.find(({ sk }) => sk === 'CASE') as (Item & CaseState) | undefined;
    const streams = await readCaseStreams(reader, accountId, item?.sequence ?? 0);
    const folded = foldCases(streams);
    const caseId = folded.state?.caseId ?? item?.caseId;
    const [wait] =
      caseId === undefined
        ? []
        : await reader.get('waitTokens', [{ pk: `CASE#${caseId}`, sk: 'WAIT' }]);
    const desks = openTasksOf(folded).map((task) => deskKeyOf(accountId, task));
    const desk = desks.length === 0 ? [] : await reader.get('collections', desks);
    const isOpen = folded.state?.status === 'open';
    let runs = caseId !== undefined && (await running(caseId));
    // The listing is older than the case: only the service itself can say that one is missing.
    if (caseId !== undefined && runs !== isOpen) runs = await reader.isRunning(caseId);
    return { records: { accountId, streams, items, wait, desk, running: runs }, folded };
  });

/** True when neither the journal nor an item has heard of the account or a case of it. */
export const isUnknown = (account: AccountView, cases: CaseView): boolean =>
  account.records.events.length === 0 &&
  account.records.items.length === 0 &&
  cases.records.streams.length === 0 &&
  cases.records.items.length === 0;

/** A party with its journal, its items, its attempts and the links of its customers. */
export const readParty = (
  reader: BookReader,
  partyId: string,
): Promise<PartyRecords | undefined> => {
  const pk = `PARTY#${partyId}`;
  return still(guardOf(reader, 'contact', { pk, sk: 'SNAPSHOT' }, 'version'), async () => {
    const items = await reader.partition('contact', pk);
    const events = await collect(reader.stream(`party#${partyId}`));
    const wanted = relatedKeys(events);
    const related = wanted.length === 0 ? [] : await reader.get('contact', wanted);
    return { partyId, items, events, related, hash: sha256 };
  });
};

/** An application for credit or a line with its journal and its items, as of one version. */
export const readCredit = (
  reader: BookReader,
  streamId: string,
): Promise<CreditRecords | undefined> => {
  const pk = partitionOf(streamId);
  const sk = streamId.startsWith('line#') ? 'LINE' : 'APPLICATION';
  return still(guardOf(reader, 'credit', { pk, sk }, 'version'), async () => {
    const items = await reader.partition('credit', pk);
    const events = await collect(reader.stream(streamId));
    const wanted = relatedCreditKeys(streamId, events);
    const related = wanted.length === 0 ? [] : await reader.get('credit', wanted);
    return { streamId, events, items, related };
  });
};
