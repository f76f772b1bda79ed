import { createHash } from 'node:crypto';
import type { DomainData } from '../../events/catalogue.ts';
import type { OutboxMessage } from '../../local/outbox.ts';
import { instantOf } from '../../shared/domain/calendar.ts';
import { InvariantError } from '../../shared/domain/errors.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import type { MessageLine } from './schema.ts';

/** A message that a provider accepted, with its text and, for e-mail, its HTML. */
export type SentMessage = {
  readonly line: MessageLine;
  readonly text: string;
  readonly html: string | undefined;
};

/** The tag by which an accepted e-mail names its attempt. */
const attemptTag = 'attemptId';

/**
 * Joins what the providers accepted with what the journal knows about each attempt: by the tag of
 * the message, else by the provider's id in `ContactSent`.
 * @throws InvariantError for a message that the journal never heard of.
 */
export const sentMessages = (
  outbox: readonly OutboxMessage[],
  journal: readonly JournalItem[],
): SentMessage[] => {
  const attempts = new Map<string, DomainData<'ContactAttempted'>>();
  const attemptOfMessage = new Map<string, string>();
  for (const { type, data } of journal) {
    if (type === 'ContactAttempted') {
      const attempt = data as DomainData<'ContactAttempted'>;
      attempts.set(attempt.attemptId, attempt);
    } else if (type === 'ContactSent') {
      const sent = data as DomainData<'ContactSent'>;
      attemptOfMessage.set(sent.providerMessageId, sent.attemptId);
    }
  }
  return outbox.flatMap((message) => {
    // A letter about credit belongs to an application, and says so in that stream.
    if (message.channel === 'email' && 'letterId' in message.tags) return [];
    const attemptId =
      (message.channel === 'email' ? message.tags[attemptTag] : undefined) ??
      attemptOfMessage.get(message.providerMessageId);
    const attempt = attemptId === undefined ? undefined : attempts.get(attemptId);
    if (attempt === undefined) {
      throw new InvariantError(
        `message ${message.providerMessageId} has no attempt in the journal`,
      );
    }
    return joined(message, attempt);
  });
};

/**
 * Machines wait whole seconds from whenever they began to wait, so a step that is due at 14:54:01
 * goes out within that second; which millisecond it was says only when its case was last planned.
 */
const toTheSecond = (at: number): string => instantOf(Math.floor(at / 1000) * 1000);

const joined = (message: OutboxMessage, attempt: DomainData<'ContactAttempted'>): SentMessage => {
  const file = `messages/${fileNameOf(attempt.attemptId)}`;
  return {
    line: {
      id: attempt.attemptId,
      at: toTheSecond(message.at),
      accountId: attempt.accountId,
      partyId: attempt.partyId,
      channel: attempt.channel,
      stage: attempt.stage,
      step: attempt.step,
      template: attempt.template,
      templateVersion: attempt.templateVersion,
      locale: attempt.locale,
      invoiceIds: [...attempt.invoiceNumbers],
      amountMinor: attempt.amountMinor,
      currency: attempt.currency,
      to: message.to.join(', '),
      subject: message.channel === 'email' ? message.subject : null,
      bodyPath: message.channel === 'email' && message.html ? `${file}.html` : `${file}.txt`,
    },
    text: message.text ?? '',
    html: message.channel === 'email' ? message.html : undefined,
  };
};

/** Attempt ids that every file system takes are names already; others are hashed. */
const fileNameOf = (attemptId: string): string =>
  /^[A-Za-z0-9_-]{1,100}$/.test(attemptId)
    ? attemptId
    : createHash('sha256').update(attemptId).digest('hex').slice(0, 32);
