import * as z from 'zod';
import type { Hash } from '../../../shared/domain/contact/attempt.ts';
import { wishOf } from '../../../shared/domain/contact/reply.ts';
import {
  addressHashOf,
  optInByReply,
  optOut,
  phoneHashOf,
} from '../../../shared/domain/contact/wishes.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { TopicMessage } from '../../../shared/lambda/topic.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { PartyStore } from '../../../shared/ports/contact.ts';
import { recordWish } from '../../../shared/services/contact/delivery.ts';

/**
 * A text that came in, as two-way messaging publishes it.
 *
 * @see https://docs.aws.amazon.com/sms-voice/latest/userguide/two-way-sms-payload.html
 */
const inboundText = z.object({
  originationNumber: z.string().min(1),
  messageBody: z.string(),
  inboundMessageId: z.string().min(1),
});

const every = { channel: 'sms', scope: 'every-message' } as const;

/**
 * Obeys whoever answers a text with a word that ends them, for every party that was texted on that
 * phone, or with one that resumes them, for those who ended them so and have the phone still.
 *
 * @throws ZodError for what is no inbound text.
 */
export const createHandler =
  (deps: { readonly store: PartyStore; readonly clock: Clock; readonly hash: Hash }) =>
  async ({ messageId, body }: TopicMessage, log: Logger): Promise<void> => {
    const text = inboundText.parse(JSON.parse(body));
    const wish = wishOf(text.messageBody);
    const parties = await deps.store.partiesOfPhone(phoneHashOf(text.originationNumber, deps.hash));
    log.info('a text came in', { messageId, wish: wish ?? 'none', parties: parties.length });
    if (wish === undefined) return;
    const causationId = `text:${text.inboundMessageId}`;
    const cause = { causationId, correlationId: causationId };
    for (const partyId of parties) {
      const from = addressHashOf(partyId, every.channel, text.originationNumber, deps.hash);
      const refusal = { ...every, addressHash: from };
      await recordWish(
        deps,
        partyId,
        (state) =>
          wish === 'stop'
            ? optOut(partyId, state, refusal, 'reply')
            : optInByReply(partyId, state, refusal),
        cause,
      );
    }
  };
