import { gunzipSync } from 'node:zlib';
import type { CloudWatchLogsEvent } from 'aws-lambda';
import * as z from 'zod';
import type { Logger } from './logger.ts';
import { type StackOptions, stack } from './stack.ts';

/** One line of a log group, as its subscription filter passed it on. */
export type LogEntry = {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
};

/**
 * What the base64 and gzip of a delivery hold. A control message only asks whether somebody is there.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
const delivery = z.object({
  messageType: z.string(),
  logEvents: z.array(z.object({ id: z.string(), timestamp: z.number(), message: z.string() })),
});

/**
 * Lines of a log group. Each is dealt with by itself; if any of them throws, the delivery fails as
 * a whole once the rest is done, and the service brings it back: a line may come more than once.
 */
export const logsHandler = (
  handle: (entry: LogEntry, log: Logger) => Promise<void>,
  options: StackOptions,
) =>
  stack<CloudWatchLogsEvent, undefined>(async ({ awslogs }) => {
    const text = gunzipSync(Buffer.from(awslogs.data, 'base64')).toString('utf8');
    const { messageType, logEvents } = delivery.parse(JSON.parse(text));
    if (messageType !== 'DATA_MESSAGE') return undefined;
    const failures: unknown[] = [];
    for (const entry of logEvents) {
      try {
        await handle(entry, options.log);
      } catch (error) {
        options.log.error('the line failed', { entryId: entry.id, error });
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return undefined;
  }, options);
