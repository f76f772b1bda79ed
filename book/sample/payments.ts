import type { Random } from '../../local/kernel/random.ts';
import { accountIdOf } from '../../shared/domain/account.ts';
import { addDays, type BusinessDate, type Zone } from '../../shared/domain/calendar.ts';
import { standardWebhook } from '../inputs/standard-webhooks.ts';
import {
  type StripePayment,
  stripeCharged,
  stripeFailed,
  stripeRefunded,
  stripeSucceeded,
} from '../inputs/stripe.ts';
import { busInput } from '../inputs/upstream.ts';
import { type BookInput, compareText } from '../model.ts';
import { between, oneOf, workingDay } from './draw.ts';
import type { SampleInvoice } from './invoices.ts';

export type Moment = { readonly zone: Zone; readonly day: BusinessDate; readonly time: string };

/** Cash of one customer for one or more invoices, before it takes the form of its provider. */
export type Payment = {
  readonly reference: string;
  readonly invoice: SampleInvoice;
  readonly amountMinor: number;
  /** What the payer says it is for; nothing when empty. */
  readonly remittance: readonly string[];
};

/** Hours at which money arrives: before, during and after the hours of contact. */
const hours = ['07:00', '07:00', '10:30', '14:15', '18:40'] as const;

export const momentOf = (random: Random, zone: Zone, day: BusinessDate): Moment => ({
  zone,
  day,
  time: oneOf(random, hours),
});

/** How often Stripe also tells about the charge of a payment that it has told about. */
const tellsTwice = 0.2;

export const asStripe = (payment: Payment): StripePayment => ({
  reference: payment.reference,
  amountMinor: payment.amountMinor,
  currency: payment.invoice.currency,
  invoiceNumbers: payment.remittance,
  ...(payment.remittance.length > 0
    ? {}
    : {
        customerId: payment.invoice.customer.data.customerId,
        legalEntity: payment.invoice.customer.place.legalEntity,
      }),
});

const asStandard = ({ reference, amountMinor, invoice, remittance }: Payment) => ({
  reference,
  amountMinor,
  currency: invoice.currency,
  invoiceNumbers: remittance,
  ...(remittance.length > 0 ? {} : { accountId: accountOf(invoice) }),
});

export const accountOf = ({ customer, currency }: SampleInvoice): string =>
  accountIdOf(customer.data.customerId, customer.place.legalEntity, currency);

const reported = (
  moment: Moment,
  payment: Payment,
  kind: 'succeeded' | 'failed' | 'refunded',
): BookInput =>
  busInput(moment.zone, 'upstream.bank-feed', {
    type: 'PaymentReported',
    key: `bank:${kind}:${payment.reference}`,
    day: moment.day,
    time: moment.time,
    data: {
      paymentId: payment.reference,
      kind,
      ...(kind === 'refunded' ? { objectId: `${payment.reference}-R` } : {}),
      customerId: payment.invoice.customer.data.customerId,
      legalEntity: payment.invoice.customer.place.legalEntity,
      invoiceNumbers: [...payment.remittance],
      amountMinor: payment.amountMinor,
      currency: payment.invoice.currency,
      receivedOn: moment.day,
    },
  });

/** Cash in, in the form in which that market pays. */
export const received = (
  random: Random,
  zone: Zone,
  day: BusinessDate,
  payment: Payment,
): BookInput[] => {
  const moment = momentOf(random, zone, day);
  switch (payment.invoice.customer.place.paysThrough) {
    case 'stripe': {
      const stripe = asStripe(payment);
      return random.chance(tellsTwice)
        ? [stripeSucceeded(moment, stripe), stripeCharged(moment, stripe)]
        : [stripeSucceeded(moment, stripe)];
    }
    case 'standard-webhooks':
      return [standardWebhook('succeeded', moment, asStandard(payment))];
    case 'bank':
      return [reported(moment, payment, 'succeeded')];
  }
};

export const declined = (
  random: Random,
  zone: Zone,
  day: BusinessDate,
  payment: Payment,
): BookInput => {
  const moment = momentOf(random, zone, day);
  switch (payment.invoice.customer.place.paysThrough) {
    case 'stripe':
      return stripeFailed(moment, asStripe(payment));
    case 'standard-webhooks':
      return standardWebhook('failed', moment, asStandard(payment));
    case 'bank':
      return reported(moment, payment, 'failed');
  }
};

/** Money back, all of it or the part named. */
export const refunded = (
  random: Random,
  zone: Zone,
  day: BusinessDate,
  payment: Payment,
  amountMinor: number,
): BookInput => {
  const moment = momentOf(random, zone, day);
  const part = { ...payment, amountMinor };
  switch (payment.invoice.customer.place.paysThrough) {
    case 'stripe':
      return stripeRefunded(moment, asStripe(payment), 'refund', amountMinor);
    case 'standard-webhooks':
      return standardWebhook('refunded', moment, asStandard(part));
    case 'bank':
      return reported(moment, part, 'refunded');
  }
};

/** A share of an amount in whole price steps where it has some, else to the minor unit; never nothing. */
export const roundly = (amountMinor: number, percent: number, stepMinor: number): number => {
  const share = (amountMinor * percent) / 100;
  const steps = Math.floor(share / stepMinor) * stepMinor;
  return steps > 0 ? steps : Math.max(1, Math.floor(share));
};

/** What a customer of that habit pays for a debt due on a day: when and how much; nothing when it never pays. */
export const paysBy = (
  random: Random,
  invoice: SampleInvoice,
  debt: { readonly dueOn: BusinessDate; readonly amountMinor: number },
  notBefore: BusinessDate,
): { readonly day: BusinessDate; readonly amountMinor: number }[] => {
  const { name, earliest, latest } = invoice.customer.habit;
  const onDay = (days: number): BusinessDate => {
    const day = workingDay(addDays(debt.dueOn, days));
    return compareText(day, notBefore) < 0 ? notBefore : day;
  };
  if (name === 'never') return [];
  const day = onDay(between(random, earliest, latest));
  if (name !== 'part') return [{ day, amountMinor: debt.amountMinor }];
  const { stepMinor } = invoice.customer.place;
  const part = roundly(debt.amountMinor, between(random, 35, 65), stepMinor);
  const rest = debt.amountMinor - part;
  // Half of those who pay in part pay the rest one day.
  return rest === 0 || random.chance(0.5)
    ? [{ day, amountMinor: part }]
    : [
        { day, amountMinor: part },
        { day: onDay(between(random, 50, 110)), amountMinor: rest },
      ];
};
