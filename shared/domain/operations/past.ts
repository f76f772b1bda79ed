import type { DomainData, DomainName } from '../../../events/catalogue.ts';
import type { JournalItem } from '../../ports/journal.ts';
import { inMajor } from '../money.ts';
import { meaningOf } from './rules.ts';

/** One thing that happened, in a sentence. */
export type Happened = {
  readonly at: string;
  readonly eventId: string;
  readonly type: string;
  readonly what: string;
};

const performed = ({
  step,
  anchorOn,
  outcome,
  reason,
  fallback,
  again,
}: DomainData<'StepPerformed'>) => {
  const once = again === undefined ? '' : `, once more (${again}) because no notice stood,`;
  const what = `${step} for what fell due on ${anchorOn}${once}`;
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

/** Undefined when this one is no answer. */
type Tellers = {
  readonly [N in DomainName]?: (
    data: DomainData<N>,
    effectiveOn: JournalItem['effectiveOn'],
  ) => string | undefined;
};

/** Events that answer why a message was sent or not; others are no answer. */
const tellers: Tellers = {
  CaseOpened: ({ sequence }) => `case ${sequence} was opened`,
  CaseStageEntered: ({ stage, daysPastDue }) =>
    `the case entered ${stage}, ${daysPastDue} days past due`,
  CaseDeescalated: ({ stage, from, daysPastDue }) =>
    `the case went back from ${from} to ${stage}, ${daysPastDue} days past due`,
  CaseClosed: ({ reason, act }) =>
    `the case was closed: ${reason}${act === undefined ? '' : `, ${act.reason}`}`,
  CaseHeld: ({ until, act }, from) =>
    `the case was put on hold from ${from} until ${until}: ${act.reason}`,
  CaseReleased: ({ from, act }) => `the ${from} of the case was taken back: ${act.reason}`,
  StepPerformed: performed,
  StepDeferred: ({ step, until, reason }) =>
    `${step} was put off to ${until}: ${meaningOf(reason)}`,
  StepUndelivered: ({ step, channel, reason }) => `${step} by ${channel} reached nobody: ${reason}`,
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
  InvoicePosted: ({ invoiceNumber, totalMinor, currency, openingBalance }) =>
    openingBalance &&
    `invoice ${invoiceNumber} was brought along from another system with ${inMajor(totalMinor, currency)} open on ${openingBalance.on}, chased from ${openingBalance.chaseFrom} on`,
  PaymentReversed: ({ paymentId, amountMinor, currency, reason, act }) =>
    `payment ${paymentId} lost ${inMajor(amountMinor, currency)}: ${reason}${act === undefined ? '' : `, ${act.reason}`}`,
  PromiseBroken: ({ promiseId, amountMinor, currency, promisedOn }) =>
    `promise ${promiseId} to pay ${inMajor(amountMinor, currency)} by ${promisedOn} was not kept`,
  PaymentRefunded: ({ paymentId, amountMinor, currency, act }) =>
    `${inMajor(amountMinor, currency)} of payment ${paymentId} went back to the payer${act === undefined ? '' : `: ${act.reason}`}`,
  PaymentReallocated: ({ paymentId, invoiceNumbers, act }) =>
    `payment ${paymentId} was put on ${invoiceNumbers.join(', ')}: ${act.reason}`,
  InvoiceDisputed: ({ invoiceNumber, act }) =>
    `invoice ${invoiceNumber} was flagged as disputed: ${act.reason}`,
  InvoiceDisputeCleared: ({ invoiceNumber, act }) =>
    `the dispute of invoice ${invoiceNumber} ended: ${act.reason}`,
  InvoiceWrittenOff: ({ invoiceNumber, amountMinor, currency, reason, act, request }) => {
    const what = `${inMajor(amountMinor, currency)} of invoice ${invoiceNumber} was given up`;
    // The reason of the event is that of whoever asked; the actor is whoever decided.
    return request === undefined
      ? `${what}: ${reason}`
      : `${what}, as ${request.actor} had asked under ${request.actId} (${request.reason})${act === undefined ? '' : `; approved: ${act.reason}`}`;
  },
  WriteOffRequested: ({ invoiceNumber, amountMinor, currency, act }) =>
    `giving up ${inMajor(amountMinor, currency)} of invoice ${invoiceNumber} was asked for under ${act.actId} and waits for approval: ${act.reason}`,
  WriteOffRejected: ({ invoiceNumber, request, act }) =>
    `invoice ${invoiceNumber} will not be given up, as ${request.actor} had asked under ${request.actId}: ${act.reason}`,
};

const actorOf = (data: object): string => {
  const { act } = data as { readonly act?: { readonly actor: string } };
  return act === undefined ? '' : `, by ${act.actor}`;
};

/** What happened to an account, its case and its messages, in the order of its recording. */
export const pastOf = (events: readonly JournalItem[], accountId: string): readonly Happened[] =>
  events
    .filter(({ data }) => (data as { readonly accountId?: string }).accountId === accountId)
    .flatMap(({ type, data, effectiveOn, recordedAt, streamId, version }): Happened[] => {
      const tell = tellers[type] as
        | ((data: JournalItem['data'], on: JournalItem['effectiveOn']) => string | undefined)
        | undefined;
      const told = tell?.(data, effectiveOn);
      if (told === undefined) return [];
      const eventId = `${streamId}#${version}`;
      return [{ at: recordedAt, eventId, type, what: `${told}${actorOf(data)}` }];
    })
    .sort((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0));
