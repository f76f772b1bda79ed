import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJournalReader } from '../../shared/adapters/dynamodb/journal-reader.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { startDynamo, type TestDynamo } from '../support/dynamodb.ts';

const stream = 'account#acme|main|USD';
/** More than one page of the reader, and more than 1 MB, which ends a page of the service. */
const events = 1_200;

let dynamo: TestDynamo;
let reader: ReturnType<typeof createJournalReader>;
beforeAll(async () => {
  dynamo = await startDynamo();
  const tableName = await dynamo.journal('Journal');
  reader = createJournalReader({ client: dynamo.client, tableName });
  for (let from = 1; from <= events; from += 25) {
    const PutRequests = Array.from({ length: Math.min(25, events - from + 1) }, (_, index) => ({
      PutRequest: { Item: { streamId: stream, version: from + index, data: 'x'.repeat(1_000) } },
    }));
    await dynamo.client.send(new BatchWriteCommand({ RequestItems: { [tableName]: PutRequests } }));
  }
  const Item = { streamId: `${stream}|other`, version: 1 };
  await dynamo.client.send(
    new BatchWriteCommand({ RequestItems: { [tableName]: [{ PutRequest: { Item } }] } }),
  );
});
afterAll(() => dynamo.stop());

const versionsOf = async (items: AsyncIterable<JournalItem>, most = Infinity) => {
  const versions: number[] = [];
  for await (const { version } of items) {
    versions.push(version);
    if (versions.length === most) break;
  }
  return versions;
};
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('a stream', () => {
  it('is read whole, and from either end, over as many pages as it takes', async () => {
    expect(await versionsOf(reader.read(stream))).toEqual(upTo(events));
    expect(await versionsOf(reader.newestFirst(stream))).toEqual(upTo(events).reverse());
    expect((await reader.first(stream, 3)).map(({ version }) => version)).toEqual([1, 2, 3]);
    expect((await reader.last(stream, 2)).map(({ version }) => version)).toEqual([1199, 1200]);
  });

  it('costs what was looked at, and little more', async () => {
    dynamo.meter.reset();
    expect(await versionsOf(reader.newestFirst(stream), 10)).toHaveLength(10);
    expect(dynamo.meter.calls).toEqual(['Query']);
    const tail = dynamo.meter.units.read;
    dynamo.meter.reset();
    await reader.first(stream, 10);
    expect(dynamo.meter.units.read).toBeLessThan(10);
    expect(tail).toBeLessThan(200);
  });

  it('that is not there has no ends', async () => {
    expect(await reader.first('account#nobody', 5)).toEqual([]);
    expect(await versionsOf(reader.newestFirst('account#nobody'))).toEqual([]);
  });
});
