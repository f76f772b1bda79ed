import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { firstBreak } from '../../shared/adapters/dynamodb/hash-chain.ts';
import { createJournalReader } from '../../shared/adapters/dynamodb/journal-reader.ts';
import { instant } from '../../shared/domain/calendar.ts';
import { collect } from '../../test/support/collect.ts';
import { maintaining } from '../../test/support/command-line.ts';
import { startDynamo, type TestDynamo } from '../../test/support/dynamodb.ts';
import { CommandFailed } from '../command.ts';
import { createEstate, type Estate } from '../estate/estate.ts';
import { operationsStream } from './log.ts';
import { operation } from './operation.ts';
import { operationsList } from './operations.ts';

const ada = 'arn:aws:sts::111122223333:assumed-role/Maintenance/ada';
const clock = instant('2026-04-02T14:05:10.000Z');
let dynamo: TestDynamo;
let estate: Estate;
let tables = 0;

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

beforeEach(async () => {
  tables += 1;
  const physicalId = await dynamo.journal(`Journal-${tables}`);
  const made = createEstate({
    resources: [
      { logicalId: 'JournalTable', type: 'AWS::DynamoDB::Table', physicalId },
      ...['Collection', 'CreditApproval'].map((id) => ({
        logicalId: `${id}Machine`,
        type: 'AWS::StepFunctions::StateMachine',
        physicalId: 'arn',
      })),
      { logicalId: 'Bus', type: 'AWS::Events::EventBus', physicalId: 'bus' },
    ],
    connection: { region: 'us-east-1' },
    now: () => clock,
    actor: async () => ada,
  });
  estate = { ...made, documents: dynamo.client };
});

const recorded = () =>
  collect(
    createJournalReader({ client: dynamo.client, tableName: estate.table('journal') }).read(
      operationsStream,
    ),
  );

/** A command that polishes what it is given; its end is up to the test. */
const polish = (end: () => void, alsoIn?: string) =>
  operation({
    name: 'polish',
    does: 'polishes',
    args: [{ name: 'WHAT', does: 'what' }],
    options: { twice: { does: 'more' }, with: { does: 'a cloth', value: 'CLOTH' } },
    run: async ({ args }, { begin }) => {
      const what = args['WHAT'] ?? '';
      if (what !== 'clean') {
        await begin();
        // The start is on record before anything is changed, and only once.
        expect((await recorded()).map(({ type }) => type)).toContain('OperationStarted');
        await begin();
        end();
      }
      const result = `${what} shines`;
      return { lines: [result], json: {}, result, ...(alsoIn === undefined ? {} : { alsoIn }) };
    },
  });

const typed = (end: () => void, ...words: string[]) =>
  maintaining(() => estate, { commands: [polish(end), operationsList] })(...words);
const well = () => undefined;

it('says who did what and why before it begins, and what came of it', async () => {
  const words = ['polish', 'acme|main|USD', '--twice', '--with', 'silk', '--reason', 'ticket 4711'];
  expect(await typed(well, ...words)).toEqual({ code: 0, out: 'acme|main|USD shines\n', err: '' });
  const act = { actId: 'act-1', actor: ada, reason: 'ticket 4711' };
  const events = await recorded();
  expect(events.map(({ type, data, effectiveOn }) => ({ type, data, effectiveOn }))).toEqual([
    {
      type: 'OperationStarted',
      data: { command: 'polish', scope: 'acme|main|USD --twice --with silk', act },
      effectiveOn: '2026-04-02',
    },
    {
      type: 'OperationEnded',
      data: { command: 'polish', outcome: 'done', result: 'acme|main|USD shines', act },
      effectiveOn: '2026-04-02',
    },
  ]);
  expect(await firstBreak(events)).toBeUndefined();
});

it('keeps why one failed, and tells the caller', async () => {
  const breaks = () => {
    throw new CommandFailed('it broke');
  };
  expect(await typed(breaks, 'polish', 'vase', '--reason', 'dust')).toEqual({
    code: 1,
    out: '',
    err: 'cartera: it broke\n',
  });
  expect((await typed(well, 'operations', 'list')).out).toBe(
    `${clock}  polish vase\n  by ${ada}: dust\n  failed at ${clock}: it broke\n`,
  );
});

it('lists the newest first, and those that never came to an end', async () => {
  const run = maintaining(() => estate, { commands: [polish(well), operationsList] });
  expect((await run('operations', 'list')).out).toBe(
    'nothing was done by a command of maintenance\n',
  );
  for (const what of ['one', 'two', 'three']) await run('polish', what, '--reason', 'dust');
  const last = (await recorded()).at(-1);
  // As if the machine had been switched off in the middle of the last one.
  await dynamo.client.send(
    new DeleteCommand({
      TableName: estate.table('journal'),
      Key: { streamId: operationsStream, version: last?.version },
    }),
  );
  const { out } = await run('operations', 'list', '--limit', '2');
  expect(out.match(/polish \w+/g)).toEqual(['polish three', 'polish two']);
  expect(out).toContain('has not ended: it runs, or it died');
  expect(out).toContain('done at');
  expect(await run('operations', 'list', '--limit', '0')).toMatchObject({ code: 2 });
});

it('does nothing without a reason, and leaves no trace of what changes nothing', async () => {
  for (const reason of [[], ['--reason', ''], ['--reason', 'x'.repeat(201)]]) {
    expect(await typed(well, 'polish', 'vase', ...reason)).toMatchObject({ code: 2, out: '' });
  }
  expect(await typed(well, 'polish', 'clean', '--reason', 'dust')).toMatchObject({ code: 0 });
  expect(await recorded()).toEqual([]);
});

it('tells another journal as well', async () => {
  const other = await dynamo.journal(`Journal-${tables}-restored`);
  await maintaining(() => estate, { commands: [polish(well, other)] })(
    'polish',
    'vase',
    '--reason',
    'dust',
  );
  const there = await collect(
    createJournalReader({ client: dynamo.client, tableName: other }).read(operationsStream),
  );
  expect(there.map(({ type }) => type)).toEqual(['OperationStarted', 'OperationEnded']);
});

it('gives way to others who operate at the same moment', async () => {
  const run = maintaining(() => estate, { commands: [polish(well)] });
  const done = await Promise.all(
    ['one', 'two', 'three'].map((what) => run('polish', what, '--reason', 'dust')),
  );
  expect(done.map(({ code }) => code)).toEqual([0, 0, 0]);
  const events = await recorded();
  expect(events).toHaveLength(6);
  expect(await firstBreak(events)).toBeUndefined();
});
