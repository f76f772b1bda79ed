import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { QueueProperties } from '../../assembly/schemas.ts';
import { createRandom } from '../../kernel/random.ts';
import type { ReceivedMessage } from './message.ts';
import { createQueue, type Queue } from './queue.ts';

let now = 0;
beforeEach(() => {
  now = 1_000_000;
});

const makeQueue = (
  properties: Partial<QueueProperties> = {},
  options: { readonly deadLetterQueue?: Queue; readonly seed?: number } = {},
): Queue =>
  createQueue({
    name: 'jobs',
    arn: 'arn:jobs',
    url: 'url:jobs',
    properties,
    now: () => now,
    random: createRandom(options.seed ?? 1),
    deadLetterQueue: () => options.deadLetterQueue,
  });

const fifo = (properties: Partial<QueueProperties> = {}, deadLetterQueue?: Queue): Queue =>
  makeQueue(
    { FifoQueue: true, ...properties },
    deadLetterQueue === undefined ? {} : { deadLetterQueue },
  );

const send = (queue: Queue, body: string, group?: string, deduplicationId = body): void => {
  queue.send({ body, sender: 'test', ...(group === undefined ? {} : { group, deduplicationId }) });
};

const bodies = (received: readonly ReceivedMessage[]): string[] =>
  received.map(({ message }) => message.body);

describe('a standard queue', () => {
  test('gives every message once while it is in flight, and again after its visibility timeout', () => {
    const queue = makeQueue({ VisibilityTimeout: 30 });
    send(queue, 'a');
    expect(bodies(queue.receive(10))).toEqual(['a']);
    expect(queue.receive(10)).toEqual([]);
    expect([queue.visibleCount(), queue.inFlightCount()]).toEqual([0, 1]);
    now += 29_999;
    expect(queue.receive(10)).toEqual([]);
    now += 1;
    const [again] = queue.receive(10);
    expect(again?.message.receiveCount).toBe(2);
  });

  test('promises no order: the seed decides', () => {
    const orderFor = (seed: number): string => {
      const queue = makeQueue({}, { seed });
      for (const body of 'abcdefgh') send(queue, body);
      return bodies(queue.receive(10)).join('');
    };
    expect(orderFor(1)).toBe(orderFor(1));
    expect(new Set([1, 2, 3, 4, 5].map(orderFor)).size).toBeGreaterThan(1);
    expect(Array.from(orderFor(3)).sort().join('')).toBe('abcdefgh');
  });

  test('hides a message for its delay', () => {
    const queue = makeQueue({ DelaySeconds: 5 });
    send(queue, 'delayed by the queue');
    queue.send({ body: 'at once', delaySeconds: 0, sender: 'test' });
    expect(bodies(queue.receive(10))).toEqual(['at once']);
    now += 5_000;
    expect(bodies(queue.receive(10))).toEqual(['delayed by the queue']);
  });

  test('forgets a message after its retention period', () => {
    const queue = makeQueue({ MessageRetentionPeriod: 60 });
    send(queue, 'old');
    now += 60_000;
    expect(queue.messages()).toEqual([]);
    expect(queue.receive(10)).toEqual([]);
  });

  test('ignores a delete with the receipt of an earlier delivery', () => {
    const queue = makeQueue({ VisibilityTimeout: 1 });
    send(queue, 'a');
    const [first] = queue.receive(1);
    now += 1_000;
    const [second] = queue.receive(1);
    queue.remove(first?.receipt ?? '');
    expect(queue.messages()).toHaveLength(1);
    queue.remove(second?.receipt ?? '');
    expect(queue.messages()).toHaveLength(0);
  });

  test('refuses to change the visibility of what is not in flight', () => {
    const queue = makeQueue({ VisibilityTimeout: 1 });
    send(queue, 'a');
    const [received] = queue.receive(1);
    now += 1_000;
    expect(() => queue.changeVisibility(received?.receipt ?? '', 10)).toThrow('not available');
  });

  test('refuses messages that are empty or too large', () => {
    const queue = makeQueue({ MaximumMessageSize: 1024 });
    expect(() => send(queue, '')).toThrow('MessageBody');
    expect(() => send(queue, 'x'.repeat(1025))).toThrow('shorter than 1024 bytes');
  });

  test('moves what was received too often, attributes and all, when it would go out once more', () => {
    const dead = makeQueue();
    const queue = makeQueue(
      {
        VisibilityTimeout: 1,
        RedrivePolicy: { deadLetterTargetArn: 'arn:dead', maxReceiveCount: 2 },
      },
      { deadLetterQueue: dead },
    );
    queue.send({
      body: 'poison',
      attributes: { reason: { DataType: 'String', StringValue: 'bad' } },
      sender: 'test',
    });
    const sentAt = now;
    for (let receive = 0; receive < 2; receive += 1) {
      expect(bodies(queue.receive(1))).toEqual(['poison']);
      expect(dead.messages()).toEqual([]);
      now += 1_000;
    }
    expect(queue.receive(1)).toEqual([]);
    expect(dead.messages()).toMatchObject([
      {
        body: 'poison',
        attributes: { reason: { DataType: 'String', StringValue: 'bad' } },
        sentAt,
        movedFrom: 'arn:jobs',
      },
    ]);
  });
});

describe('a FIFO queue', () => {
  test('keeps the order of a group and holds it while one of its messages is in flight', () => {
    const queue = fifo({ VisibilityTimeout: 10 });
    for (const body of ['a1', 'b1', 'a2', 'a3']) send(queue, body, body.charAt(0));
    const [first] = queue.receive(1);
    expect(first?.message.body).toBe('a1');
    expect(bodies(queue.receive(10))).toEqual(['b1']);
    queue.remove(first?.receipt ?? '');
    expect(bodies(queue.receive(10))).toEqual(['a2', 'a3']);
  });

  test('gives a group again from where it failed', () => {
    const queue = fifo({ VisibilityTimeout: 10 });
    for (const body of ['a1', 'a2', 'a3']) send(queue, body, 'a');
    const [done] = queue.receive(10);
    queue.remove(done?.receipt ?? '');
    now += 10_000;
    expect(bodies(queue.receive(10))).toEqual(['a2', 'a3']);
  });

  test('takes a deduplication id once in five minutes and answers with the first message', () => {
    const queue = fifo();
    const first = queue.send({ body: 'a', group: 'g', deduplicationId: 'd', sender: 'test' });
    now += 299_999;
    const repeat = queue.send({ body: 'b', group: 'g', deduplicationId: 'd', sender: 'test' });
    expect(repeat).toEqual(first);
    expect(queue.messages()).toHaveLength(1);
    now += 1;
    queue.send({ body: 'c', group: 'g', deduplicationId: 'd', sender: 'test' });
    expect(queue.messages()).toHaveLength(2);
  });

  test('deduplicates even after the first message was deleted', () => {
    const queue = fifo();
    send(queue, 'a', 'g', 'd');
    const [received] = queue.receive(1);
    queue.remove(received?.receipt ?? '');
    send(queue, 'a', 'g', 'd');
    expect(queue.messages()).toHaveLength(0);
  });

  test('deduplicates by content when asked, and otherwise insists on an id', () => {
    const byContent = fifo({ ContentBasedDeduplication: true });
    for (const body of ['same', 'same', 'other'])
      byContent.send({ body, group: 'g', sender: 'test' });
    expect(byContent.messages()).toHaveLength(2);
    expect(() => fifo().send({ body: 'a', group: 'g', sender: 'test' })).toThrow(
      'ContentBasedDeduplication',
    );
    expect(() => fifo().send({ body: 'a', deduplicationId: 'd', sender: 'test' })).toThrow(
      'MessageGroupId',
    );
  });

  test('refuses a delay of its own for a message', () => {
    const request = {
      body: 'a',
      group: 'g',
      deduplicationId: 'd',
      sender: 'test',
      delaySeconds: 5,
    };
    expect(() => fifo().send(request)).toThrow('DelaySeconds');
  });

  test('never lets a group overtake itself, whatever fails and however batches fall', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('send' as const), group: fc.constantFrom('a', 'b', 'c') }),
      fc.record({
        kind: fc.constant('receive' as const),
        max: fc.integer({ min: 1, max: 10 }),
        succeeds: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('wait' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const queue = fifo({ VisibilityTimeout: 10 });
        let sent = 0;
        const done: Record<string, number> = {};
        for (const action of steps) {
          if (action.kind === 'send') {
            sent += 1;
            send(queue, String(sent), action.group);
          } else if (action.kind === 'wait') {
            now += 10_000;
          } else {
            for (const { message, receipt } of queue.receive(action.max)) {
              if (!action.succeeds) continue;
              const group = message.group ?? '';
              expect(Number(message.body)).toBeGreaterThan(done[group] ?? 0);
              done[group] = Number(message.body);
              queue.remove(receipt);
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
