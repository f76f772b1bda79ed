import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type Difference, differencesOf } from '../../integrity/account/differences.ts';
import { createBookReader } from '../../integrity/aws/reader.ts';
import { type CaseChanges, caseChangesOf } from '../../integrity/cases/project.ts';
import type { PartyRecords } from '../../integrity/parties/check.ts';
import { partyItemsOf } from '../../integrity/parties/project.ts';
import type { BookReader, Item } from '../../integrity/reader.ts';
import {
  type AccountView,
  type CaseView,
  isUnknown,
  readAccount,
  readCases,
  readParty,
} from '../../integrity/records.ts';
import { counted } from '../amount.ts';
import { CommandFailed } from '../errors.ts';
import type { Estate } from '../estate/estate.ts';
import { operation } from './operation.ts';
import { isCreditStream, lookAtCredit } from './rebuild-credit.ts';
import {
  asRead,
  keyOf,
  type Look,
  lostRace,
  unsound,
  type Write,
  writesPerTransaction,
} from './rewriting.ts';

/** The account was at work each time. */
const maxRounds = 8;

const writeOf =
  (TableName: string) =>
  ({ found, expected }: Difference): Write =>
    expected === undefined
      ? { Delete: { TableName, Key: keyOf(found as Item) } }
      : { Put: { TableName, Item: expected } };

/**
 * Writes the differences in transactions that each hold the snapshot at the version at which the
 * differences were seen, the snapshot itself with the first. A commit in between refuses the next
 * one, and the account is looked at again: what was written so far is right for every version.
 */
const mendAccount = async (
  { documents, table }: Estate,
  { records, projection }: AccountView,
  differences: readonly Difference[],
): Promise<'done' | 'raced'> => {
  const TableName = table('receivables');
  const snapshot = records.items.find(({ sk }) => sk === 'OPEN');
  const others = differences.filter(({ kind }) => kind !== 'snapshot').map(writeOf(TableName));
  const first: Write = {
    Put: {
      TableName,
      Item: { ...snapshot, ...projection.snapshot },
      ...asRead('version', snapshot?.['version']),
    },
  };
  const later: Write = {
    ConditionCheck: {
      TableName,
      Key: keyOf(projection.snapshot),
      ...asRead('version', projection.snapshot['version']),
    },
  };
  for (let at = 0; at === 0 || at < others.length; at += writesPerTransaction) {
    const TransactItems = [
      at === 0 ? first : later,
      ...others.slice(at, at + writesPerTransaction),
    ];
    if (await lostRace(documents.send(new TransactWriteCommand({ TransactItems })))) return 'raced';
  }
  return 'done';
};

const mendCase = async (
  { documents, table }: Estate,
  { records }: CaseView,
  { puts, deletes }: CaseChanges,
): Promise<'done' | 'raced'> => {
  const TableName = table('collections');
  const asFound = ({ sk }: Item) => {
    const found = records.items.find((item) => item.sk === sk);
    if (sk === 'CASE') return asRead('revision', found?.['revision']);
    return asRead('status', found?.['status']);
  };
  const writes = [
    ...puts.map((item): Write => ({ Put: { TableName, Item: item, ...asFound(item) } })),
    ...deletes.map(
      (item): Write => ({
        Delete: { TableName, Key: keyOf(item), ...asFound(item) },
      }),
    ),
  ];
  for (let at = 0; at < writes.length; at += writesPerTransaction) {
    const TransactItems = writes.slice(at, at + writesPerTransaction);
    if (await lostRace(documents.send(new TransactWriteCommand({ TransactItems })))) return 'raced';
  }
  return 'done';
};

/** The snapshot goes with the first transaction, under the version that was seen. */
const mendParty = async (
  { documents, table }: Estate,
  { items }: PartyRecords,
  puts: readonly Item[],
): Promise<'done' | 'raced'> => {
  const TableName = table('contact');
  const found = items.find(({ sk }) => sk === 'SNAPSHOT');
  for (let at = 0; at < puts.length; at += writesPerTransaction) {
    const TransactItems = puts.slice(at, at + writesPerTransaction).map(
      (Item): Write => ({
        Put: {
          TableName,
          Item,
          ...(Item.sk === 'SNAPSHOT' ? asRead('version', found?.['version']) : {}),
        },
      }),
    );
    if (await lostRace(documents.send(new TransactWriteCommand({ TransactItems })))) return 'raced';
  }
  return 'done';
};

const lookAtAccount = async (
  estate: Estate,
  reader: BookReader,
  accountId: string,
): Promise<Look | undefined> => {
  const account = await readAccount(reader, accountId);
  const cases = await readCases(reader, accountId, async () => false);
  if (account === undefined || cases === undefined) return undefined;
  if (isUnknown(account, cases)) throw new CommandFailed(`there is no account ${accountId}`);
  const { stop } = account.folded;
  if (stop !== undefined) unsound(accountId, `event ${stop.version} breaks "${stop.why}"`);
  if (cases.folded.stop !== undefined) unsound(accountId, cases.folded.stop.why);
  if (account.records.events.length === 0) unsound(accountId, 'its stream has no event');
  const differences = differencesOf(account.projection, account.records);
  const changes = caseChangesOf(cases);
  const { puts, deletes } = changes;
  return {
    what: [
      ...differences.map(({ what }) => what),
      ...puts.map(({ pk, sk }) => `${pk} : ${sk} of Collections is not what its events say`),
      ...deletes.map(({ pk, sk }) => `${pk} : ${sk} of Collections was never opened`),
    ],
    write: async () => {
      if (differences.length > 0) await mendAccount(estate, account, differences);
      if (puts.length + deletes.length > 0) await mendCase(estate, cases, changes);
    },
  };
};

const lookAtParty = async (
  estate: Estate,
  reader: BookReader,
  partyId: string,
): Promise<Look | undefined> => {
  const records = await readParty(reader, partyId);
  if (records === undefined) return undefined;
  if (records.events.length === 0 && records.items.length === 0) {
    throw new CommandFailed(`there is no party ${partyId}`);
  }
  if (records.events.length === 0) unsound(`party#${partyId}`, 'its stream has no event');
  const puts = partyItemsOf(records);
  return {
    what: puts.map(({ pk, sk }) => `${pk} : ${sk} of Contact is not what its events say`),
    write: () => mendParty(estate, records, puts),
  };
};

const parties = 'party#';

const lookAt = (estate: Estate, reader: BookReader, subject: string): Promise<Look | undefined> => {
  if (subject.startsWith(parties)) {
    return lookAtParty(estate, reader, subject.slice(parties.length));
  }
  return isCreditStream(subject)
    ? lookAtCredit(estate, reader, subject)
    : lookAtAccount(estate, reader, subject);
};

export const rebuild = operation({
  name: 'rebuild',
  does: 'write the items of an account and its case, or of another subject, anew from the journal',
  args: [
    {
      name: 'ACCOUNT',
      does: 'customer|legal entity|currency; party#ID, application#ID or line#ID for others',
    },
  ],
  run: async ({ args }, { at, dry, begin }) => {
    const subject = args['ACCOUNT'] ?? '';
    const reader = createBookReader(at);
    const told = new Set<string>();
    for (let round = 0; round < maxRounds; round += 1) {
      const seen = await lookAt(at, reader, subject);
      if (seen === undefined) continue;
      for (const what of seen.what) told.add(what);
      const lines = [...told];
      if (dry || seen.what.length === 0) {
        const verb = dry ? 'would be' : lines.length === 1 ? 'was' : 'were';
        const end =
          lines.length === 0
            ? 'everything is as the journal says'
            : `${counted(lines.length, 'item')} ${verb} written`;
        return {
          lines: [...lines, end],
          json: { subject, dryRun: dry, written: lines },
          result: end,
        };
      }
      await begin();
      await seen.write();
    }
    throw new CommandFailed(`${subject} kept moving; run it again`);
  },
});
