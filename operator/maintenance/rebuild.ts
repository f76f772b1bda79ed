import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { type Difference, differencesOf } from '../../integrity/account/differences.ts';
import { createBookReader } from '../../integrity/aws/reader.ts';
import { type CaseChanges, caseChangesOf } from '../../integrity/cases/project.ts';
import type { BookReader, Item } from '../../integrity/reader.ts';
import {
  type AccountView,
  type CaseView,
  readAccount,
  readCases,
} from '../../integrity/records.ts';
import { type Command, CommandFailed } from '../command.ts';
import type { Estate } from '../estate/estate.ts';

type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** One place is for the guard; the rest of the 100 of a transaction stays free for a margin. */
const writesPerTransaction = 90;

/** The account was at work each time. */
const maxRounds = 8;

const keyOf = ({ pk, sk }: Item) => ({ pk, sk });

const writeOf =
  (TableName: string) =>
  ({ found, expected }: Difference): Write =>
    expected === undefined
      ? { Delete: { TableName, Key: keyOf(found as Item) } }
      : // What a snapshot or a pointer holds beside what the journal says stays in it.
        { Put: { TableName, Item: { ...found, ...expected } } };

/** True when another writer was faster. */
const lostRace = async (work: Promise<unknown>): Promise<boolean> => {
  try {
    await work;
    return false;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
    const races = codes.every(
      (code) =>
        code === 'None' || code === 'ConditionalCheckFailed' || code === 'TransactionConflict',
    );
    if (races) return true;
    throw error;
  }
};

const asRead = (member: string, value: unknown) =>
  value === undefined
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: '#guard = :guard',
        ExpressionAttributeNames: { '#guard': member },
        ExpressionAttributeValues: { ':guard': value },
      };

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
  } as Write;
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

const unsound = (what: string, why: string): never => {
  throw new CommandFailed(
    `${what} cannot be rebuilt: ${why}. The journal itself is damaged; see docs/runbooks/restore.md`,
  );
};

type Look = {
  readonly account: AccountView;
  readonly differences: readonly Difference[];
  readonly cases: CaseView;
  readonly changes: CaseChanges;
};

const look = async (reader: BookReader, accountId: string): Promise<Look | undefined> => {
  const account = await readAccount(reader, accountId);
  const cases = await readCases(reader, accountId, async () => false);
  if (account === undefined || cases === undefined) return undefined;
  const { stop } = account.folded;
  if (stop !== undefined) unsound(accountId, `event ${stop.version} breaks "${stop.why}"`);
  if (cases.folded.stop !== undefined) unsound(accountId, cases.folded.stop.why);
  if (account.records.events.length === 0) unsound(accountId, 'its stream has no event');
  const differences = differencesOf(account.projection, account.records);
  return { account, differences, cases, changes: caseChangesOf(cases) };
};

export const rebuild: Command = {
  name: 'rebuild',
  does: 'write the items of an account, its case and its tasks anew from the journal',
  args: [{ name: 'ACCOUNT', does: 'customer|legal entity|currency, such as "acme|main|USD"' }],
  options: { 'dry-run': { does: 'only tell what would be written' } },
  run: async ({ args, options, estate }) => {
    const at = await estate();
    const accountId = args['ACCOUNT'] ?? '';
    const reader = createBookReader(at);
    const dry = options['dry-run'] !== undefined;
    const told = new Set<string>();
    for (let round = 0; round < maxRounds; round += 1) {
      const seen = await look(reader, accountId);
      if (seen === undefined) continue;
      for (const { what } of seen.differences) told.add(what);
      const { puts, deletes } = seen.changes;
      for (const { pk, sk } of puts)
        told.add(`${pk} : ${sk} of Collections is not what its events say`);
      for (const { pk, sk } of deletes) told.add(`${pk} : ${sk} of Collections was never opened`);
      const inCases = puts.length + deletes.length;
      const lines = [...told];
      const json = { accountId, dryRun: dry, written: lines };
      const nothing = seen.differences.length + inCases === 0;
      if (dry || nothing) {
        const end =
          lines.length === 0
            ? 'everything is as the journal says'
            : `${lines.length} items ${dry ? 'would be' : 'were'} written`;
        return { lines: [...lines, end], json };
      }
      if (seen.differences.length > 0) await mendAccount(at, seen.account, seen.differences);
      if (inCases > 0) await mendCase(at, seen.cases, seen.changes);
    }
    throw new CommandFailed(`${accountId} kept moving; run it again`);
  },
};
