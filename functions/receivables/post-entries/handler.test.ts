import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { createParking } from '../../../shared/adapters/ledger/parking.ts';
import { InvariantError } from '../../../shared/domain/errors.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { queueHandler } from '../../../shared/lambda/queue.ts';
import type { AccountCommand } from '../../../shared/ports/commands.ts';
import type { Ledger, Parked } from '../../../shared/ports/ledger.ts';
import type { Rejection } from '../../../shared/ports/rejections.ts';
import { commandOf, invoice, memoryBook, payment } from '../../../test/support/ledger.ts';
import { createHandler } from './handler.ts';

const record = (messageId: string, group: string, body: unknown): SQSRecord => ({
  messageId,
  receiptHandle: messageId,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '0',
    SenderId: 'test',
    ApproximateFirstReceiveTimestamp: '0',
    MessageGroupId: group,
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:AccountCommands.fifo',
  awsRegion: 'us-east-1',
});

const setUp = (over: { failingSend?: boolean; ledger?: Ledger } = {}) => {
  const book = memoryBook();
  const parking = createParking(book.table, book.reader);
  const sent: AccountCommand[] = [];
  const lines: string[] = [];
  const commands = {
    send: async (command: AccountCommand) => {
      if (over.failingSend) throw new Error('the queue is away');
      sent.push(command);
    },
  };
  const rejected: Rejection[] = [];
  const rejections = {
    reject: async (rejection: Rejection) => {
      rejected.push(rejection);
    },
  };
  const ledger = over.ledger ?? book.ledger;
  const deps = { ledger, parking, commands, rejections, digest: sha256 };
  const handler = queueHandler(createHandler(deps), {
    log: createLogger({}, (line) => lines.push(line)),
  });
  const handle = async (...records: SQSRecord[]) => {
    const event: SQSEvent = { Records: records };
    const answer = await handler(event, { awsRequestId: 'r' } as never);
    return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return { book, parking, sent, lines, rejected, handle };
};

const other = 'zeta|main|USD';

const parkedPayment = (currency: string): Parked => {
  const { accountId: _, ...command } = commandOf(payment('p9', 60, ['F7', 'F8']));
  return {
    command,
    currency,
    places: [
      { kind: 'invoice', invoiceNumber: 'F7' },
      { kind: 'invoice', invoiceNumber: 'F8' },
    ],
  };
};

const warnings = (lines: readonly string[]): unknown[] =>
  lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'warn');

describe('post-entries', () => {
  it('posts the commands of a batch in order', async () => {
    const { book, handle } = setUp();
    const failed = await handle(
      record('1', 'a', commandOf(invoice('F1', 100))),
      record('2', 'a', commandOf(payment('p1', 40, ['F1']))),
    );
    expect(failed).toEqual([]);
    expect(await book.open()).toEqual(['F1/1 60']);
  });

  it('parks what can never be posted, and lets nothing wait behind it', async () => {
    const { book, handle, rejected } = setUp();
    const unfit = { ...commandOf(invoice('F1', 100)), totalMinor: 0.5 };
    const failed = await handle(
      record('1', 'a', unfit),
      record('2', 'b', commandOf(invoice('G1', 100), other)),
      record('3', 'a', commandOf(invoice('F2', 100))),
      record('4', 'c', 'no json'),
    );
    expect(failed).toEqual([]);
    expect(await book.open()).toEqual(['F2/1 100']);
    expect(await book.open(other)).toEqual(['G1/1 100']);
    expect(rejected).toMatchObject([
      {
        inputId: expect.stringMatching(/^invoice:F1@[0-9a-f]{16}$/),
        inputType: 'issue-invoice',
        door: 'account-commands',
        redriveTo: 'AccountCommands',
        body: JSON.stringify(unfit),
        reasons: [expect.stringMatching(/^totalMinor: 0.5; /)],
      },
      { inputId: expect.stringMatching(/^[0-9a-f]{16}$/), body: 'no json' },
    ]);
  });

  it.each([
    [new InvariantError('a promise'), [], 1],
    [new RangeError('not a safe integer'), [], 1],
    [new Error('throttled'), ['1', '2'], 0],
  ])('tells faults that last from those that pass: %s', async (error, failed, parked) => {
    const ledger: Ledger = { post: () => Promise.reject(error) };
    const { handle, rejected } = setUp({ ledger });
    const answer = await handle(
      record('1', 'a', commandOf(invoice('F1', 100))),
      ...(parked ? [] : [record('2', 'a', commandOf(invoice('F2', 100)))]),
    );
    expect(answer).toEqual(failed);
    expect(rejected).toHaveLength(parked);
  });

  it('books the longest ids that a door lets in', async () => {
    const { book, handle, rejected } = setUp();
    const paymentId = `standard-webhooks:${'p'.repeat(128)}`;
    const refundId = `${paymentId}@2026-03-03T07:00:00.000Z@10000000000000`;
    await handle(
      record('1', 'a', commandOf(payment(paymentId, 40))),
      record(
        '2',
        'a',
        commandOf({
          kind: 'refund-payment',
          paymentId,
          refundId,
          amountMinor: 10,
          refundedOn: '2026-02-01',
        }),
      ),
    );
    expect(rejected).toEqual([]);
    expect((await book.position()).totals).toMatchObject({ receivedMinor: 40, refundedMinor: 10 });
  });

  it('tells once of a document that comes again with other figures', async () => {
    const { book, handle, lines } = setUp();
    const first = commandOf(invoice('F1', 100));
    const changed = commandOf(invoice('F1', 200));
    const renamed = { ...first, cause: { causationId: 'x', correlationId: 'y' } };
    for (const [at, command] of [first, renamed, changed, changed, first].entries()) {
      expect(await handle(record(`${at}`, 'a', command))).toEqual([]);
    }
    expect(await book.open()).toEqual(['F1/1 100']);
    const facts = book.table.journal(first.accountId).map(({ fact }) => fact);
    expect(facts.filter(({ type }) => type === 'EntryRefused')).toMatchObject([
      {
        data: {
          inputId: expect.stringMatching(/^invoice:F1@[0-9a-f]{16}$/),
          code: 'differs',
          message: expect.stringContaining('invoice:F1 came before'),
        },
      },
    ]);
    expect(warnings(lines)).toMatchObject([{ code: 'differs' }]);
  });

  it('logs what the ledger refused and takes it as done', async () => {
    const { handle, lines } = setUp();
    const writeOff = commandOf({
      kind: 'write-off-invoice',
      invoiceNumber: 'F1',
      writtenOffOn: '2026-01-31',
      reason: 'gone',
    });
    expect(await handle(record('1', 'a', writeOff))).toEqual([]);
    expect(warnings(lines)).toEqual([
      expect.objectContaining({ code: 'invoice-unknown', correlationId: 'write-off:F1' }),
    ]);
  });

  it('sends on what was parked for an invoice, to the account that got it', async () => {
    const { parking, sent, handle } = setUp();
    const parked = parkedPayment('USD');
    expect(await parking.park(parked)).toEqual({ outcome: 'parked' });
    await handle(record('1', 'b', commandOf(invoice('F8', 100), other)));
    expect(sent).toEqual([{ ...parked.command, accountId: other }]);
    expect(await parking.waitingFor({ kind: 'invoice', invoiceNumber: 'F7' })).toEqual([]);
    expect(await parking.waitingFor({ kind: 'invoice', invoiceNumber: 'F8' })).toEqual([]);
  });

  it('waits under every name of a remittance of hundreds', async () => {
    const { parking, sent, handle } = setUp();
    const names = Array.from({ length: 400 }, (_, index) => `N${index}`);
    const { accountId: _, ...command } = commandOf(payment('p9', 60, names));
    const places = names.map((invoiceNumber) => ({ kind: 'invoice' as const, invoiceNumber }));
    await parking.park({ command, currency: 'USD', places });
    await handle(record('1', 'b', commandOf(invoice('N399', 100), other)));
    expect(sent).toEqual([{ ...command, accountId: other }]);
    expect(await parking.waitingFor({ kind: 'invoice', invoiceNumber: 'N0' })).toEqual([]);
  });

  it('leaves cash alone that states another customer, or that a person placed', async () => {
    const { book, parking, sent, handle } = setUp();
    await parking.park({ ...parkedPayment('USD'), stated: { customerId: 'acme' } });
    await handle(record('1', 'b', commandOf(invoice('F8', 100), other)));
    expect(await parking.waitingFor({ kind: 'invoice', invoiceNumber: 'F7' })).toHaveLength(1);
    await book.post(payment('p9', 60, ['F7', 'F8']));
    await handle(record('2', 'a', commandOf(invoice('F7', 100))));
    expect(sent).toEqual([]);
    expect(await parking.waitingFor({ kind: 'invoice', invoiceNumber: 'F7' })).toEqual([]);
  });

  it('leaves what is in another currency where it is', async () => {
    const { parking, sent, handle } = setUp();
    await parking.park(parkedPayment('EUR'));
    await handle(record('1', 'b', commandOf(invoice('F8', 100), other)));
    expect(sent).toEqual([]);
    expect(await parking.waitingFor({ kind: 'invoice', invoiceNumber: 'F8' })).toHaveLength(1);
  });

  it('sends on again when a repeat finds that the first delivery did not', async () => {
    const failing = setUp({ failingSend: true });
    await failing.parking.park(parkedPayment('USD'));
    const command = commandOf(invoice('F8', 100), other);
    expect(await failing.handle(record('1', 'b', command))).toEqual(['1']);

    const sent: AccountCommand[] = [];
    const { ledger } = failing.book;
    const commands = {
      send: async (one: AccountCommand) => {
        sent.push(one);
      },
    };
    const { parking } = failing;
    const rejections = { reject: async () => undefined };
    const handle = createHandler({ ledger, parking, commands, rejections, digest: sha256 });
    const body = JSON.stringify(command);
    const message = { messageId: '1', body, group: 'b', deliveries: 2 };
    await handle({ ...message, receiptHandle: '1', attributes: {} }, createLogger());
    expect(sent.map(({ inputId }) => inputId)).toEqual(['payment:p9']);
  });

  it('finds the payment that a parked refund is about', async () => {
    const { parking, sent, handle } = setUp();
    const { accountId: _, ...command } = commandOf({
      kind: 'refund-payment',
      paymentId: 'p1',
      refundId: 'r1',
      amountMinor: 10,
      refundedOn: '2026-02-01',
    });
    const places = [{ kind: 'payment', paymentId: 'p1' }] as const;
    await parking.park({ command, currency: 'USD', places });
    await handle(record('1', 'b', commandOf(payment('p1', 60), other)));
    expect(sent).toEqual([{ ...command, accountId: other }]);
  });

  it('hands the rest of a very large payment to the end of the group', async () => {
    const { book, sent, handle } = setUp();
    for (let number = 0; number < 1000; number += 1) {
      await book.post(invoice(`F${String(number).padStart(4, '0')}`, 1));
    }
    await handle(record('1', 'a', commandOf(payment('p1', 1000))));
    expect(sent.map(({ kind }) => kind)).toEqual(['continue-plan']);
    expect((await book.position()).totals.openMinor).toBeGreaterThan(0);
    expect((await book.position()).plannedMinor).toBe((await book.position()).totals.openMinor);
    const [continuation] = sent.splice(0);
    await handle(record('2', 'a', continuation));
    expect((await book.position()).totals).toMatchObject({ openMinor: 0, unappliedMinor: 0 });
    expect(sent).toEqual([]);
  });
});
