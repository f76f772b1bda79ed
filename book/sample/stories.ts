import type { Random } from '../../local/kernel/random.ts';
import { addDays, type BusinessDate, type Zone } from '../../shared/domain/calendar.ts';
import { stripeDispute } from '../inputs/stripe.ts';
import { busInput } from '../inputs/upstream.ts';
import type { BookInput } from '../model.ts';
import { between } from './draw.ts';
import type { SampleInvoice } from './invoices.ts';
import {
  asStripe,
  declined,
  momentOf,
  type Payment,
  paysBy,
  received,
  refunded,
  roundly,
} from './payments.ts';

/** What an invoice's story may use. */
export type Scene = {
  readonly random: Random;
  readonly zone: Zone;
  readonly invoice: SampleInvoice;
};

type Story = {
  readonly name: string;
  readonly weight: number;
  /** Only Stripe tells the whole life of a dispute. */
  readonly stripeOnly?: true;
  readonly tell: (scene: Scene) => BookInput[];
};

const paymentFor = (
  { invoice }: Scene,
  amountMinor: number,
  suffix = 'P1',
  remittance: readonly string[] = [invoice.invoiceNumber],
): Payment => ({
  reference: `${invoice.invoiceNumber}-${suffix}`,
  invoice,
  amountMinor,
  remittance,
});

/** Pays a debt as the customer's habit has it, from a day on. */
const settle = (
  scene: Scene,
  amountMinor: number,
  options: {
    readonly notBefore?: BusinessDate;
    readonly dueOn?: BusinessDate;
    readonly suffix?: string;
    readonly remittance?: readonly string[];
  } = {},
): BookInput[] => {
  const { invoice, random, zone } = scene;
  const debt = { dueOn: options.dueOn ?? invoice.dueOn, amountMinor };
  return paysBy(random, invoice, debt, options.notBefore ?? addDays(invoice.issuedOn, 1)).flatMap(
    (part, index) =>
      received(
        random,
        zone,
        part.day,
        paymentFor(
          scene,
          part.amountMinor,
          `${options.suffix ?? 'P'}${index + 1}`,
          options.remittance,
        ),
      ),
  );
};

const about = ({ invoice }: Scene) => ({
  invoiceNumber: invoice.invoiceNumber,
  customerId: invoice.customer.data.customerId,
  legalEntity: invoice.customer.place.legalEntity,
  currency: invoice.currency,
});

const credited = (scene: Scene, day: BusinessDate, amountMinor: number): BookInput =>
  busInput(scene.zone, 'upstream.erp', {
    type: 'CreditNoteIssued',
    key: `credit-note:${scene.invoice.invoiceNumber}`,
    day,
    time: '06:20',
    data: {
      ...about(scene),
      creditNoteNumber: `CN-${scene.invoice.invoiceNumber}`,
      amountMinor,
      issuedOn: day,
      reason: 'Goods returned',
    },
  });

const adjusted = (scene: Scene, day: BusinessDate, deltaMinor: number): BookInput =>
  busInput(scene.zone, 'upstream.erp', {
    type: 'InvoiceAdjusted',
    key: `adjustment:${scene.invoice.invoiceNumber}`,
    day,
    time: '06:20',
    data: {
      ...about(scene),
      adjustmentId: `AD-${scene.invoice.invoiceNumber}`,
      deltaMinor,
      adjustedOn: day,
      reason: deltaMinor < 0 ? 'Price agreed' : 'Freight left out',
    },
  });

const cancelled = (scene: Scene, day: BusinessDate): BookInput =>
  busInput(scene.zone, 'upstream.erp', {
    type: 'InvoiceCancelled',
    key: `cancellation:${scene.invoice.invoiceNumber}`,
    day,
    time: '06:20',
    data: { ...about(scene), cancelledOn: day, reason: 'Order withdrawn' },
  });

/** A share of the invoice, at least one minor unit and less than all of it. */
const share = ({ invoice }: Scene, percent: number): number =>
  roundly(invoice.totalMinor, percent, invoice.customer.place.stepMinor);

const soon = ({ invoice, random }: Scene, least: number, most: number): BusinessDate =>
  addDays(invoice.issuedOn, between(random, least, most));

/** Paid on the due date and contested some weeks later. */
const disputed = (scene: Scene, ends: 'won' | 'lost' | 'open'): BookInput[] => {
  const { invoice, random, zone } = scene;
  const payment = paymentFor(scene, invoice.totalMinor);
  const stripe = asStripe(payment);
  const contestedOn = addDays(invoice.dueOn, between(random, 8, 20));
  const at = (days: number) => momentOf(random, zone, addDays(contestedOn, days));
  const life = received(random, zone, invoice.dueOn, payment);
  life.push(stripeDispute(at(0), stripe, 'created'));
  if (ends !== 'open') life.push(stripeDispute(at(2), stripe, 'funds_withdrawn'));
  if (ends === 'won') life.push(stripeDispute(at(30), stripe, 'funds_reinstated'));
  return life;
};

const instalmentCount = 3;

/** Equal parts a month apart, the first taking what does not divide. */
export const instalmentsOf = ({ dueOn, totalMinor }: SampleInvoice) => {
  const part = Math.floor(totalMinor / instalmentCount);
  return Array.from({ length: instalmentCount }, (_, index) => ({
    dueOn: addDays(dueOn, index * 30),
    amountMinor: index === 0 ? totalMinor - part * (instalmentCount - 1) : part,
  }));
};

export const stories: readonly Story[] = [
  { name: 'ordinary', weight: 780, tell: (scene) => settle(scene, scene.invoice.totalMinor) },
  {
    name: 'instalments',
    weight: 40,
    tell: (scene) =>
      instalmentsOf(scene.invoice).flatMap(({ dueOn, amountMinor }, index) =>
        settle(scene, amountMinor, { dueOn, suffix: `I${index + 1}P` }),
      ),
  },
  {
    name: 'without remittance',
    weight: 28,
    tell: (scene) => settle(scene, scene.invoice.totalMinor, { remittance: [] }),
  },
  {
    name: 'declined first',
    weight: 24,
    tell: (scene) => {
      const { invoice, random, zone } = scene;
      const attempt = paymentFor(scene, invoice.totalMinor, 'declined');
      return [
        declined(random, zone, soon(scene, 2, 6), attempt),
        ...settle(scene, invoice.totalMinor, { notBefore: soon(scene, 7, 9) }),
      ];
    },
  },
  {
    name: 'paid twice, the second refunded',
    weight: 14,
    tell: (scene) => {
      const { invoice, random, zone } = scene;
      const paidOn = soon(scene, 3, 12);
      const again = paymentFor(scene, invoice.totalMinor, 'again');
      return [
        ...received(random, zone, paidOn, paymentFor(scene, invoice.totalMinor)),
        ...received(random, zone, addDays(paidOn, 1), again),
        refunded(random, zone, addDays(paidOn, 6), again, again.amountMinor),
      ];
    },
  },
  {
    name: 'paid, then part credited and refunded',
    weight: 14,
    tell: (scene) => {
      const { invoice, random, zone } = scene;
      const payment = paymentFor(scene, invoice.totalMinor);
      const paidOn = soon(scene, 3, 12);
      const back = share(scene, 20);
      return [
        ...received(random, zone, paidOn, payment),
        credited(scene, addDays(paidOn, 4), back),
        refunded(random, zone, addDays(paidOn, 5), payment, back),
      ];
    },
  },
  { name: 'dispute won', weight: 14, stripeOnly: true, tell: (scene) => disputed(scene, 'won') },
  { name: 'dispute lost', weight: 14, stripeOnly: true, tell: (scene) => disputed(scene, 'lost') },
  { name: 'dispute open', weight: 10, stripeOnly: true, tell: (scene) => disputed(scene, 'open') },
  {
    name: 'part credited',
    weight: 26,
    tell: (scene) => {
      const creditedOn = soon(scene, 1, 6);
      const amountMinor = share(scene, between(scene.random, 5, 30));
      return [
        credited(scene, creditedOn, amountMinor),
        ...settle(scene, scene.invoice.totalMinor - amountMinor, {
          notBefore: addDays(creditedOn, 1),
        }),
      ];
    },
  },
  {
    name: 'credited in full',
    weight: 6,
    tell: (scene) => [credited(scene, soon(scene, 2, 9), scene.invoice.totalMinor)],
  },
  {
    name: 'adjusted',
    weight: 22,
    tell: (scene) => {
      const adjustedOn = soon(scene, 1, 5);
      const deltaMinor = share(scene, 8) * (scene.random.chance(0.5) ? 1 : -1);
      return [
        adjusted(scene, adjustedOn, deltaMinor),
        ...settle(scene, scene.invoice.totalMinor + deltaMinor, {
          notBefore: addDays(adjustedOn, 1),
        }),
      ];
    },
  },
  { name: 'cancelled', weight: 14, tell: (scene) => [cancelled(scene, soon(scene, 1, 10))] },
  {
    name: 'cancelled after it was paid, and refunded',
    weight: 7,
    tell: (scene) => {
      const { invoice, random, zone } = scene;
      const payment = paymentFor(scene, invoice.totalMinor);
      const paidOn = soon(scene, 2, 8);
      return [
        ...received(random, zone, paidOn, payment),
        cancelled(scene, addDays(paidOn, 3)),
        refunded(random, zone, addDays(paidOn, 9), payment, payment.amountMinor),
      ];
    },
  },
  {
    name: 'paid before it was issued',
    weight: 10,
    tell: (scene) =>
      received(
        scene.random,
        scene.zone,
        addDays(scene.invoice.issuedOn, -1),
        paymentFor(scene, scene.invoice.totalMinor),
      ),
  },
];
