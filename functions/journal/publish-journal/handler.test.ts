import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { plainItem } from '../../../shared/adapters/dynamodb/stream.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
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
  const handler = streamHandler(createHandler({ bus, plainItem }), {
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
  return { put, failures, lines };
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
