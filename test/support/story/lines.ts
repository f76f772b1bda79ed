import type { DomainData, DomainFact, DomainName } from '../../../events/catalogue.ts';
import { creditTellers } from './credit-lines.ts';
import { money } from './money.ts';

type Line = {
  readonly instalment: number;
  readonly invoiceNumber: string;
  readonly amountMinor: number;
};

const allocated = (lines: readonly Line[], currency: string): string =>
  lines
    .map(({ invoiceNumber, instalment, amountMinor }) => {
      const part = instalment === 1 ? invoiceNumber : `${invoiceNumber}/${instalment}`;
      return `${part} ${money(amountMinor, currency)}`;
    })
    .join(', ');

type Contact = Pick<DomainData<'ContactSent'>, 'channel' | 'step' | 'anchorOn' | 'again'>;

const contact = ({ channel, step, anchorOn, again }: Contact): string =>
  `${channel} ${step}@${anchorOn}${again === undefined ? '' : ` again ${again}`}`;

type Step = Pick<DomainData<'StepPerformed'>, 'step' | 'anchorOn' | 'fallback' | 'again'>;

const stepOf = ({ step, anchorOn, fallback, again }: Step): string =>
  `${step}@${anchorOn}${fallback ? ' instead' : ''}${again === undefined ? '' : ` again ${again}`}`;

type Tellers = { readonly [N in DomainName]: (data: DomainData<N>) => string };

/** What each event says beyond its name, short enough to be written by hand in a story. */
const tellers: Tellers = {
  InvoicePosted: ({ invoiceNumber, totalMinor, currency, instalments }) =>
    `${invoiceNumber} ${money(totalMinor, currency)} due ${instalments.map(({ dueOn }) => dueOn).join(' and ')}`,
  InvoiceAmended: ({ invoiceNumber, deltaMinor, currency }) =>
    `${invoiceNumber} by ${money(deltaMinor, currency)}`,
  InvoiceVoided: ({ invoiceNumber, creditedMinor, currency }) =>
    `${invoiceNumber} ${money(creditedMinor, currency)}`,
  CreditNotePosted: ({ creditNoteNumber, invoiceNumber, amountMinor, currency }) =>
    `${creditNoteNumber} on ${invoiceNumber} ${money(amountMinor, currency)}`,
  PaymentReceived: ({ paymentId, amountMinor, currency }) =>
    `${paymentId} ${money(amountMinor, currency)}`,
  CashAllocated: ({ paymentId, allocations, currency, settledInvoices }) =>
    `${paymentId} to ${allocated(allocations, currency)}${settledInvoices.length > 0 ? `, settles ${settledInvoices.join(' ')}` : ''}`,
  CashReleased: ({ paymentId, released, currency, reason }) =>
    `${paymentId} from ${allocated(released, currency)}, ${reason}`,
  PaymentRefunded: ({ paymentId, amountMinor, currency }) =>
    `${paymentId} ${money(amountMinor, currency)}`,
  PaymentReversed: ({ paymentId, amountMinor, currency, reason }) =>
    `${paymentId} ${money(amountMinor, currency)}, ${reason}`,
  PaymentReinstated: ({ paymentId, amountMinor, currency }) =>
    `${paymentId} ${money(amountMinor, currency)}`,
  PromiseBroken: ({ promiseId, amountMinor, currency, promisedOn }) =>
    `${promiseId} ${money(amountMinor, currency)} by ${promisedOn}`,
  PaymentContested: ({ paymentId, amountMinor, currency }) =>
    `${paymentId} ${money(amountMinor, currency)}`,
  InvoiceWrittenOff: ({ invoiceNumber, amountMinor, currency }) =>
    `${invoiceNumber} ${money(amountMinor, currency)}`,
  WriteOffRequested: ({ invoiceNumber, amountMinor, limitMinor, currency }) =>
    `${invoiceNumber} ${money(amountMinor, currency)} above ${money(limitMinor, currency)}`,
  WriteOffRejected: ({ invoiceNumber, act }) => `${invoiceNumber}: ${act.reason}`,
  PaymentReallocated: ({ paymentId, invoiceNumbers }) =>
    `${paymentId} to ${invoiceNumbers.join(' ')}`,
  InvoiceDisputed: ({ invoiceNumber, openMinor, currency, act }) =>
    `${invoiceNumber} ${money(openMinor, currency)}: ${act.reason}`,
  InvoiceDisputeCleared: ({ invoiceNumber, openMinor, currency, act }) =>
    `${invoiceNumber} ${money(openMinor, currency)}: ${act.reason}`,
  EntryHeld: ({ kind, waitsFor }) => `${kind} for ${waitsFor}`,
  EntryRefused: ({ inputId, code }) => `${inputId}: ${code}`,
  PaymentUnmatched: ({ paymentId, amountMinor, currency }) =>
    `${paymentId} ${money(amountMinor, currency)}`,
  PaymentFailed: ({ paymentId, amountMinor, currency }) =>
    `${paymentId} ${money(amountMinor, currency)}`,
  CaseOpened: ({ sequence }) => `#${sequence}`,
  CaseStageEntered: ({ stage, daysPastDue }) => `${stage} at ${daysPastDue} days`,
  CaseRestarted: ({ from }) => (from === undefined ? 'from the first step' : `from ${from}`),
  CaseDeescalated: ({ stage, from, daysPastDue }) => `${from} to ${stage} at ${daysPastDue} days`,
  StepPerformed: ({ outcome, ...key }) => `${stepOf(key)}: ${outcome}`,
  StepUndelivered: ({ channel, reason, ...key }) => `${channel} ${stepOf(key)}: ${reason}`,
  StepDeferred: ({ until, reason, ...key }) =>
    `${stepOf(key)} until ${until.slice(0, 10)}: ${reason}`,
  TaskOpened: ({ kind, role, openMinor, currency, daysPastDue }) =>
    `${kind} for ${role}, ${money(openMinor, currency)} at ${daysPastDue} days`,
  TaskClaimed: ({ taskId, act }) => `${taskId}: ${act.reason}`,
  TaskReturned: ({ taskId, act }) => `${taskId}: ${act.reason}`,
  TaskFinished: ({ taskId, act }) => `${taskId}: ${act.reason}`,
  CaseHeld: ({ until, act }) => `until ${until}: ${act.reason}`,
  CaseReleased: ({ from, act }) => `from ${from}: ${act.reason}`,
  OverdueThresholdExceeded: ({ overdueMinor, currency, thresholdMinor }) =>
    `${money(overdueMinor, currency)} above ${money(thresholdMinor, currency)}`,
  CaseClosed: ({ reason }) => reason,
  PartyRegistered: ({ partyId, customerId, channels }) =>
    `${partyId === customerId ? '' : `of ${customerId} `}${channels.join(' ') || 'no channel'}`,
  ContactAttempted: (data) =>
    `${contact(data)} ${data.template} ${data.locale}: ${data.invoiceNumbers.join(' ')} ${money(data.amountMinor, data.currency)}`,
  ContactSent: contact,
  ContactSimulated: contact,
  ContactFailed: (data) => `${contact(data)} ${data.error}${data.final ? ', final' : ''}`,
  ContactOutcomeUnknown: contact,
  ContactDelivered: contact,
  ContactDelayed: (data) => `${contact(data)}: ${data.reason}`,
  ContactBounced: (data) => `${contact(data)} ${data.bounceType}: ${data.reason}`,
  ContactComplained: (data) => `${contact(data)}: ${data.feedbackType}`,
  AddressSuppressed: ({ channel, cause }) => `${channel}: ${cause}`,
  AddressUnsuppressed: ({ channel }) => channel,
  PartyOptedOut: ({ channel, scope, via }) => `${channel} ${scope} by ${via}`,
  PartyOptedIn: ({ channel, scope, via }) => `${channel} ${scope} by ${via}`,
  ContactDeferred: (data) => `${contact(data)} until ${data.until.slice(0, 10)}: ${data.rule}`,
  ContactRefused: (data) => `${contact(data)}: ${data.rule}`,
  SendingStopped: ({ act }) => act.reason,
  SendingResumed: ({ act }) => act.reason,
  DailyCapReached: ({ on, channel, cap, mode }) =>
    `${cap} by ${channel} on ${on}${mode === undefined ? '' : `, ${mode}`}`,
  InputRejected: ({ inputType, door, reasons }) =>
    `${inputType} from ${door}: ${reasons.join('; ')}`,
  ...creditTellers,
  OperationStarted: ({ command, scope }) => `${command} ${scope}`.trim(),
  OperationEnded: ({ command, result }) => `${command}: ${result}`,
  AlertRaised: ({ kind, severity }) => `${severity} ${kind}`,
};

/** Whom an event is about: the customer of its account, its party, or nobody. */
const subjectOf = (data: object): string => {
  const { accountId, partyId } = data as { accountId?: string; partyId?: string };
  if (accountId === undefined || accountId === '-') return partyId ?? '';
  const [customer = '', legalEntity] = accountId.split('|');
  return legalEntity === 'main' ? customer : `${customer}/${legalEntity}`;
};

/** `acme InvoicePosted INV-1 100.00 USD due 2026-04-01`. */
export const lineOf = ({ type, data }: DomainFact): string => {
  const tell = tellers[type] as (data: unknown) => string;
  return [subjectOf(data), type, tell(data)].filter((part) => part !== '').join(' ');
};
