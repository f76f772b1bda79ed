import type { SNSEvent } from 'aws-lambda';
import type { Logger } from './logger.ts';
import { type StackOptions, stack } from './stack.ts';

/** What was published to a topic. Delivery is at least once. */
export type TopicMessage = { readonly messageId: string; readonly body: string };

/** A function that subscribes to a topic; SNS hands over one message at a time. */
export const topicHandler = (
  handle: (message: TopicMessage, log: Logger) => Promise<void>,
  options: StackOptions,
) =>
  stack<SNSEvent, undefined>(async ({ Records }) => {
    for (const { Sns } of Records) {
      await handle({ messageId: Sns.MessageId, body: Sns.Message }, options.log);
    }
    return undefined;
  }, options);
