import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  RestoreTableToPointInTimeCommand,
  type TableDescription,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import type { TableName } from '../../integrity/reader.ts';
import { createJournal } from '../../shared/adapters/dynamodb/journal.ts';
import { createControlStore } from '../../shared/adapters/dynamodb/sending.ts';
import { createSendingControl } from '../../shared/services/contact/control.ts';
import { counted } from '../amount.ts';
import { type Command, CommandFailed, UsageError } from '../command.ts';
import type { Estate } from '../estate/estate.ts';
import { operation } from './operation.ts';

type Restored = TableName | 'journal';

/** Waits are not restored: they belong to executions, which are started anew. */
const restored: readonly Restored[] = [
  'journal',
  'receivables',
  'collections',
  'contact',
  'alerts',
  'credit',
];

const logicalIds: Readonly<Partial<Record<Restored, string>>> = {
  journal: 'JournalTable',
  receivables: 'ReceivablesTable',
  collections: 'CollectionsTable',
  contact: 'ContactTable',
  alerts: 'AlertsTable',
  credit: 'CreditTable',
};

/**
 * A restore is exact for each table and not across them. The journal is taken a minute later than
 * the rest, so that it is ahead of every item that follows from it, and what lags is rebuilt from
 * it; the other way round an item would tell of events that never were.
 */
const journalAheadMs = 60_000;

const pauseMs = 15_000;

/** Terabytes take hours; whoever waits longer than this looks at the console. */
const mostLooks = 4 * 60 * 12;

type Waiting = (ms: number) => Promise<void>;

const describe = async ({ dynamodb }: Estate, TableName: string): Promise<TableDescription> =>
  (await dynamodb.send(new DescribeTableCommand({ TableName }))).Table ?? {};

const untilActive = async (
  estate: Estate,
  name: string,
  wait: Waiting,
): Promise<TableDescription> => {
  for (let look = 0; look < mostLooks; look += 1) {
    const table = await describe(estate, name);
    if (table.TableStatus === 'ACTIVE') return table;
    await wait(pauseMs);
  }
  throw new CommandFailed(`${name} is still being restored; run the same command again later`);
};

const exists = async (estate: Estate, name: string): Promise<boolean> => {
  try {
    await describe(estate, name);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return false;
    throw error;
  }
};

/** @throws CommandFailed when the moment lies outside what the table remembers. */
const refuseForgotten = async (estate: Estate, name: string, at: Date): Promise<void> => {
  const { ContinuousBackupsDescription } = await estate.dynamodb.send(
    new DescribeContinuousBackupsCommand({ TableName: name }),
  );
  const { EarliestRestorableDateTime: first, LatestRestorableDateTime: last } =
    ContinuousBackupsDescription?.PointInTimeRecoveryDescription ?? {};
  if (first === undefined || last === undefined) {
    throw new CommandFailed(`${name} has no point-in-time recovery`);
  }
  if (at < first || at > last) {
    throw new CommandFailed(
      `${name} can be restored from ${first.toISOString()} to ${last.toISOString()}, not to ${at.toISOString()}`,
    );
  }
};

/** What a restore leaves out: stream, recovery and protection of the new table. */
const complete = async (
  estate: Estate,
  which: Restored,
  source: TableDescription,
  name: string,
  wait: Waiting,
): Promise<TableDescription> => {
  const { dynamodb } = estate;
  let table = await untilActive(estate, name, wait);
  if (which === 'journal' && table.StreamSpecification?.StreamEnabled !== true) {
    await dynamodb.send(
      new UpdateTableCommand({
        TableName: name,
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      }),
    );
    table = await untilActive(estate, name, wait);
  }
  if (source.DeletionProtectionEnabled === true && table.DeletionProtectionEnabled !== true) {
    await dynamodb.send(
      new UpdateTableCommand({ TableName: name, DeletionProtectionEnabled: true }),
    );
    table = await untilActive(estate, name, wait);
  }
  await dynamodb.send(
    new UpdateContinuousBackupsCommand({
      TableName: name,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    }),
  );
  return table;
};

const controlOf = (
  { documents: client, now }: Estate,
  tables: { readonly contact: string; readonly journal: string },
) => {
  const clock = { now };
  const journal = createJournal({ client, tableName: tables.journal, clock });
  const store = createControlStore({ client, tableName: tables.contact, journal });
  return createSendingControl({ store, clock });
};

/**
 * A stop that is in force stays in force. The restored switch knows only of what was before the
 * moment, so it is turned again there, by the same person and for the same reason; a stop that it
 * remembers by itself stays as well.
 */
const carryStop = async (
  estate: Estate,
  nameOf: (which: 'contact' | 'journal') => string,
): Promise<readonly string[]> => {
  const live = { contact: estate.table('contact'), journal: estate.table('journal') };
  const { stop } = await controlOf(estate, live).read();
  if (stop === undefined) return [];
  const restoredTables = { contact: nameOf('contact'), journal: nameOf('journal') };
  const { actor, reason, at } = stop;
  await controlOf(estate, restoredTables).stop({ actId: `restored:${at}`, actor, reason });
  return [`all sending stays stopped there, as it is here since ${at}: ${reason}`];
};

const momentOf = (text: string): Date => {
  const at = new Date(text);
  if (!Number.isNaN(at.getTime())) return at;
  throw new UsageError(`--at ${text}: expected a moment such as 2026-03-01T09:00:00Z`);
};

/** A suffix that tells the moment, so that the same command finds what it began. */
const suffixOf = (at: Date): string =>
  at
    .toISOString()
    .slice(0, 19)
    .replace(/[^0-9T]/g, '');

/** @param wait passes the time between two looks. */
export const createRestore = (wait: Waiting): Command =>
  operation({
    name: 'restore',
    does: 'restore the tables to a moment, into new ones, and tell how to point the environment there',
    args: [],
    options: {
      at: {
        does: 'the moment; the journal is taken a minute later',
        value: 'INSTANT',
        required: true,
      },
      'dry-run': { does: 'only tell whether it can be done, and the names of the tables' },
    },
    run: async ({ options, environment }, { at, dry, begin }) => {
      if (environment === undefined) {
        throw new CommandFailed(
          'a session of npm run dev remembers no earlier moment; name an --env',
        );
      }
      const moment = momentOf(options['at'] ?? '');
      const plan = restored.map((which) => ({
        which,
        source: at.table(which),
        name: `${at.table(which).replace(/-restored-\w+$/, '')}-restored-${suffixOf(moment)}`,
        to: which === 'journal' ? new Date(moment.getTime() + journalAheadMs) : moment,
      }));
      for (const { source, to } of plan) await refuseForgotten(at, source, to);
      const lines = plan.map(
        ({ source, name, to }) => `${source} as of ${to.toISOString()} -> ${name}`,
      );
      const tables: Record<string, { name: string; streamArn?: string }> = {};
      let stopped: readonly string[] = [];
      if (!dry) {
        await begin();
        for (const { source, name, to } of plan) {
          if (await exists(at, name)) continue;
          await at.dynamodb.send(
            new RestoreTableToPointInTimeCommand({
              SourceTableName: source,
              TargetTableName: name,
              RestoreDateTime: to,
            }),
          );
        }
        for (const { which, source, name } of plan) {
          const made = await complete(at, which, await describe(at, source), name, wait);
          const { LatestStreamArn: streamArn } = made;
          const isJournal = which === 'journal' && streamArn !== undefined;
          tables[logicalIds[which] ?? which] = { name, ...(isJournal ? { streamArn } : {}) };
        }
        stopped = await carryStop(
          at,
          (which) => plan.find((each) => each.which === which)?.name ?? at.table(which),
        );
      }
      const snippet = JSON.stringify({ restored: tables }, null, 2);
      const into = plan.find(({ which }) => which === 'journal')?.name;
      return {
        result: `${counted(plan.length, 'table')} of ${moment.toISOString()} restored beside the live ones`,
        ...(dry || into === undefined ? {} : { alsoIn: into }),
        lines: dry
          ? [...lines, 'nothing was restored yet']
          : [
              ...lines,
              ...stopped,
              'put this into "data" of the environment\'s file in config/, then deploy:',
              snippet,
            ],
        json: {
          dryRun: dry,
          plan: plan.map(({ source, name, to }) => ({ source, name, to })),
          tables,
        },
      };
    },
  });
