import type { DomainData, DomainName } from '../../../events/catalogue.ts';
import type { JournalItem } from '../../ports/journal.ts';
import { inMajor } from '../alerts/alert-of.ts';
import { meaningOf } from './rules.ts';

/** One thing that happened, in a sentence. */
export type Happened = {
  readonly at: string;
  readonly eventId: string;
  readonly type: string;
  readonly what: string;
};

const performed = ({ step, anchorOn, outcome, reason, fallback }: DomainData<'StepPerformed'>) => {
  const what = `${step} for what fell due on ${anchorOn}`;
  const where = fallback === true ? ', on its other channel' : '';
  const why = reason === undefined ? '' : `: ${meaningOf(reason)}`;
  switch (outcome) {
    case 'sent':
      return `${what} was sent${where}`;
    case 'simulated':
      return `${what} was simulated${where}: the environment contacts this party in shadow`;
    case 'task-opened':
      return `${what} became a task for a person`;
    case 'nothing-to-say':
      return `${what} was not sent, nothing was left to ask for${why}`;
    case 'refused':
      return `${what} was not sent${why}`;
    case 'failed':
      return `${what} was not taken by the provider${why}`;
    case 'unknown':
      return `${what} may have been sent; the provider never said so`;
  }
};

type Tellers = { readonly [N in DomainName]?: (data: DomainData<N>) => string };

/** Events that answer why a message was sent or not; others are no answer. */
const tellers: Tellers = {
  CaseOpened: ({ sequence }) => `case ${sequence} was opened`,
  CaseStageEntered: ({ stage, daysPastDue }) =>
    `the case entered ${stage}, ${daysPastDue} days past due`,
  CaseDeescalated: ({ stage, from, daysPastDue }) =>
    `the case went back from ${from} to ${stage}, ${daysPastDue} days past due`,
  CaseClosed: ({ reason, act }) =>
    `the case was closed: ${reason}${act === undefined ? '' : `, ${act.reason}`}`,
  CaseHeld: ({ until, act }) => `the case was put on hold until ${until}: ${act.reason}`,
  CaseReleased: ({ from, act }) => `the ${from} of the case was taken back: ${act.reason}`,
  StepPerformed: performed,
  StepDeferred: ({ step, until, reason }) =>
    `${step} was put off to ${until}: ${meaningOf(reason)}`,
  ContactDeferred: ({ step, channel, until, rule }) =>
    `${step} by ${channel} has to wait until ${until}: ${meaningOf(rule)}`,
  ContactRefused: ({ step, channel, rule }) =>
    `${step} by ${channel} may not happen: ${meaningOf(rule)}`,
  ContactFailed: ({ step, channel, error }) =>
    `the provider did not take ${step} by ${channel}: ${error}`,
  OverdueThresholdExceeded: ({ overdueMinor, currency }) =>
    `${inMajor(overdueMinor, currency)} past due, above the threshold`,
  PaymentReceived: ({ paymentId, amountMinor, currency }) =>
    `payment ${paymentId} of ${inMajor(amountMinor, currency)} came in`,
  PaymentReversed: ({ paymentId, amountMinor, currency, reason }) =>
    `payment ${paymentId} lost ${inMajor(amountMinor, currency)}: ${reason}`,
  PaymentReallocated: ({ paymentId, invoiceNumbers, act }) =>
    `payment ${paymentId} was put on ${invoiceNumbers.join(', ')}: ${act.reason}`,
  InvoiceDisputed: ({ invoiceNumber, act }) =>
    `invoice ${invoiceNumber} was flagged as disputed: ${act.reason}`,
  InvoiceDisputeCleared: ({ invoiceNumber, act }) =>
    `the dispute of invoice ${invoiceNumber} ended: ${act.reason}`,
  InvoiceWrittenOff: ({ invoiceNumber, amountMinor, currency, reason }) =>
    `${inMajor(amountMinor, currency)} of invoice ${invoiceNumber} was given up: ${reason}`,
  WriteOffRequested: ({ invoiceNumber, act }) =>
    `giving up invoice ${invoiceNumber} was asked for: ${act.reason}`,
  WriteOffRejected: ({ invoiceNumber, act }) =>
    `invoice ${invoiceNumber} will not be given up: ${act.reason}`,
};

const actorOf = (data: object): string => {
  const { act } = data as { readonly act?: { readonly actor: string } };
  return act === undefined ? '' : `, by ${act.actor}`;
};

/** What happened to an account, its case and its messages, in the order of its recording. */
export const pastOf = (events: readonly JournalItem[], accountId: string): readonly Happened[] =>
  events
    .filter(({ data }) => (data as { readonly accountId?: string }).accountId === accountId)
    .flatMap(({ type, data, recordedAt, streamId, version }): Happened[] => {
      const tell = tellers[type] as ((data: JournalItem['data']) => string) | undefined;
      return tell === undefined
        ? []
        : [
            {
              at: recordedAt,
              eventId: `${streamId}#${version}`,
              type,
              what: `${tell(data)}${actorOf(data)}`,
            },
          ];
    })
    .sort((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0));
