import type { DomainData } from '../../../events/catalogue.ts';
import type { JournalItem } from '../../ports/journal.ts';

/** One message about an account, and what became of it last. */
export type ShownMessage = {
  readonly attemptId: string;
  readonly at: string;
  readonly channel: string;
  readonly step: string;
  readonly anchorOn: string;
  readonly template: string;
  readonly invoiceNumbers: readonly string[];
  readonly amountMinor: number;
  readonly currency: string;
  /** `attempted`, `sent`, `simulated`, `delivered`, `bounced`, `failed`, `unknown` ... */
  readonly outcome: string;
};

/** `ContactOutcomeUnknown` is `unknown`, `ContactSent` is `sent`. */
const outcomeOf = (type: string): string =>
  type.replace(/^Contact(Outcome)?/, '').replace(/^[A-Z]/, (letter) => letter.toLowerCase());

type OfAttempt = { readonly attemptId?: string; readonly accountId?: string };

/** The messages about an account among the events of its party, oldest first. */
export const messagesOf = (
  events: readonly JournalItem[],
  accountId: string,
): readonly ShownMessage[] => {
  const messages = new Map<string, ShownMessage>();
  for (const { type, data, recordedAt } of events) {
    const { attemptId, accountId: about } = data as OfAttempt;
    if (attemptId === undefined || about !== accountId) continue;
    if (type === 'ContactAttempted') {
      const { channel, step, anchorOn, template, invoiceNumbers, amountMinor, currency } =
        data as DomainData<'ContactAttempted'>;
      messages.set(attemptId, {
        attemptId,
        at: recordedAt,
        channel,
        step,
        anchorOn,
        template,
        invoiceNumbers,
        amountMinor,
        currency,
        outcome: 'attempted',
      });
      continue;
    }
    const known = messages.get(attemptId);
    if (known !== undefined) messages.set(attemptId, { ...known, outcome: outcomeOf(type) });
  }
  return [...messages.values()];
};
