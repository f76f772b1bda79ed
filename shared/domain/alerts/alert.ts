import type * as z from 'zod';
import type { RecordedMeta } from '../../../events/envelope.ts';
import type { alertKind, severity } from '../../../events/parts.ts';

export type AlertKind = z.infer<typeof alertKind>;
export type Severity = z.infer<typeof severity>;

/** Stands for the account where none is known. */
export const noAccount = '-';

/**
 * Something that deserves a person's attention. One alert per (kind, account, episode); what
 * happens again in the same episode is counted for the digest.
 */
export type Alert = {
  readonly kind: AlertKind;
  readonly severity: Severity;
  /** `-` where none is known. */
  readonly accountId: string;
  /** What happened once: a case, a payment, an input or an attempt. */
  readonly episode: string;
  /** One or two sentences for a person, without personal data. */
  readonly text: string;
  /** The figures behind the text, for programs. */
  readonly facts: Readonly<Record<string, string | number | readonly string[]>>;
};

/** How soon somebody should look: cash or messages may be lost, somebody must act, good to know. */
export const severities: Readonly<Record<AlertKind, Severity>> = {
  'overdue-above-threshold': 'warning',
  'payment-returned': 'warning',
  'payment-failed': 'info',
  'invoice-incomplete': 'warning',
  'payment-unmatched': 'warning',
  'input-dead-lettered': 'critical',
  'delivery-failed': 'warning',
  'send-outcome-unknown': 'critical',
  'complaint-received': 'warning',
  'daily-cap-reached': 'critical',
  'sending-stopped': 'warning',
  'approval-needed': 'warning',
  'credit-usage-high': 'info',
  'credit-limit-exceeded': 'warning',
  'credit-risk-rising': 'warning',
  'credit-review-overdue': 'warning',
  'credit-rate-missing': 'warning',
  'bureau-down': 'warning',
  'referral-overdue': 'warning',
  'credit-letter-undelivered': 'warning',
  'credit-application-set-aside': 'warning',
};

export const episodeKey = ({ kind, accountId, episode }: Alert): string =>
  `${kind}#${accountId}#${episode}`;

/** An alert of its kind; without an account it is about none. */
export const alert = (
  kind: AlertKind,
  accountId: string | undefined,
  episode: string,
  text: string,
  facts: Alert['facts'],
): Alert => ({
  kind,
  severity: severities[kind],
  accountId: accountId ?? noAccount,
  episode,
  text,
  facts,
});

/** When an event was recorded, and what caused it. */
export type Recording = Pick<RecordedMeta, 'recordedAt' | 'causationId'>;
