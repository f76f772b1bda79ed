import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { plainItem } from '../../../shared/adapters/dynamodb/stream.ts';
import type { Figure } from '../../../shared/domain/insight/figures.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import type { Metrics } from '../../../shared/lambda/metrics.ts';
import { streamHandler } from '../../../shared/lambda/stream.ts';
import type { BusEntry } from '../../../shared/ports/bus.ts';
import { createHandler } from './handler.ts';

const item = (version: number, over: object = {}) => ({
  streamId: 'account#acme|main|USD',
  version,
  type: 'EntryRefused',
  data: { accountId: 'acme|main|USD', inputId: 'i', code: 'c', message: 'm' },
  effectiveOn: '2026-01-31',
  recordedAt: '2026-02-01T06:00:00.000Z',
  causationId: 'i',
  correlationId: 'f',
  previousHash: 'a',
  hash: 'b',
  ...over,
});

type Change = { readonly name?: 'INSERT' | 'MODIFY' | 'REMOVE'; readonly image: object };

const publish = async (changes: readonly Change[], refused: ReadonlyMap<number, string>) => {
  const put: BusEntry[] = [];
  const bus = {
    put: async (entries: readonly BusEntry[]) => {
      put.push(...entries);
      return refused;
    },
  };
  const lines: string[] = [];
  const counted: [at: string, figures: readonly Figure[]][] = [];
  const metrics: Metrics = (at, figures) => void counted.push([at, figures]);
  const handler = streamHandler(createHandler({ bus, plainItem, metrics }), {
    log: createLogger({}, (line) => lines.push(line)),
  });
  const event = {
    Records: changes.map(({ name = 'INSERT', image }, index) => ({
      eventName: name,
      dynamodb: {
        SequenceNumber: `s${index}`,
        ...(name === 'REMOVE' ? {} : { NewImage: marshall(image) }),
      },
    })),
  } as DynamoDBStreamEvent;
  const answer = await handler(event, { awsRequestId: 'r' } as never);
  const failures = answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return { put, failures, lines, counted };
};

const none = new Map<number, string>();

describe('publish-journal', () => {
  it('publishes each event with its place in the stream and without its hashes', async () => {
    const { put, failures } = await publish([{ image: item(7) }], none);
    expect(failures).toEqual([]);
    expect(put.map((entry) => ({ ...entry, detail: JSON.parse(entry.detail) }))).toEqual([
      {
        source: 'cartera.receivables',
        detailType: 'EntryRefused',
        detail: {
          meta: {
            eventId: 'account#acme|main|USD#7',
            streamId: 'account#acme|main|USD',
            version: 7,
            effectiveOn: '2026-01-31',
            recordedAt: '2026-02-01T06:00:00.000Z',
            causationId: 'i',
            correlationId: 'f',
          },
          data: { accountId: 'acme|main|USD', inputId: 'i', code: 'c', message: 'm' },
        },
      },
    ]);
  });

  it('keeps the order of the stream', async () => {
    const { put } = await publish(
      [1, 2, 3].map((n) => ({ image: item(n) })),
      none,
    );
    expect(put.map(({ detail }) => JSON.parse(detail).meta.version)).toEqual([1, 2, 3]);
  });

  it('asks for everything again from the first event that the bus refused', async () => {
    const changes = [1, 2, 3, 4].map((n) => ({ image: item(n) }));
    const refused = new Map([
      [3, 'ThrottlingException'],
      [1, 'InternalException'],
    ]);
    expect((await publish(changes, refused)).failures).toEqual(['s1']);
  });

  it('publishes what is before an event that it does not know, and stops there', async () => {
    const changes = [
      { image: item(1) },
      { image: item(2, { type: 'InvoiceIssued' }) },
      { image: item(3) },
    ];
    const { put, failures, lines } = await publish(changes, none);
    expect(put).toHaveLength(1);
    expect(failures).toEqual(['s1']);
    expect(lines.join()).toContain('UnknownEvent');
  });

  it('logs what it published, with the ids by which it is found', async () => {
    const { lines } = await publish(
      [{ image: item(7) }, { image: item(8) }],
      new Map([[1, 'ThrottlingException']]),
    );
    const [published] = lines.map((line) => JSON.parse(line) as unknown);
    expect(published).toMatchObject({
      message: 'events were published',
      events: [
        {
          type: 'EntryRefused',
          eventId: 'account#acme|main|USD#7',
          accountId: 'acme|main|USD',
          correlationId: 'f',
        },
      ],
    });
  });

  it('counts each event once for the figures of its minute, and not what comes again', async () => {
    const paid = (version: number, recordedAt: string, amountMinor: number) => ({
      image: item(version, {
        type: 'PaymentReceived',
        recordedAt,
        data: {
          accountId: 'a|m|USD',
          paymentId: 'p',
          amountMinor,
          currency: 'USD',
          invoiceNumbers: [],
        },
      }),
    });
    const changes = [
      paid(1, '2026-02-01T06:00:00.000Z', 1_000),
      paid(2, '2026-02-01T06:00:59.000Z', 500),
      paid(3, '2026-02-01T06:01:00.000Z', 200),
      paid(4, '2026-02-01T06:01:01.000Z', 100),
    ];
    const cash = (amount: number, payments: number): Figure[] => [
      { dimensions: { Currency: 'USD' }, values: { CashReceived: amount } },
      { dimensions: {}, values: { Payments: payments } },
    ];
    const { counted } = await publish(changes, new Map([[3, 'ThrottlingException']]));
    expect(counted).toEqual([
      ['2026-02-01T06:00:00.000Z', cash(15, 2)],
      ['2026-02-01T06:01:00.000Z', cash(2, 1)],
    ]);
    expect(
      (
        await publish(
          changes,
          new Map([
            [0, 'x'],
            [2, 'x'],
          ]),
        )
      ).counted,
    ).toEqual([]);
  });

  it('stops at an item that is not whole', async () => {
    const { put, failures } = await publish([{ image: item(0) }], none);
    expect(put).toEqual([]);
    expect(failures).toEqual(['s0']);
  });

  it('never publishes a changed past', async () => {
    const changes: Change[] = [
      { name: 'MODIFY', image: item(1) },
      { name: 'REMOVE', image: item(1) },
      { image: item(2) },
    ];
    const { put, failures, lines } = await publish(changes, none);
    expect(put).toHaveLength(1);
    expect(failures).toEqual([]);
    expect(lines.filter((line) => line.includes('"level":"error"'))).toHaveLength(2);
  });
});
