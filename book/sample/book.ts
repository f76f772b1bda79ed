import { createRandom, type Random } from '../../local/kernel/random.ts';
import { addDays, businessDate } from '../../shared/domain/calendar.ts';
import { apiInput, busInput, customerHour, invoiceHour } from '../inputs/upstream.ts';
import { type Book, type BookInput, inOrder } from '../model.ts';
import { creditStories, type OrderOf } from './credit.ts';
import { createCustomers, type SampleCustomer } from './customers.ts';
import { oneOf, weighted } from './draw.ts';
import { createInvoices, type SampleInvoice } from './invoices.ts';
import { mistakes } from './mistakes.ts';
import { received } from './payments.ts';
import { instalmentsOf, type Scene, stories } from './stories.ts';

export const sampleFrom = businessDate('2026-01-05');
export const sampleTo = businessDate('2026-08-31');
const zone = 'UTC';
const customerCount = 120;
/** Some systems deliver again what they have delivered. */
const deliveredAgain = 0.03;
/** How often a customer pays two open invoices with one transfer. */
const paysTogether = 0.06;

/** Eight months of an invented company that sells in six countries; the same for the same seed. */
export const sampleBook = (seed: number, customers = customerCount): Book => {
  const random = createRandom(seed, 'sample');
  const people = createCustomers(random.fork('customers'), customers);
  const invoices = createInvoices(random.fork('invoices'), people, sampleFrom, sampleTo);
  const credit = creditStories(random.fork('credit'), {
    zone,
    from: sampleFrom,
    to: sampleTo,
    customers: people,
    invoices,
  });
  const inputs = [
    ...introductions(people, invoices),
    ...credit.inputs,
    ...tellStories(random.fork('stories'), invoices, credit.orderOf),
    ...mistakes(zone, sampleFrom),
  ].filter(({ day }) => day <= sampleTo);
  const again = random.fork('again');
  const repeated = inputs.flatMap((input) =>
    input.door === 'bus' && again.chance(deliveredAgain) ? [input, input] : [input],
  );
  return {
    name: 'Sample book',
    zone,
    from: sampleFrom,
    to: sampleTo,
    inputs: inOrder(repeated),
    staffed: true,
    notes: [],
  };
};

/** Each customer the day before its first invoice, so that even a payment in advance finds it. */
const introductions = (
  customers: readonly SampleCustomer[],
  invoices: readonly SampleInvoice[],
): BookInput[] =>
  customers.flatMap((customer): BookInput[] => {
    const first = invoices.find((invoice) => invoice.customer === customer);
    if (first === undefined) return [];
    const fact = {
      type: 'CustomerUpserted' as const,
      key: `customer:${customer.data.customerId}`,
      day: addDays(first.issuedOn, -1),
      time: customerHour,
      data: customer.data,
    };
    return customer.place.door === 'bus'
      ? [busInput(zone, 'upstream.crm', fact)]
      : [apiInput(zone, 'crm', `call:${fact.key}`, [fact])];
  });

const tellStories = (
  random: Random,
  invoices: readonly SampleInvoice[],
  orderOf: OrderOf,
): BookInput[] => {
  const paidWithAnother = new Set<SampleInvoice>();
  return invoices.flatMap((invoice, index) => {
    const scene: Scene = { random: random.fork(invoice.invoiceNumber), zone, invoice };
    const story = storyOf(scene);
    const issued = issue(invoice, story.name === 'instalments', orderOf(invoice));
    if (paidWithAnother.has(invoice)) return [issued];
    const other =
      story.name === 'ordinary' ? companionOf(scene, invoices.slice(index + 1)) : undefined;
    if (other === undefined) return [issued, ...story.tell(scene)];
    paidWithAnother.add(other);
    return [issued, ...payTogether(scene, other)];
  });
};

const storyOf = (scene: Scene) => {
  const story = weighted(scene.random, stories);
  const possible =
    story.stripeOnly !== true || scene.invoice.customer.place.paysThrough === 'stripe';
  return possible ? story : { ...story, ...ordinary() };
};

const ordinary = () => {
  const [first] = stories;
  return { name: 'ordinary', tell: first?.tell ?? (() => []) };
};

/** The next invoice of the same account, when this customer pays both at once. */
const companionOf = (
  { invoice, random }: Scene,
  later: readonly SampleInvoice[],
): SampleInvoice | undefined => {
  if (invoice.customer.habit.name === 'never' || !random.chance(paysTogether)) return undefined;
  return later.find(
    ({ customer, currency }) => customer === invoice.customer && currency === invoice.currency,
  );
};

/** One transfer for both on a day after both are known, which may be well past due for the first. */
const payTogether = ({ invoice, random }: Scene, other: SampleInvoice): BookInput[] =>
  received(random, zone, addDays(other.issuedOn, oneOf(random, [3, 8, 15])), {
    reference: `${invoice.invoiceNumber}-together`,
    invoice,
    amountMinor: invoice.totalMinor + other.totalMinor,
    remittance: [invoice.invoiceNumber, other.invoiceNumber],
  });

const issue = (
  invoice: SampleInvoice,
  inInstalments: boolean,
  orderId: string | undefined,
): BookInput => {
  const { customer, invoiceNumber, currency, issuedOn, dueOn, totalMinor } = invoice;
  const fact = {
    type: 'InvoiceIssued' as const,
    key: `invoice:${invoiceNumber}`,
    day: issuedOn,
    time: invoiceHour,
    data: {
      invoiceNumber,
      customerId: customer.data.customerId,
      legalEntity: customer.place.legalEntity,
      currency,
      issuedOn,
      totalMinor,
      ...(inInstalments ? { instalments: instalmentsOf(invoice) } : { dueOn }),
      ...(orderId === undefined ? {} : { orderId }),
      paymentUrl: `https://pay.example.com/${invoiceNumber}`,
      documentUrl: `https://documents.example.com/${invoiceNumber}.pdf`,
    },
  };
  return customer.place.door === 'bus'
    ? busInput(zone, 'upstream.erp', fact)
    : apiInput(zone, 'erp', `call:${fact.key}`, [fact]);
};
