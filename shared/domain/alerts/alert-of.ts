import type { DomainData, DomainFact, DomainName } from '../../../events/catalogue.ts';
import { dateIn, type Instant } from '../calendar.ts';
import { openingEvents } from '../inbound/opening.ts';
import { inMajor } from '../money.ts';
import { type Alert, alert, type Recording } from './alert.ts';
import { creditAlerts } from './credit-alerts.ts';

/** Refusals of the gate behind which data is missing, and what is missing. */
const missing: Readonly<Record<string, string>> = {
  'party-unknown': 'its customer was never registered',
  'zone-invalid': 'the time zone of its customer is not a zone',
  'no-address': 'its customer has no address for the channel of the step',
};

/** Refusals of the gate that say that the rules themselves are wrong: nobody is reached. */
const misruled: ReadonlySet<string> = new Set(['purpose-unknown', 'rule-unknown', 'no-window']);

/** Refusals of the ledger that change nothing because the same was booked before. */
const alreadyBooked: ReadonlySet<string> = new Set([
  'invoice-known',
  'payment-known',
  'reversal-known',
]);

const ofContact = ({
  attemptId,
  caseId,
  step,
  channel,
}: Pick<DomainData<'ContactSent'>, 'attemptId' | 'caseId' | 'step' | 'channel'>) => ({
  attemptId,
  caseId,
  step,
  channel,
});

const named = (invoiceNumbers: readonly string[]): string => {
  const [first, ...others] = invoiceNumbers;
  if (first === undefined) return 'no invoice';
  return others.length === 0 ? `invoice ${first}` : `invoice ${first} and ${others.length} more`;
};

const mostNamed = 20;

const deciders: {
  readonly [N in DomainName]?: (data: DomainData<N>, recording: Recording) => Alert | undefined;
} = {
  ...creditAlerts,
  OverdueThresholdExceeded: (data) =>
    alert(
      'overdue-above-threshold',
      data.accountId,
      data.caseId,
      `Account ${data.accountId} has ${inMajor(data.overdueMinor, data.currency)} past due, over the threshold of ${inMajor(data.thresholdMinor, data.currency)}. The oldest is ${data.daysPastDue} days late.`,
      {
        overdueMinor: data.overdueMinor,
        thresholdMinor: data.thresholdMinor,
        currency: data.currency,
        daysPastDue: data.daysPastDue,
      },
    ),
  PaymentContested: (data) =>
    alert(
      'payment-returned',
      data.accountId,
      data.paymentId,
      `Payment ${data.paymentId} is contested by its payer over ${inMajor(data.amountMinor, data.currency)}. The cash has not moved yet: answer the dispute at the provider in time.`,
      { disputeId: data.disputeId, amountMinor: data.amountMinor, currency: data.currency },
    ),
  PaymentReversed: (data) =>
    alert(
      'payment-returned',
      data.accountId,
      data.paymentId,
      `${inMajor(data.amountMinor, data.currency)} of payment ${data.paymentId} were taken back (${data.reason}). What it had settled is open again.`,
      {
        reversalId: data.reversalId,
        amountMinor: data.amountMinor,
        currency: data.currency,
        reason: data.reason,
      },
    ),
  PaymentFailed: (data) =>
    alert(
      'payment-failed',
      data.accountId,
      data.paymentId,
      `A payer tried to pay ${inMajor(data.amountMinor, data.currency)} for ${named(data.invoiceNumbers)} and could not.`,
      {
        amountMinor: data.amountMinor,
        currency: data.currency,
        provider: data.provider,
        invoiceNumbers: data.invoiceNumbers.slice(0, mostNamed),
      },
    ),
  PaymentUnmatched: (data) =>
    alert(
      'payment-unmatched',
      data.accountId,
      data.paymentId,
      `Payment ${data.paymentId}, ${inMajor(data.amountMinor, data.currency)} naming ${named(data.invoiceNumbers)}, is unmatched: ${data.reason}.`,
      {
        amountMinor: data.amountMinor,
        currency: data.currency,
        reason: data.reason,
        invoiceNumbers: data.invoiceNumbers.slice(0, mostNamed),
      },
    ),
  InputRejected: (data) =>
    alert(
      'input-dead-lettered',
      undefined,
      data.inputId,
      `Input ${data.inputId} (${data.inputType}) was rejected and waits in RejectedInputs. ${data.reasons[0] ?? ''}`.trim(),
      { door: data.door, inputType: data.inputType, reasons: data.reasons },
    ),
  EntryRefused: (data, { recordedAt, causationId }) => {
    if (alreadyBooked.has(data.code)) return undefined;
    if (causationId.startsWith(openingEvents)) {
      // A whole book that is imported again contradicts itself in every invoice, for one reason.
      const on = dateIn('UTC', recordedAt as Instant);
      return alert(
        'invoice-incomplete',
        undefined,
        `${openingEvents}${on}`,
        `An import of a legacy book told on ${on} what the ledger refused, first ${data.inputId} on account ${data.accountId}: ${data.message}. What else it refuses of imports on that day is counted, not told.`,
        { inputId: data.inputId, code: data.code, firstAccountId: data.accountId },
      );
    }
    const kind = data.inputId.startsWith('invoice:') ? 'invoice-incomplete' : 'input-dead-lettered';
    return alert(
      kind,
      data.accountId,
      data.inputId,
      `The ledger refused ${data.inputId} on account ${data.accountId}: ${data.message}.`,
      { inputId: data.inputId, code: data.code },
    );
  },
  ContactRefused: (data) => {
    const { accountId, caseId, rule } = data;
    const lacks = missing[rule];
    if (lacks !== undefined) {
      return alert(
        'invoice-incomplete',
        accountId,
        `${caseId}/${rule}`,
        `Account ${accountId} cannot be reminded: ${lacks}.`,
        { ...ofContact(data), rule },
      );
    }
    if (!misruled.has(rule)) return undefined;
    return alert(
      'delivery-failed',
      accountId,
      `${caseId}/${rule}`,
      `Account ${accountId} cannot be reminded: the contact rules allow nothing (${rule}).`,
      { ...ofContact(data), rule },
    );
  },
  ContactFailed: (data) =>
    data.final
      ? alert(
          'delivery-failed',
          data.accountId,
          data.attemptId,
          `The provider refused the ${data.channel} of step ${data.step} to account ${data.accountId}: ${data.error}. It is not tried again.`,
          { ...ofContact(data), error: data.error },
        )
      : undefined,
  ContactBounced: (data) =>
    data.bounceType === 'permanent'
      ? alert(
          'delivery-failed',
          data.accountId,
          data.attemptId,
          `The ${data.channel} of step ${data.step} to account ${data.accountId} came back: ${data.reason}. The address gets no more messages until it changes.`,
          { ...ofContact(data), reason: data.reason },
        )
      : undefined,
  ContactComplained: (data) =>
    alert(
      'complaint-received',
      data.accountId,
      data.attemptId,
      `The recipient of the ${data.channel} of step ${data.step} to account ${data.accountId} reported it as unwanted (${data.feedbackType}). The address gets no more messages.`,
      { ...ofContact(data), feedbackType: data.feedbackType },
    ),
  ContactOutcomeUnknown: (data) =>
    alert(
      'send-outcome-unknown',
      data.accountId,
      data.attemptId,
      `Nobody can say whether the ${data.channel} of step ${data.step} to account ${data.accountId} left. It is not sent again by itself: look it up at the provider.`,
      ofContact(data),
    ),
  WriteOffRequested: ({
    accountId,
    invoiceNumber,
    amountMinor,
    givenUpMinor = 0,
    limitMinor,
    currency,
    act,
  }) =>
    alert(
      'approval-needed',
      accountId,
      act.actId,
      `Giving up ${inMajor(amountMinor, currency)} of invoice ${invoiceNumber} on account ${accountId} was asked for under ${act.actId} (${act.reason}).${givenUpMinor === 0 ? '' : ` ${inMajor(givenUpMinor, currency)} was given up before and counts too.`} Above ${inMajor(limitMinor, currency)} a second person has to approve or reject it.`,
      {
        invoiceNumber,
        amountMinor,
        givenUpMinor,
        limitMinor,
        currency,
        requestId: act.actId,
        actor: act.actor,
      },
    ),
  SendingStopped: ({ act }) =>
    alert(
      'sending-stopped',
      undefined,
      act.actId,
      `All messages are stopped (${act.reason}). Steps that are due wait until somebody resumes.`,
      { actor: act.actor, reason: act.reason },
    ),
  DailyCapReached: ({ on, channel, cap, mode }) =>
    // Nobody waits for a message that would not have left: it is a forecast, and no emergency.
    mode === 'shadow'
      ? undefined
      : alert(
          'daily-cap-reached',
          undefined,
          `${on}/${channel}`,
          `The ${cap} messages by ${channel} that ${on} allows are used up. What is due waits for the next day.`,
          { on, channel, cap },
        ),
};

/** The alert that an event deserves, or undefined when it deserves none. */
export const alertOf = (fact: DomainFact, recording: Recording): Alert | undefined => {
  const decide = deciders[fact.type] as
    | ((data: DomainFact['data'], recording: Recording) => Alert | undefined)
    | undefined;
  return decide?.(fact.data, recording);
};

/** Events that may deserve an alert; the bus rule of raise-alerts lets exactly these through. */
export const alertableNames = Object.keys(deciders) as DomainName[];
