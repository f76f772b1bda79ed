import * as z from 'zod';
import { type Instant, instant } from '../../../shared/domain/calendar.ts';
import type { Delivery } from '../../../shared/domain/contact/attempt.ts';
import type { DeliveryReport } from '../../../shared/domain/contact/delivery.ts';

const mail = z.object({
  messageId: z.string().min(1),
  tags: z.object({ attemptId: z.array(z.string()).optional() }),
});

/**
 * What we need of the sending events of SES, in the envelope of EventBridge. Opens and clicks are
 * not asked for: they tell on the reader, and mail programs open messages by themselves.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
const detail = z.discriminatedUnion('eventType', [
  z.object({ eventType: z.literal('Send'), mail }),
  z.object({
    eventType: z.literal('Delivery'),
    mail,
    delivery: z.object({ timestamp: z.iso.datetime() }),
  }),
  z.object({
    eventType: z.literal('DeliveryDelay'),
    mail,
    deliveryDelay: z.object({ delayType: z.string() }),
  }),
  z.object({
    eventType: z.literal('Bounce'),
    mail,
    bounce: z.object({
      bounceType: z.string(),
      bounceSubType: z.string(),
      bouncedRecipients: z.array(z.object({ status: z.string().optional() })),
    }),
  }),
  z.object({
    eventType: z.literal('Complaint'),
    mail,
    complaint: z.object({
      complaintFeedbackType: z.string().nullish(),
      complaintSubType: z.string().nullish(),
    }),
  }),
  z.object({ eventType: z.literal('Reject'), mail, reject: z.object({ reason: z.string() }) }),
  z.object({
    eventType: z.literal('Rendering Failure'),
    mail,
    failure: z.object({ errorMessage: z.string().optional() }),
  }),
]);

const sesEvent = z.object({ id: z.string().min(1), source: z.literal('aws.ses'), detail });

type Detail = z.infer<typeof detail>;

/** The journal keeps a word of the provider, not its prose: that may quote the address. */
const word = (...parts: readonly (string | null | undefined)[]): string =>
  parts
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ')
    .slice(0, 100);

const bounceTypes = { Permanent: 'permanent', Transient: 'transient' } as const;

/** `not-spam` is a complaint taken back: nothing is learned from it. */
const isTakenBack = ({
  complaintFeedbackType,
}: (Detail & { eventType: 'Complaint' })['complaint']) => complaintFeedbackType === 'not-spam';

const deliveryOf = (event: Detail): Delivery | undefined => {
  switch (event.eventType) {
    case 'Send':
      return undefined;
    case 'Delivery': {
      const at: Instant = instant(event.delivery.timestamp);
      return { kind: 'delivered', at };
    }
    case 'DeliveryDelay':
      return { kind: 'delayed', reason: word(event.deliveryDelay.delayType) };
    case 'Bounce': {
      const { bounceType, bounceSubType, bouncedRecipients } = event.bounce;
      return {
        kind: 'bounced',
        bounceType: bounceTypes[bounceType as keyof typeof bounceTypes] ?? 'undetermined',
        reason: word(bounceSubType, bouncedRecipients[0]?.status),
      };
    }
    case 'Complaint': {
      const { complaintFeedbackType, complaintSubType } = event.complaint;
      if (isTakenBack(event.complaint)) return undefined;
      return {
        kind: 'complained',
        reason: word(complaintFeedbackType, complaintSubType) || 'unspecified',
      };
    }
    case 'Reject':
      return { kind: 'rejected', reason: word('Rejected:', event.reject.reason) };
    case 'Rendering Failure':
      return { kind: 'rejected', reason: 'RenderingFailure' };
  }
};

/**
 * A sending event of SES as it comes from the bus.
 *
 * @throws ZodError for anything else, which then ends in the dead-letter queue.
 */
export const readReport = (
  body: string,
): {
  readonly eventId: string;
  /** Undefined for an e-mail that is no contact of ours. */
  readonly attemptId: string | undefined;
  readonly report: DeliveryReport;
} => {
  const { id, detail: event } = sesEvent.parse(JSON.parse(body));
  const { messageId, tags } = event.mail;
  return {
    eventId: id,
    attemptId: tags.attemptId?.[0],
    report: { providerMessageId: messageId, delivery: deliveryOf(event) },
  };
};
