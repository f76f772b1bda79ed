import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maintaining } from '../../test/support/command-line.ts';
import { estateOf } from '../../test/support/estate.ts';
import { type OpenStory, openStory } from '../../test/support/story/open.ts';
import { customer, invoice, stripe, upstream } from '../../test/support/story/tellings.ts';
import type { Estate } from '../estate/estate.ts';

/** Commands through the AWS SDK against the synthesized template, whose case is late. */
let open: OpenStory;
let estate: Estate;
beforeEach(async () => {
  open = await openStory({ from: '2026-03-02' });
  estate = estateOf(open.runtime);
  open.tell('2026-03-02', '05:00', customer('acme'));
  open.tell('2026-03-02', '06:00', invoice('INV-1', { dueOn: '2026-03-16' }));
  open.tell('2026-03-03', '07:00', stripe('early', 30_000, ['INV-9', 'INV-1']).paid);
  await open.liveThrough('2026-04-03');
});
afterEach(() => open.runtime.close());

const account = 'acme|main|USD';
const pk = `ACCOUNT#${account}`;

const run = maintaining(() => estate);

/** Whoever changes something says why. */
const why = ['--reason', 'ticket 4711'] as const;

const remove = (table: 'receivables' | 'collections', sk: string) =>
  estate.documents.send(new DeleteCommand({ TableName: estate.table(table), Key: { pk, sk } }));

const set = (table: 'receivables' | 'collections', sk: string, name: string, value: unknown) =>
  estate.documents.send(
    new UpdateCommand({
      TableName: estate.table(table),
      Key: { pk, sk },
      UpdateExpression: 'SET #name = :value',
      ExpressionAttributeNames: { '#name': name },
      ExpressionAttributeValues: { ':value': value },
    }),
  );

const executions = () =>
  [...open.runtime.executions()].map(({ name, status }) => `${name.replace(/^.*-/, '')} ${status}`);

const sent = () => open.runtime.outbox.length;

describe('verify', () => {
  it('says that nothing is wrong, in all and in one account, and ends with 0', async () => {
    expect(await run('verify')).toEqual({
      code: 0,
      out: expect.stringMatching(
        /^verified \d+ events in 3 streams: 1 account, 1 case, 1 party, 0 alerts\nnothing is wrong\n$/,
      ),
      err: '',
    });
    const one = await run('verify', '--account', account);
    expect(one.out).toMatch(/: 1 account, 1 case, 1 party, 0 alerts\nnothing is wrong\n$/);
  });

  it('tells an account that nobody knows from one that is well', async () => {
    expect(await run('verify', '--account', 'nope|main|USD')).toEqual({
      code: 1,
      out: '',
      err: 'cartera: there is no account nope|main|USD\n',
    });
  });

  it('tells what an older release wrote from what is wrong, and rebuilds it', async () => {
    const deferred = { key: 'x@2026-03-16', until: '2026-03-17T09:00:00.000Z' };
    await set('collections', 'CASE', 'deferred', deferred);
    const { code, out } = await run('verify');
    expect(code).toBe(0);
    expect(out).toContain(`older-shape: case item of ${account}\n  deferred is {"key":`);
    expect(out).toContain(
      `  mend: npm run cartera -- rebuild '${account}' --local --reason 'found by verify'\n`,
    );
    expect(out).toMatch(
      /nothing is wrong; 1 item member of an older shape, to be rebuilt at leisure\n$/,
    );
    await run('rebuild', account, ...why);
    expect((await run('verify')).out).toMatch(/nothing is wrong\n$/);
  });

  it('names what is wrong and the command that mends it, and ends with 1', async () => {
    await remove('receivables', 'OPEN#2026-03-16#INV-1#01');
    const { code, out } = await run('verify');
    expect(code).toBe(1);
    expect(out).toContain(
      `projection: account#${account}\n  ${pk} : OPEN#2026-03-16#INV-1#01 is missing\n  mend: npm run cartera -- rebuild '${account}' --local --reason 'found by verify'\n`,
    );
  });
});

describe('rebuild', () => {
  it('writes what the journal says, tells it before with --dry-run, and then there is nothing to do', async () => {
    await remove('receivables', 'OPEN#2026-03-16#INV-1#01');
    await remove('receivables', 'WAIT#INV-9#x');
    await remove('receivables', 'IN#invoice:INV-1');
    await set('receivables', 'OPEN', 'openCount', 7);
    await set('collections', 'CASE', 'stage', 'judicial');
    await remove('collections', `TASK#${account}|1|call-debtor@x`);
    const before = await run('verify', '--json');
    const dry = await run('rebuild', account, '--dry-run');
    expect(dry.out).toContain('openCount is 7, by the journal 1');
    expect(dry.out).toContain('would be written');
    expect(await run('verify', '--json')).toEqual(before);
    const done = await run('rebuild', account, ...why);
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(done.out).toContain('IN#invoice:INV-1 is missing');
    expect(await run('verify')).toMatchObject({ code: 0 });
    expect((await run('rebuild', account, ...why)).out).toBe('everything is as the journal says\n');
  });

  it('brings back an account and a case of which every item is gone', async () => {
    const { Items = [] } = await open.runtime.dynamo
      .read('Scan', { TableName: 'ReceivablesTable' })
      .then((page) => page as { Items?: { pk: { S: string }; sk: { S: string } }[] });
    for (const item of Items) {
      if (item.pk.S.startsWith('PAYMENT#') && item.sk.S.startsWith('PARKED')) continue;
      await estate.documents.send(
        new DeleteCommand({
          TableName: estate.table('receivables'),
          Key: { pk: item.pk.S, sk: item.sk.S },
        }),
      );
    }
    await remove('collections', 'CASE');
    await run('rebuild', account, ...why);
    expect(await run('verify')).toMatchObject({ code: 0 });
    // The same invoice once more is still known as a repeat, and the debtor's payment ends the case.
    open.tell(
      '2026-04-04',
      '06:00',
      invoice('INV-1', { dueOn: '2026-03-16', issuedOn: '2026-03-02' }),
    );
    open.tell('2026-04-04', '07:00', stripe('rest', 70_000, ['INV-1']).paid);
    const lines = [...(await open.liveThrough('2026-04-06')).values()].flat().join('\n');
    expect(lines).toContain('CaseClosed');
    expect(lines).not.toContain('EntryRefused');
    expect(await run('verify')).toMatchObject({ code: 0 });
  });

  it.each([
    ['nope|main|USD', 'there is no account nope|main|USD'],
    ['party#nope', 'there is no party nope'],
  ])('knows no %s, and calls no journal damaged for it', async (subject, told) => {
    expect(await run('rebuild', subject, ...why)).toEqual({
      code: 1,
      out: '',
      err: `cartera: ${told}\n`,
    });
  });

  it('rebuilds nothing from a journal that is damaged', async () => {
    await estate.documents.send(
      new DeleteCommand({
        TableName: estate.table('journal'),
        Key: { streamId: `account#${account}`, version: 1 },
      }),
    );
    const { code, err } = await run('rebuild', account, ...why);
    expect(code).toBe(1);
    expect(err).toContain('The journal itself is damaged; see docs/runbooks/restore.md');
    expect((await run('verify')).out).toContain('the hash chain breaks at version 1');
  });
});

describe('republish', () => {
  it('puts the events of a stream on the bus again, and nothing follows from it', async () => {
    const stream = `account#${account}`;
    const others = () =>
      open.runtime.busEvents.filter(({ source }) => source !== 'cartera.operations');
    const count = others().length;
    const dry = await run('republish', '--stream', stream, '--from', '2', '--dry-run');
    expect(dry.out).toMatch(/1 CashAllocated\n +1 PaymentReceived\n2 events would be published\n$/);
    expect(others()).toHaveLength(count);
    const messages = sent();
    await run('republish', '--stream', stream, ...why);
    expect(
      others()
        .slice(count)
        .map(({ detailType }) => detailType),
    ).toEqual(['InvoicePosted', 'PaymentReceived', 'CashAllocated']);
    await open.runtime.runUntil(open.runtime.now() + 3_600_000);
    expect(others()).toHaveLength(count + 3);
    expect(sent()).toBe(messages);
    expect(await run('verify')).toMatchObject({ code: 0 });
  });

  it('puts what was recorded since a moment on the bus again', async () => {
    const { out } = await run(
      'republish',
      '--since',
      '2026-03-03T00:00:00Z',
      '--until',
      '2026-03-04T00:00:00Z',
      ...why,
    );
    expect(out).toMatch(/1 CashAllocated\n +1 PaymentReceived\n2 events were published\n$/);
  });

  it('wants to know which', async () => {
    expect(await run('republish', ...why)).toMatchObject({ code: 2 });
    expect(await run('republish', '--stream', 'a', '--from', '0', ...why)).toMatchObject({
      code: 2,
    });
    expect(await run('republish', '--since', 'yesterday', ...why)).toMatchObject({ code: 2 });
  });
});

describe('redrive', () => {
  it('moves dead letters back to their queue', async () => {
    await open.runtime.send('CaseSignalsQueue', '{');
    await open.runtime.runUntil(open.runtime.now() + 86_400_000);
    expect((await run('redrive', 'CaseSignalsDlq', '--dry-run')).out).toEqual(
      expect.stringMatching(
        /^message [\w-]+: no JSON\n1 message of CaseSignalsDlq would be moved\n$/,
      ),
    );
    // Looked at, and left for whoever comes next.
    expect((await run('redrive', 'CaseSignalsDlq', '--dry-run')).out).toContain('no JSON');
    expect((await run('redrive', 'CaseSignalsDlq', ...why)).out).toBe(
      '1 message of CaseSignalsDlq is on its way back\n',
    );
    expect((await run('redrive', 'CaseSignalsDlq', ...why)).out).toContain('0 messages');
  });

  it('sends a rejected input back to where it came from, one by its id or all', async () => {
    const meta = { eventId: 'bad', occurredAt: '2026-04-04T00:00:00Z' };
    open.tell('2026-04-04', '06:00', upstream('InvoiceIssued', 'bad', { meta, data: {} }));
    await open.liveThrough('2026-04-04');
    const parked = () =>
      open.runtime.queues().find(({ path }) => path.includes('RejectedInputs'))?.messages ?? [];
    const [first] = parked();
    const id = first?.messageAttributes['inputId'] ?? '';
    const dry = await run('redrive', 'RejectedInputsQueue', '--dry-run');
    expect(dry.out).toMatch(
      /^bad@\w+ to InboundEvents\n {2}data\.invoiceNumber: nothing; expected text\n/,
    );
    expect(dry.out).toContain('1 message of RejectedInputsQueue would be moved\n');
    const none = await run('redrive', 'RejectedInputsQueue', '--dry-run', '--input', 'other');
    expect(none.out).toBe('0 messages of RejectedInputsQueue would be moved\n');
    expect((await run('redrive', 'RejectedInputsQueue', '--input', 'other', ...why)).out).toBe(
      '0 inputs were sent on\n',
    );
    await open.runtime.runUntil(open.runtime.now() + 600_000);
    expect((await run('redrive', 'RejectedInputsQueue', '--input', id, ...why)).out).toBe(
      `sent on ${id}\n1 input was sent on\n`,
    );
    // Nothing was mended, so it comes to lie there again, as another message.
    await open.runtime.runUntil(open.runtime.now() + 600_000);
    expect(parked().map(({ body }) => body)).toEqual([first?.body]);
    expect(parked()[0]?.id).not.toBe(first?.id);
  });

  it('leaves queues at work alone, and names those that there are', async () => {
    expect((await run('redrive', 'StepsQueue', ...why)).err).toContain('StepsQueue is at work');
    expect((await run('redrive', 'Nowhere', ...why)).err).toContain(
      'there are AccountCommandsDlq, ',
    );
  });
});

describe('migrate-cases', () => {
  it('hands a sleeping case over to a new execution, which goes on with the next step', async () => {
    expect(executions()).toEqual(['0 RUNNING']);
    const dry = await run('migrate-cases', '--dry-run');
    expect(dry.out).toMatch(/^acme\|main\|USD\|1: hands over [0-9a-f]{40}-0\n1 would be done\n$/);
    await run('migrate-cases', ...why);
    await open.runtime.runUntil(open.runtime.now() + 60_000);
    expect(executions()).toEqual(['0 SUCCEEDED', '1 RUNNING']);
    expect(await run('verify')).toMatchObject({ code: 0 });
    const lines = [...(await open.liveThrough('2026-04-30')).values()].flat().join('\n');
    expect(lines).toContain('extrajudicial');
    expect(executions()).toEqual(['0 SUCCEEDED', '1 RUNNING']);
    expect((await run('migrate-cases', '--before', '2026-04-01T00:00:00Z', ...why)).out).toBe(
      '0 done\n',
    );
  });

  it('starts an execution for a case that has lost its own', async () => {
    const [name = ''] = [...open.runtime.executions()].map((each) => each.name);
    const executionArn = `${estate.machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    await open.runtime.administer('states', 'StopExecution', { executionArn });
    await open.runtime.runUntil(open.runtime.now() + 3_600_000);
    expect((await run('verify')).out).toContain(
      `execution: case ${account}|1\n  the case is open and no execution carries it\n  mend: npm run cartera -- migrate-cases --account '${account}'`,
    );
    expect((await run('migrate-cases', '--account', account, ...why)).out).toMatch(
      /: starts .*-1\n1 done\n$/,
    );
    await open.runtime.runUntil(open.runtime.now() + 60_000);
    expect(executions()).toEqual(['0 ABORTED', '1 RUNNING']);
    expect(await run('verify')).toMatchObject({ code: 0 });
  });

  it('stops an execution and removes a wait that no case explains', async () => {
    const input = JSON.stringify({
      caseId: 'x|main|USD|1',
      accountId: 'x|main|USD',
      continuation: 0,
    });
    await set('receivables', 'OPEN', 'openCount', 1);
    await estate.documents.send(
      new UpdateCommand({
        TableName: estate.table('waitTokens'),
        Key: { pk: 'CASE#x|main|USD|1', sk: 'WAIT' },
        UpdateExpression: 'SET armedVersion = :one',
        ExpressionAttributeValues: { ':one': 1 },
      }),
    );
    await open.runtime.administer('states', 'StartExecution', {
      stateMachineArn: estate.machineArn,
      name: 'stray-0',
      input,
    });
    const { out } = await run('verify');
    expect(out).toContain('migrate-cases --execution stray-0');
    expect(out).toContain("migrate-cases --case 'x|main|USD|1'");
    await run('migrate-cases', '--execution', 'stray-0', ...why);
    await run('migrate-cases', '--case', 'x|main|USD|1', ...why);
    expect(await run('verify')).toMatchObject({ code: 0 });
    expect(await run('migrate-cases', '--case', `${account}|1`, ...why)).toMatchObject({ code: 1 });
    expect(await run('migrate-cases', '--execution', 'nobody-0', ...why)).toMatchObject({
      code: 1,
    });
  });
});

describe('operations list', () => {
  it('tells who mended what, why and with what result, of this environment', async () => {
    await remove('receivables', 'OPEN#2026-03-16#INV-1#01');
    await run('rebuild', account, '--dry-run');
    await run('rebuild', account, ...why);
    await run('rebuild', account, ...why);
    await run('migrate-cases', '--before', '2026-01-01T00:00:00Z', ...why);
    expect((await run('operations', 'list')).out).toMatch(
      /^\S+ {2}rebuild acme\|main\|USD\n {2}by \S+user\/administrator: ticket 4711\n {2}done at \S+: 1 item was written\n$/,
    );
    await open.runtime.runUntil(open.runtime.now() + 60_000);
    const told = open.runtime.busEvents.filter(({ source }) => source === 'cartera.operations');
    expect(told.map(({ detailType }) => detailType)).toEqual([
      'OperationStarted',
      'OperationEnded',
    ]);
    expect(await run('verify')).toMatchObject({ code: 0 });
  });
});

describe('signal', () => {
  it('has the account looked at', async () => {
    expect((await run('signal', account, '--dry-run')).out).toBe(`${account} would be signalled\n`);
    expect((await run('signal', account, ...why)).out).toBe(`${account} was signalled\n`);
    await open.runtime.runUntil(open.runtime.now() + 60_000);
    expect(await run('verify')).toMatchObject({ code: 0 });
  });
});
