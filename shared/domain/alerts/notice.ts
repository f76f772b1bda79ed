import type { Instant } from '../calendar.ts';
import type { Alert, Severity } from './alert.ts';

/** What a topic's subscribers get: a subject and a text for people, the same as data for programs. */
export type Notice = {
  readonly severity: Severity;
  /** `digest` for the daily count. */
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
};

export const noticeOf = (alert: Alert, raisedAt: Instant): Notice => {
  const { kind, severity, accountId, episode, text, facts } = alert;
  return {
    severity,
    kind,
    subject: `[${severity}] ${kind} ${accountId}`,
    text: [
      text,
      '',
      `Kind: ${kind}`,
      `Severity: ${severity}`,
      `Account: ${accountId}`,
      `Episode: ${episode}`,
      `Raised at: ${raisedAt}`,
      '',
      'What repeats in this episode is counted in the daily digest.',
    ].join('\n'),
    data: { schemaVersion: 1, kind, severity, accountId, episode, raisedAt, text, facts },
  };
};
