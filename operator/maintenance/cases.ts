import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { createBookReader, executionArnOf, lastExecution } from '../../integrity/aws/reader.ts';
import { createCaseStore } from '../../shared/adapters/dynamodb/cases.ts';
import { createJournal } from '../../shared/adapters/dynamodb/journal.ts';
import { createWaitTokens } from '../../shared/adapters/dynamodb/wait-tokens.ts';
import { createCollectionMachine } from '../../shared/adapters/stepfunctions/collection-machine.ts';
import { executionNameOf } from '../../shared/adapters/stepfunctions/execution-name.ts';
import { addSeconds, epochMs, type Instant, instantOf } from '../../shared/domain/calendar.ts';
import type { StoredCase } from '../../shared/ports/collections.ts';
import { caseSettled } from '../../statemachines/collection/io.ts';
import { CommandFailed, UsageError } from '../errors.ts';
import type { Estate } from '../estate/estate.ts';
import { operation } from './operation.ts';

/** Signals and steps of the same case that come first, at most as many in a row. */
const maxTries = 5;

/** As long as the traces of waits are kept after a case ends. */
const keepWaitDays = 400;

const storesOf = (estate: Estate) => {
  const { documents: client, table, machines, machineArn, now } = estate;
  const journal = createJournal({ client, tableName: table('journal'), clock: { now } });
  return {
    cases: createCaseStore({ client, tableName: table('collections'), journal }),
    waits: createWaitTokens({ client, tableName: table('waitTokens'), of: 'collection' }),
    machine: createCollectionMachine({ client: machines, machineArn, settledError: caseSettled }),
  };
};

/** What has to be done with a case, and how to do it. */
type Deed = { readonly says: string; readonly perform: () => Promise<void> };

const contended = (caseId: string): never => {
  throw new CommandFailed(`${caseId} kept moving; run it again`);
};

const startedAt = async (estate: Estate, name: string): Promise<Instant> => {
  const executionArn = executionArnOf(estate.machineArn, name);
  const { startDate } = await estate.machines.send(new DescribeExecutionCommand({ executionArn }));
  return instantOf(startDate?.getTime() ?? 0);
};

const stop = async (estate: Estate, name: string): Promise<void> => {
  const executionArn = executionArnOf(estate.machineArn, name);
  await estate.machines.send(
    new StopExecutionCommand({
      executionArn,
      error: 'Migrated',
      cause: 'no open case is behind it',
    }),
  );
};

/** A restored case may stand behind waits of its lost future, which would refuse every new one. */
const caughtUp = async (estate: Estate, stored: StoredCase): Promise<StoredCase> => {
  const { cases, waits } = storesOf(estate);
  const wait = await waits.read(stored.state.caseId);
  const seen = Math.max(wait?.signalVersion ?? 0, wait?.armedVersion ?? 0);
  let raised = stored;
  while (raised.revision < seen) {
    const bumped = await cases.bump(raised);
    raised = bumped === 'conflict' ? contended(stored.state.caseId) : bumped;
  }
  return raised;
};

/** The next plan of the sleeping execution answers that it continues as new. */
const handOver = async (
  estate: Estate,
  accountId: string,
  caseId: string,
  began: Instant,
): Promise<void> => {
  const { cases, waits, machine } = storesOf(estate);
  // Its successor begins later than this, whatever the clock of the operator says.
  const before = instantOf(epochMs(began) + 1);
  for (let tried = 0; tried < maxTries; tried += 1) {
    const stored = await cases.load(accountId);
    if (stored?.state.caseId !== caseId || stored.state.status === 'closed') return;
    const asked = await cases.handOver(await caughtUp(estate, stored), before);
    if (asked === 'conflict') continue;
    const { token } = await waits.signal(caseId, asked.revision);
    if (token !== undefined) await machine.wake(token);
    return;
  }
  contended(caseId);
};

/** A new execution, under the first number that none has had. */
const start = async (estate: Estate, stored: StoredCase, continuation: number): Promise<void> => {
  const { caseId, accountId } = stored.state;
  await caughtUp(estate, stored);
  await estate.machines.send(
    new StartExecutionCommand({
      stateMachineArn: estate.machineArn,
      name: executionNameOf(caseId, continuation),
      input: JSON.stringify({ caseId, accountId, continuation }),
    }),
  );
};

/** A closed case is told to its execution through the wait, or by force when there is none. */
const settle = async (estate: Estate, stored: StoredCase, name: string): Promise<void> => {
  const { cases, waits, machine } = storesOf(estate);
  const { caseId } = stored.state;
  const forgetAt = addSeconds(estate.now(), keepWaitDays * 86_400);
  const { token } = await waits.signal(caseId, stored.revision, forgetAt);
  if (token === undefined) await stop(estate, name);
  else await machine.settle(token);
  await cases.markEndDelivered(stored);
};

const deedFor = async (
  estate: Estate,
  accountId: string,
  before: Instant | undefined,
): Promise<Deed | undefined> => {
  const stored = await storesOf(estate).cases.load(accountId);
  if (stored === undefined) return undefined;
  const { caseId, status } = stored.state;
  const last = await lastExecution(estate, caseId);
  const name = executionNameOf(caseId, last?.continuation ?? 0);
  if (status === 'closed') {
    return last?.running === true
      ? { says: `${caseId}: ends ${name}`, perform: () => settle(estate, stored, name) }
      : undefined;
  }
  if (last?.running !== true) {
    const next = (last?.continuation ?? -1) + 1;
    return {
      says: `${caseId}: starts ${executionNameOf(caseId, next)}`,
      perform: () => start(estate, stored, next),
    };
  }
  const began = await startedAt(estate, name);
  return before === undefined || began < before
    ? {
        says: `${caseId}: hands over ${name}`,
        perform: () => handOver(estate, accountId, caseId, began),
      }
    : undefined;
};

async function* accountsWithCases(estate: Estate): AsyncGenerator<string> {
  for await (const { pk, sk } of createBookReader(estate).keys('collections')) {
    if (sk === 'CASE') yield pk.slice('ACCOUNT#'.length);
  }
}

/** An execution that runs for a case that the journal does not know. */
const strayExecution = async (estate: Estate, name: string): Promise<Deed> => {
  try {
    await startedAt(estate, name);
  } catch (error) {
    if (!(error instanceof ExecutionDoesNotExist)) throw error;
    throw new CommandFailed(`there is no execution ${name}`);
  }
  return { says: `stops ${name}`, perform: () => stop(estate, name) };
};

/** A wait that stands for a case that the journal does not know. */
const strayWait = async (estate: Estate, caseId: string): Promise<Deed> => {
  for await (const _ of createBookReader(estate).stream(`case#${caseId}`)) {
    throw new CommandFailed(`the journal knows ${caseId}; name its account with --account`);
  }
  const Key = { pk: `CASE#${caseId}`, sk: 'WAIT' };
  return {
    says: `${caseId}: removes its wait`,
    perform: async () => {
      await estate.documents.send(
        new DeleteCommand({ TableName: estate.table('waitTokens'), Key }),
      );
    },
  };
};

const instantIn = (text: string | undefined): Instant | undefined => {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return instantOf(at);
  throw new UsageError(`--before ${text}: expected a moment such as 2026-03-01T09:00:00Z`);
};

async function* deeds(
  estate: Estate,
  options: Readonly<Record<string, string>>,
): AsyncGenerator<Deed> {
  const { account, case: caseId, execution } = options;
  const before = instantIn(options['before']);
  if ([account, caseId, execution].filter((each) => each !== undefined).length > 1) {
    throw new UsageError(
      'expected one of --account, --case and --execution, or none for all cases',
    );
  }
  if (execution !== undefined) yield await strayExecution(estate, execution);
  else if (caseId !== undefined) yield await strayWait(estate, caseId);
  else {
    const accounts = account === undefined ? accountsWithCases(estate) : [account];
    for await (const each of accounts) {
      const deed = await deedFor(estate, each, before);
      if (deed !== undefined) yield deed;
    }
  }
}

export const migrateCases = operation({
  name: 'migrate-cases',
  does: 'bring each open case onto an execution of the newest definition, one where none is left',
  args: [],
  options: {
    account: { does: 'only the case of this account', value: 'ACCOUNT' },
    before: { does: 'only executions that began before this', value: 'INSTANT' },
    execution: { does: 'instead: stop an execution that has no case', value: 'NAME' },
    case: { does: 'instead: remove the wait of a case that there is not', value: 'CASE' },
  },
  run: async ({ options }, { at, dry, begin }) => {
    const lines: string[] = [];
    for await (const { says, perform } of deeds(at, options)) {
      lines.push(says);
      if (dry) continue;
      await begin();
      await perform();
    }
    const result = `${lines.length} ${dry ? 'would be done' : 'done'}`;
    return { lines: [...lines, result], json: { dryRun: dry, done: lines }, result };
  },
});
