import * as z from 'zod';
import { instantOf } from '../../../shared/domain/calendar.ts';
import type { Delivery } from '../../../shared/domain/contact/attempt.ts';
import type { DeliveryReport } from '../../../shared/domain/contact/delivery.ts';
import type { LogEntry } from '../../../shared/lambda/logs.ts';

/** A line of the delivery status log of text messages; the phone number in it is not read. */
const statusLine = z.object({
  notification: z.object({ messageId: z.string().min(1) }),
  delivery: z.object({ providerResponse: z.string() }),
  status: z.enum(['SUCCESS', 'FAILURE']),
});

const permanent = { kind: 'bounced', bounceType: 'permanent' } as const;
const transient = { kind: 'bounced', bounceType: 'transient' } as const;
const rejected = { kind: 'rejected' } as const;
const refused = { kind: 'rejected', optedOut: true } as const;

type Meaning = typeof permanent | typeof transient | typeof rejected | typeof refused;

/**
 * What each reason says of the number: it takes no texts, takes none today, is none the worse for a
 * message that was refused for what it says or costs, or is of somebody who wants none. AWS says of
 * the first text after a refusal that the phone has blocked it, and that the number is opted out
 * from then on. A reason that AWS adds later is taken for a passing one, so that no number is given
 * up for a word that nobody here knows.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html#sms_stats_delivery_fail_reasons
 */
const reasons: Readonly<Record<string, Meaning>> = {
  'Invalid phone number': permanent,
  'Phone has blocked SMS': refused,
  'Phone is on a blocked list': permanent,
  'Destination is on a blocked list': permanent,
  'Phone carrier is currently unreachable/unavailable': transient,
  'Phone is currently unreachable/unavailable': transient,
  'Unknown error attempting to reach phone': transient,
  'Blocked as spam by phone carrier': rejected,
  'Message body is invalid': rejected,
  'Phone carrier has blocked this message': rejected,
  'This delivery would exceed max price': rejected,
  'Phone number is opted out': refused,
};

/** AWS names the number in some answers; the journal does not. */
const withoutNumber = (response: string): string =>
  response.replace(/^\+?\d{6,}(?= is opted out$)/, 'Phone number').replace(/\+?\d{6,}/g, 'number');

const longestReason = 100;

/** @throws ZodError for a line that is no delivery status. */
export const readStatus = ({ message, timestamp }: LogEntry): DeliveryReport => {
  const { notification, delivery, status } = statusLine.parse(JSON.parse(message));
  const { messageId: providerMessageId } = notification;
  if (status === 'SUCCESS') {
    const delivered: Delivery = { kind: 'delivered', at: instantOf(timestamp) };
    return { providerMessageId, delivery: delivered };
  }
  const response = withoutNumber(delivery.providerResponse);
  const reason = response.slice(0, longestReason);
  return { providerMessageId, delivery: { ...(reasons[response] ?? transient), reason } };
};
