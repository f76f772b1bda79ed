import * as z from 'zod';
import { businessDate, domain } from './envelope.ts';
import { channel, contactMode } from './parts.ts';

/** The environment may not send more on this channel today; what is due waits for tomorrow. */
export const dailyCapReached = domain(
  'contact',
  'DailyCapReached',
  z
    .object({
      on: businessDate.meta({ description: 'The day in UTC that the cap counts for' }),
      channel,
      cap: z.int().nonnegative().meta({ description: 'Messages that the day allows' }),
      mode: contactMode.optional(),
    })
    .meta({
      title: 'DailyCapReached',
      description: 'The day has no message left on a channel; what is due waits for the next',
    }),
);
