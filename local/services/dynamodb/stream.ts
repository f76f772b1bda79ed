import { hashText } from '../../kernel/random.ts';
import type { Table } from './tables.ts';
import { type Item, sameItem } from './wire.ts';

/** A stream record as an event source mapping hands it to a function. */
export type StreamRecord = {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly dynamodb: {
    /** Seconds since the epoch. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: string;
  };
  readonly eventSourceARN: string;
};

export type Change = {
  readonly key: Item;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
};

export type StreamListener = (shard: number, record: StreamRecord) => void;

export type StreamLog = {
  readonly append: (change: Change) => void;
  readonly subscribe: (listener: StreamListener) => void;
};

/** Partitions that an on-demand table starts with; items of one partition key share a shard. */
export const STREAM_SHARDS = 4;

/**
 * The change stream of one table. A write that leaves the item as it was yields no record, as in
 * DynamoDB. Listeners keep what they have not handled: nothing is stored here.
 */
export const createStreamLog = (table: Table, now: () => number): StreamLog => {
  const listeners: StreamListener[] = [];
  const view = table.stream?.view ?? 'KEYS_ONLY';
  const withNew = view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES';
  const withOld = view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES';
  let sequence = 0;

  return {
    subscribe: (listener) => {
      listeners.push(listener);
    },
    append: ({ key, before, after }) => {
      if (before === undefined && after === undefined) return;
      if (before !== undefined && after !== undefined && sameItem(before, after)) return;
      sequence += 1;
      const number = String(sequence).padStart(21, '0');
      const images = {
        ...(withNew && after !== undefined ? { NewImage: after } : {}),
        ...(withOld && before !== undefined ? { OldImage: before } : {}),
      };
      const change = before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY';
      const record: StreamRecord = {
        eventID: hashText(`${table.name}/${number}`).toString(16).padStart(32, '0'),
        eventName: change,
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: table.region,
        dynamodb: {
          ApproximateCreationDateTime: Math.floor(now() / 1000),
          Keys: key,
          ...images,
          SequenceNumber: number,
          SizeBytes: JSON.stringify(images).length,
          StreamViewType: view,
        },
        eventSourceARN: table.stream?.arn ?? '',
      };
      const partition = JSON.stringify(key[table.keys[0] ?? '']);
      const shard = hashText(partition) % STREAM_SHARDS;
      for (const listener of listeners) listener(shard, record);
    },
  };
};
