import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  RestoreTableToPointInTimeCommand,
  type TableDescription,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { instant } from '../../shared/domain/calendar.ts';
import { maintaining } from '../../test/support/command-line.ts';
import { createEstate } from '../estate/estate.ts';
import { createRestore } from './restore.ts';

const dynamodb = mockClient(DynamoDBClient);
const documents = mockClient(DynamoDBDocumentClient);

const ids = ['Journal', 'Receivables', 'Collections', 'WaitTokens', 'Contact', 'Alerts', 'Credit'];
const estate = createEstate({
  resources: [
    ...ids.map((id) => ({
      logicalId: `${id}Table`,
      type: 'AWS::DynamoDB::Table',
      physicalId: `prod-${id}`,
    })),
    ...['Collection', 'CreditApproval'].map((id) => ({
      logicalId: `${id}Machine`,
      type: 'AWS::StepFunctions::StateMachine',
      physicalId: 'arn',
    })),
    { logicalId: 'Bus', type: 'AWS::Events::EventBus', physicalId: 'bus' },
  ],
  connection: { region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
  now: () => instant('2026-04-01T00:00:00.000Z'),
  actor: async () => 'arn:aws:iam::1:user/ana',
});

const streamArn = 'arn:aws:dynamodb:us-east-1:1:table/prod-Journal-restored/stream/x';
let tables: Map<string, TableDescription>;
let pauses: number[];

/** The service as far as a restore sees it: new tables take a while, and come without a stream. */
beforeEach(() => {
  tables = new Map(
    ids.map((id) => [`prod-${id}`, { TableStatus: 'ACTIVE', DeletionProtectionEnabled: true }]),
  );
  pauses = [];
  dynamodb.reset();
  documents.reset();
  documents.on(GetCommand).resolves({});
  documents.on(QueryCommand).resolves({});
  documents.on(TransactWriteCommand).resolves({});
  dynamodb.on(DescribeTableCommand).callsFake(({ TableName }: { TableName: string }) => {
    const table = tables.get(TableName);
    if (table !== undefined) return { Table: table };
    throw new ResourceNotFoundException({ message: 'no', $metadata: {} });
  });
  dynamodb.on(DescribeContinuousBackupsCommand).resolves({
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: {
        EarliestRestorableDateTime: new Date('2026-03-01T00:00:00Z'),
        LatestRestorableDateTime: new Date('2026-03-31T23:55:00Z'),
      },
    },
  });
  dynamodb
    .on(RestoreTableToPointInTimeCommand)
    .callsFake(({ TargetTableName }: { TargetTableName: string }) => {
      tables.set(TargetTableName, { TableStatus: 'CREATING' });
      return {};
    });
  dynamodb
    .on(UpdateTableCommand)
    .callsFake(
      (input: { TableName: string; StreamSpecification?: object } & Partial<TableDescription>) => {
        const { TableName, StreamSpecification, DeletionProtectionEnabled } = input;
        tables.set(TableName, {
          ...tables.get(TableName),
          ...(StreamSpecification === undefined
            ? {}
            : { StreamSpecification: { StreamEnabled: true }, LatestStreamArn: streamArn }),
          ...(DeletionProtectionEnabled === undefined ? {} : { DeletionProtectionEnabled }),
        });
        return {};
      },
    );
  dynamodb.on(UpdateContinuousBackupsCommand).resolves({});
});

const wait = async (ms: number): Promise<void> => {
  pauses.push(ms);
  for (const [name, table] of tables) tables.set(name, { ...table, TableStatus: 'ACTIVE' });
};
const line = maintaining(() => estate, { commands: [createRestore(wait)] });
const run = (...words: string[]) =>
  line('restore', ...words, '--reason', 'ticket 4711', '--env', 'prod');

const inputs = (command: Parameters<typeof dynamodb.commandCalls>[0]) =>
  dynamodb.commandCalls(command).map(({ args: [{ input }] }) => input);

/** What each transaction puts. */
const transactions = () =>
  documents
    .commandCalls(TransactWriteCommand)
    .map(({ args: [{ input }] }) => (input.TransactItems ?? []).map(({ Put }) => Put));

it('restores six tables, the journal a minute later, and makes them whole', async () => {
  const { code, out } = await run('--at', '2026-03-30T12:00:00Z');
  expect(code).toBe(0);
  expect(inputs(RestoreTableToPointInTimeCommand)).toEqual(
    ['Journal', 'Receivables', 'Collections', 'Contact', 'Alerts', 'Credit'].map((id) => ({
      SourceTableName: `prod-${id}`,
      TargetTableName: `prod-${id}-restored-20260330T120000`,
      RestoreDateTime: new Date(`2026-03-30T12:0${id === 'Journal' ? 1 : 0}:00Z`),
    })),
  );
  expect(inputs(UpdateTableCommand)[0]).toEqual({
    TableName: 'prod-Journal-restored-20260330T120000',
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  });
  expect(
    inputs(UpdateTableCommand).filter((input) => 'DeletionProtectionEnabled' in input),
  ).toHaveLength(6);
  expect(inputs(UpdateContinuousBackupsCommand)).toHaveLength(6);
  expect(pauses.length).toBeGreaterThan(0);
  const snippet = JSON.parse(out.slice(out.indexOf('{'))) as { restored: object };
  expect(snippet.restored).toMatchObject({
    JournalTable: { name: 'prod-Journal-restored-20260330T120000', streamArn },
    AlertsTable: { name: 'prod-Alerts-restored-20260330T120000' },
  });
});

it('stops sending in the restored tables as it is stopped here, before anything points there', async () => {
  const stop = { actor: 'arn:aws:iam::1:user/ana', reason: 'restore', at: '2026-03-31T20:00:00Z' };
  const control = { pk: 'CONTROL', sk: 'SENDING' };
  documents
    .on(GetCommand, { TableName: 'prod-Contact', Key: control })
    .resolves({ Item: { ...control, version: 3, hash: 'h3', stop } });
  const { out } = await run('--at', '2026-03-30T12:00:00Z');
  expect(out).toContain(
    `all sending stays stopped there, as it is here since ${stop.at}: restore\n`,
  );
  const [, turned, ...rest] = transactions();
  const puts = turned ?? [];
  expect(rest).toHaveLength(2);
  expect(puts.map((put) => put?.TableName)).toEqual(
    expect.arrayContaining([
      'prod-Contact-restored-20260330T120000',
      'prod-Journal-restored-20260330T120000',
    ]),
  );
  const { actor, reason } = stop;
  expect(puts.map((put) => put?.Item)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        ...control,
        version: 1,
        stop: expect.objectContaining({ actor, reason }),
      }),
      expect.objectContaining({ streamId: 'sending#control', version: 1, type: 'SendingStopped' }),
    ]),
  );
});

it('leaves the restored switch alone while nothing is stopped', async () => {
  await run('--at', '2026-03-30T12:00:00Z');
  expect(transactions().flat()).toEqual(
    expect.not.arrayContaining([
      expect.objectContaining({ TableName: expect.stringMatching(/Contact/) }),
    ]),
  );
});

it('is on record in the journal that it leaves and in the one that it makes', async () => {
  await run('--at', '2026-03-30T12:00:00Z');
  const restored = 'prod-Journal-restored-20260330T120000';
  expect(
    transactions().map((puts) => puts.map((put) => [put?.TableName, put?.Item?.['type']])),
  ).toEqual([
    [['prod-Journal', 'OperationStarted']],
    [['prod-Journal', 'OperationEnded']],
    [
      [restored, 'OperationStarted'],
      [restored, 'OperationEnded'],
    ],
  ]);
});

it('goes on where it was broken off, restoring nothing twice', async () => {
  await run('--at', '2026-03-30T12:00:00Z');
  dynamodb.resetHistory();
  expect(await run('--at', '2026-03-30T12:00:00Z')).toMatchObject({ code: 0 });
  expect(inputs(RestoreTableToPointInTimeCommand)).toEqual([]);
  expect(inputs(UpdateTableCommand)).toEqual([]);
});

it('tells with --dry-run what would be restored', async () => {
  const { out } = await run('--at', '2026-03-30T12:00:00Z', '--dry-run');
  expect(out).toContain(
    'prod-Contact as of 2026-03-30T12:00:00.000Z -> prod-Contact-restored-20260330T120000\n',
  );
  expect(inputs(RestoreTableToPointInTimeCommand)).toEqual([]);
});

it('refuses a moment that no table remembers, and one that is none', async () => {
  expect(await run('--at', '2026-02-01T00:00:00Z')).toEqual({
    code: 1,
    out: '',
    err: 'cartera: prod-Journal can be restored from 2026-03-01T00:00:00.000Z to 2026-03-31T23:55:00.000Z, not to 2026-02-01T00:01:00.000Z\n',
  });
  expect(await run('--at', 'yesterday')).toMatchObject({ code: 2 });
});
