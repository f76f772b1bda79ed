import { shardOf } from '../account.ts';
import { freeOf, latest, openOf, unappliedOf } from './amounts.ts';
import type { Book, Invoice, Payment } from './types.ts';

/** A table item: its key and what it holds. */
export type Item = { readonly pk: string; readonly sk: string } & Readonly<Record<string, unknown>>;
export type Key = { readonly pk: string; readonly sk: string };

const two = (n: number): string => String(n).padStart(2, '0');

/** Sort keys and partitions of the Receivables table; ids are free of `#`, so that keys parse one way. */
export const keys = {
  account: (accountId: string) => `ACCOUNT#${accountId}`,
  /** The snapshot shares the prefix of the open instalments: one query reads a position. */
  snapshot: 'OPEN',
  openPrefix: 'OPEN#',
  open: (dueOn: string, invoiceNumber: string, instalment: number) =>
    `OPEN#${dueOn}#${invoiceNumber}#${two(instalment)}`,
  invoice: (invoiceNumber: string) => `INVOICE#${invoiceNumber}`,
  payment: (paymentId: string) => `PAYMENT#${paymentId}`,
  fundPrefix: 'FUND#',
  fund: (receivedOn: string, paymentId: string) => `FUND#${receivedOn}#${paymentId}`,
  waitPrefix: (invoiceNumber: string) => `WAIT#${invoiceNumber}#`,
  wait: (invoiceNumber: string, paymentId: string) => `WAIT#${invoiceNumber}#${paymentId}`,
  trailPrefix: (paymentId: string) => `ALLOC#${paymentId}#`,
  trail: (paymentId: string, sequence: number) =>
    `ALLOC#${paymentId}#${String(sequence).padStart(12, '0')}`,
  input: (inputId: string) => `IN#${inputId}`,
  heldPrefix: (referent: string) => `HELD#${referent}#`,
  held: (referent: string, inputId: string) => `HELD#${referent}#${inputId}`,
  plan: (planId: string) => `PLAN#${planId}`,
  invoiceNumber: (invoiceNumber: string) => `INVOICENO#${invoiceNumber}`,
  paymentId: (paymentId: string) => `PAYMENT#${paymentId}`,
  paymentAccount: 'ACCOUNT',
  agenda: (dueOn: string, shard: number) => `AGENDA#${dueOn}#${shard}`,
  writeOffs: (shard: number) => `WRITEOFFS#${shard}`,
  writeOff: (on: string, accountId: string, invoiceNumber: string) =>
    `${on}#${accountId}#${invoiceNumber}`,
  parkedPrefix: 'PARKED#',
  parked: (inputId: string) => `PARKED#${inputId}`,
} as const;

const indexOf = (pk: string, invoice: Invoice): Item[] =>
  invoice.instalments.flatMap((instalment) => {
    const openMinor = openOf(instalment);
    if (openMinor === 0) return [];
    return [
      {
        pk,
        sk: keys.open(instalment.dueOn, invoice.invoiceNumber, instalment.instalment),
        invoiceNumber: invoice.invoiceNumber,
        instalment: instalment.instalment,
        dueOn: instalment.dueOn,
        issuedOn: invoice.issuedOn,
        amountMinor: instalment.issuedMinor,
        openMinor,
        ...(invoice.disputedOn === undefined ? {} : { disputed: true }),
        ...(invoice.writeOff && { writeOffRequest: invoice.writeOff.request.actId }),
        ...(invoice.openingBalance && { chaseFrom: invoice.openingBalance.chaseFrom }),
        paymentUrl: invoice.paymentUrl,
        documentUrl: invoice.documentUrl,
      },
    ];
  });

/**
 * A write-off that waits for a second person, on the list of all accounts. It says what was asked
 * for and not what is open, so that cash on the invoice does not touch it.
 */
const requestOf = (accountId: string, invoice: Invoice | null): Item[] => {
  if (!invoice?.writeOff) return [];
  const { invoiceNumber, writeOff, issuedOn } = invoice;
  const on = writeOff.on ?? issuedOn;
  return [
    {
      pk: keys.writeOffs(shardOf(accountId)),
      sk: keys.writeOff(on, accountId, invoiceNumber),
      accountId,
      invoiceNumber,
      ...writeOff,
      on,
    },
  ];
};

const fundOf = (pk: string, payment: Payment): Item[] =>
  freeOf(payment) > 0
    ? [
        {
          pk,
          sk: keys.fund(payment.receivedOn, payment.paymentId),
          paymentId: payment.paymentId,
          receivedOn: payment.receivedOn,
          unappliedMinor: unappliedOf(payment),
        },
      ]
    : [];

/** Makes a payment the account's own: nothing is booked when another account has it. */
export type Claim = Item & { readonly accountId: string };

export type Changes = {
  readonly puts: readonly Item[];
  readonly deletes: readonly Key[];
  readonly claims: readonly Claim[];
};

type IndexChanges = Pick<Changes, 'puts' | 'deletes'>;

/** Index items that changed: written when new or different, deleted when gone. */
const indexChanges = (before: readonly Item[], after: readonly Item[]): IndexChanges => {
  const old = new Map(before.map((item) => [item.sk, item]));
  const kept = new Set(after.map(({ sk }) => sk));
  return {
    puts: after.filter((item) => JSON.stringify(old.get(item.sk)) !== JSON.stringify(item)),
    deletes: before.filter(({ sk }) => !kept.has(sk)).map(({ pk, sk }) => ({ pk, sk })),
  };
};

const invoiceChanges = (accountId: string, before: Invoice | null, after: Invoice): Changes => {
  const pk = keys.account(accountId);
  const index = indexChanges(before ? indexOf(pk, before) : [], indexOf(pk, after));
  const request = indexChanges(requestOf(accountId, before), requestOf(accountId, after));
  const number = after.invoiceNumber;
  return {
    puts: [
      { pk, sk: keys.invoice(number), ...after },
      ...index.puts,
      ...request.puts,
      ...(before ? [] : [{ pk: keys.invoiceNumber(number), sk: pk, accountId }]),
    ],
    deletes: [...index.deletes, ...request.deletes],
    claims: [],
  };
};

const paymentChanges = (accountId: string, before: Payment | null, after: Payment): Changes => {
  const pk = keys.account(accountId);
  const id = after.paymentId;
  const index = indexChanges(before ? fundOf(pk, before) : [], fundOf(pk, after));
  const known = new Set(before?.waitsFor);
  return {
    puts: [
      { pk, sk: keys.payment(id), ...after },
      ...index.puts,
      ...after.waitsFor
        .filter((number) => !known.has(number))
        .map((number) => ({ pk, sk: keys.wait(number, id), paymentId: id })),
    ],
    deletes: index.deletes,
    claims: before ? [] : [{ pk: keys.paymentId(id), sk: keys.paymentAccount, accountId }],
  };
};

/**
 * What the table must take for the book to be as it is after. Entries `WAIT#` of names that are
 * no longer waited for stay until their invoice comes: they only tell where to look.
 */
export const bookChanges = (before: Book, after: Book): Changes => {
  const changes: Changes[] = [];
  for (const [number, invoice] of after.invoices) {
    const old = before.invoices.get(number) ?? null;
    if (invoice && invoice !== old) changes.push(invoiceChanges(after.accountId, old, invoice));
  }
  for (const [id, payment] of after.payments) {
    const old = before.payments.get(id) ?? null;
    if (payment && payment !== old) changes.push(paymentChanges(after.accountId, old, payment));
  }
  return {
    puts: changes.flatMap(({ puts }) => puts),
    deletes: changes.flatMap(({ deletes }) => deletes),
    claims: changes.flatMap(({ claims }) => claims),
  };
};

/**
 * One agenda item for each day on which something of a new invoice falls due; of one that was
 * brought along, no day before it is chased.
 */
export const agendaItems = (before: Book, after: Book): Item[] => {
  const shard = shardOf(after.accountId);
  const days = new Set<string>();
  for (const [number, invoice] of after.invoices) {
    if (!invoice || before.invoices.get(number)) continue;
    for (const { dueOn } of invoice.instalments) {
      days.add(latest(dueOn, invoice.openingBalance?.chaseFrom ?? dueOn));
    }
  }
  return [...days].map((dueOn) => ({ pk: keys.agenda(dueOn, shard), sk: after.accountId }));
};

/** More agenda items than this are written before the transaction: alone they only cause a look. */
export const maxAgendaInTransaction = 20;
