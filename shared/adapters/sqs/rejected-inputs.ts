import { plainText } from '../../domain/queue-text.ts';
import type { QueueSender, RejectedInputs } from '../../ports/queues.ts';

/** Reasons travel beside the message; 4 KiB are enough to act on and leave the body its room. */
const maxReasonBytes = 4096;

const within = (text: string, bytes: number): string => {
  const whole = Buffer.from(text);
  return whole.length <= bytes ? text : whole.subarray(0, bytes).toString('utf8');
};

/**
 * Parks an input as it came: the body is untouched, so it can be moved back to its queue after
 * a fix, and the reasons are attributes.
 */
export const createRejectedInputs = (queue: QueueSender): RejectedInputs => ({
  put: ({ inputId, redriveTo, reasons, body }) =>
    queue.send({
      body,
      attributes: {
        inputId: plainText(inputId),
        redriveTo,
        reasons: plainText(within(reasons.join('\n') || 'unknown', maxReasonBytes)),
      },
    }),
});
