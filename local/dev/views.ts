import type { BusEvent, OutboxMessage } from '../runtime.ts';

const instant = (at: number): string => new Date(at).toISOString();

/** A message as a person reads a list of them; its page is behind its number. */
export const messageView = (message: OutboxMessage, index: number): object => ({
  number: index + 1,
  at: instant(message.at),
  channel: message.channel,
  to: message.to,
  ...(message.channel === 'email' ? { subject: message.subject } : {}),
  text: message.text,
});

/** What to show of a message by itself: the page of an e-mail, the words of a text. */
export const messagePage = (message: OutboxMessage): { type: string; body: string } =>
  message.channel === 'email' && message.html !== undefined
    ? { type: 'text/html; charset=utf-8', body: message.html }
    : { type: 'text/plain; charset=utf-8', body: `${message.text ?? ''}\n` };

export const eventView = ({ at, source, detailType, detail }: BusEvent): object => ({
  at: instant(at),
  source,
  detailType,
  detail,
});

/** One line: when, from whom, what, and the stream that an event of ours belongs to. */
export const eventLine = ({ at, source, detailType, detail }: BusEvent): string => {
  const { meta } = detail as { readonly meta?: { readonly eventId?: string } };
  return `${instant(at)} ${source} ${detailType} ${meta?.eventId ?? ''}`.trimEnd();
};
