import { standardWebhook } from '../../book/inputs/standard-webhooks.ts';
import {
  type StripePayment,
  stripeCharged,
  stripeDispute,
  stripeFailed,
  stripeRefunded,
  stripeSucceeded,
} from '../../book/inputs/stripe.ts';
import type { Account, Moment, Pen } from './pen.ts';
import type { Issued } from './random-invoices.ts';

type Payment = Account & {
  readonly reference: string;
  readonly amountMinor: number;
  readonly invoiceNumbers: readonly string[];
  /** Whether the payer says who pays; otherwise the invoices must tell. */
  readonly named: boolean;
  readonly day: number;
};

const stripeOf = (payment: Payment): StripePayment => {
  const { reference, amountMinor, currency, invoiceNumbers, named } = payment;
  return {
    reference,
    amountMinor,
    currency,
    invoiceNumbers,
    ...(named ? { customerId: payment.customerId, legalEntity: payment.legalEntity } : {}),
  };
};

type Dispute = Parameters<typeof stripeDispute>[2];

/** What a dispute may go through; each event is told on its own, in any order. */
const disputes: readonly [Dispute[], ...Dispute[][]] = [
  ['created'],
  ['created', 'funds_withdrawn'],
  ['created', 'funds_withdrawn', 'funds_reinstated'],
  ['funds_withdrawn'],
];

const addStripe = (pen: Pen, payment: Payment): void => {
  const { random, between, oneOf, momentOf, tell } = pen;
  const stripe = stripeOf(payment);
  const later = () => momentOf(payment.day + between(0, 12));
  const moment = momentOf(payment.day);
  if (random.chance(0.1)) tell(stripeFailed(moment, stripe));
  tell(stripeSucceeded(moment, stripe));
  if (random.chance(0.5)) tell(stripeCharged(moment, stripe));
  if (random.chance(0.2)) {
    const whole = random.chance(0.3);
    const first = whole ? payment.amountMinor : between(1, Math.floor(payment.amountMinor / 2));
    tell(stripeRefunded(later(), stripe, 'one', first));
    if (!whole && random.chance(0.3)) {
      tell(stripeRefunded(later(), stripe, 'two', between(1, payment.amountMinor - first)));
    }
  } else if (random.chance(0.25)) {
    for (const what of oneOf(disputes)) tell(stripeDispute(later(), stripe, what));
  }
};

const addStandard = (pen: Pen, payment: Payment): void => {
  const { random, between, momentOf, tell } = pen;
  const { reference, amountMinor, currency, invoiceNumbers, named } = payment;
  const account = `${payment.customerId}|${payment.legalEntity}|${currency}`;
  const of = { reference, amountMinor, currency, invoiceNumbers };
  const stated = named ? { ...of, accountId: account } : of;
  tell(standardWebhook('succeeded', momentOf(payment.day), stated));
  if (random.chance(0.15)) {
    const moment = momentOf(payment.day + between(0, 12));
    tell(standardWebhook('refunded', moment, { ...stated, amountMinor: between(1, amountMinor) }));
  }
};

const addReported = (pen: Pen, payment: Payment): void => {
  const { random, between, momentOf, tellUpstream } = pen;
  const { reference, amountMinor, currency, invoiceNumbers, named } = payment;
  const report = (
    kind: 'succeeded' | 'reversed' | 'reinstated',
    moment: Moment,
    minor: number,
    objectId?: string,
  ): void =>
    tellUpstream('PaymentReported', `${reference}-${kind}`, moment, {
      paymentId: reference,
      kind,
      ...(objectId === undefined ? {} : { objectId }),
      ...(named ? { customerId: payment.customerId } : {}),
      legalEntity: payment.legalEntity,
      invoiceNumbers: [...invoiceNumbers],
      amountMinor: minor,
      currency,
      receivedOn: moment.day,
    });
  const moment = momentOf(payment.day);
  report('succeeded', moment, amountMinor);
  if (random.chance(0.2)) {
    const returned = `${reference}-returned`;
    const backOn = () => momentOf(payment.day + between(0, 12));
    report('reversed', backOn(), amountMinor, returned);
    if (random.chance(0.4)) report('reinstated', backOn(), amountMinor, returned);
  }
};

const remittanceOf = (
  { random, oneOf }: Pen,
  target: Issued,
  siblings: readonly Issued[],
  keepsCash: boolean,
): string[] => {
  const { invoiceNumber } = target;
  const other = siblings[random.below(siblings.length)]?.invoiceNumber ?? invoiceNumber;
  return oneOf<string[]>([
    [invoiceNumber],
    [invoiceNumber],
    [...new Set([invoiceNumber, other])],
    keepsCash ? [invoiceNumber, `${invoiceNumber}-unheard-of`] : [],
    keepsCash ? [`${invoiceNumber}-mistyped`] : [invoiceNumber],
    [],
  ]);
};

/** Payments of every size and kind, some before the invoice that they are for. */
export const addPayments = (
  pen: Pen,
  seed: number,
  issued: readonly Issued[],
  keepsCash: boolean,
): void => {
  const { random, between, oneOf } = pen;
  for (let nth = between(3, 9); nth > 0; nth -= 1) {
    const target = issued[random.below(issued.length)];
    if (target === undefined) return;
    const { account, totalMinor } = target;
    const siblings = issued.filter((other) => other.account === account);
    const payment: Payment = {
      ...account,
      reference: `P${seed}-${nth}`,
      amountMinor: oneOf([
        totalMinor,
        totalMinor,
        between(1, totalMinor),
        totalMinor + between(1, totalMinor),
      ]),
      invoiceNumbers: remittanceOf(pen, target, siblings, keepsCash),
      named: random.chance(0.6),
      day: Math.max(0, target.day + between(-3, 30)),
    };
    const add = oneOf([addStripe, addStripe, addStandard, addReported]);
    add(pen, payment);
  }
};
