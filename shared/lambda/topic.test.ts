import type { Context, SNSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';
import { topicHandler } from './topic.ts';

const context = { awsRequestId: 'r-1' } as Context;
const eventOf = (...bodies: string[]) =>
  ({
    Records: bodies.map((Message, index) => ({ Sns: { MessageId: `m-${index}`, Message } })),
  }) as unknown as SNSEvent;

test('hands over what was published, and lets the service see a failure', async () => {
  const seen: string[] = [];
  const handler = topicHandler(
    async ({ messageId, body }) => {
      if (body === 'bad') throw new Error('not understood');
      seen.push(`${messageId} ${body}`);
    },
    { log: createLogger({}, () => undefined) },
  );
  await handler(eventOf('one', 'two'), context);
  expect(seen).toEqual(['m-0 one', 'm-1 two']);
  await expect(handler(eventOf('bad'), context)).rejects.toThrow('not understood');
});
