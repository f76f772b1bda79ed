import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { createBusPublisher } from './bus.ts';

const events = mockClient(EventBridgeClient);
const bus = createBusPublisher({
  client: new EventBridgeClient({ region: 'us-east-1' }),
  busName: 'bus',
});
const entry = (detail: string) => ({ source: 'upstream.erp', detailType: 'InvoiceIssued', detail });

beforeEach(() => {
  events.reset();
  events.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [] });
});

it('puts entries on the named bus', async () => {
  expect(await bus.put([entry('{"a":1}')])).toEqual(new Map());
  expect(events.commandCalls(PutEventsCommand)[0]?.args[0].input).toEqual({
    Entries: [
      {
        EventBusName: 'bus',
        Source: 'upstream.erp',
        DetailType: 'InvoiceIssued',
        Detail: '{"a":1}',
      },
    ],
  });
});

it('answers which entries the bus did not take, and why', async () => {
  events
    .on(PutEventsCommand)
    .resolvesOnce({
      FailedEntryCount: 1,
      Entries: [{ EventId: '1' }, { ErrorCode: 'ThrottlingException' }],
    })
    .rejectsOnce(Object.assign(new Error('no'), { name: 'InternalException' }));
  const entries = Array.from({ length: 12 }, (_, index) => entry(String(index)));
  expect(await bus.put(entries)).toEqual(
    new Map([
      [1, 'ThrottlingException'],
      [10, 'InternalException'],
      [11, 'InternalException'],
    ]),
  );
});

it('keeps a request under 256 KiB', async () => {
  const large = 'x'.repeat(100 * 1024);
  await bus.put([entry(large), entry(large), entry(large)]);
  expect(
    events.commandCalls(PutEventsCommand).map((call) => call.args[0].input.Entries?.length),
  ).toEqual([2, 1]);
});
