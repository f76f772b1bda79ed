import { expect, it } from 'vitest';
import { rejectedInputs } from '../support/story/rejected.ts';
import { type Story, story } from '../support/story/story.ts';
import { adjustment, customer, invoice, upstream } from '../support/story/tellings.ts';

/** Sends a body to the queue named, as an operator does who redrives it. */
const redrive = (
  { runtime }: Story,
  day: string,
  to: { readonly queue: string; readonly group: string },
  body: string,
): void => {
  runtime.at(Date.parse(`${day}T08:00:00.000Z`), `an operator on ${day}`, () =>
    runtime.send(`${to.queue}Queue`, body, { group: to.group, deduplicationId: day }),
  );
};

it('books the first document of a number, and tells once of each other one', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const terms = { dueOn: '2026-06-01', issuedOn: '2026-03-02' };
    const first = invoice('INV-1', terms);
    const dearer = invoice('INV-1', { ...terms, totalMinor: 120_000 });
    s.tell('2026-03-02', '06:00', customer('acme'), first, dearer, first);
    s.tell('2026-03-03', '06:00', first, dearer);
    s.tell(
      '2026-03-04',
      '06:00',
      invoice('INV-1', { ...terms, paymentUrl: 'https://pay.example.com/1' }),
    );
    s.tell('2026-03-05', '06:00', invoice('INV-1', { ...terms, dueOn: '2026-05-31' }));

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-06-01',
      'acme EntryRefused invoice:INV-1@4f6242207cdaeb10: differs',
      'acme AlertRaised warning invoice-incomplete',
      'notice of warning: [warning] invoice-incomplete acme|main|USD',
    ]);
    await s.on('2026-03-03', ['notice of info: Alerts of 2026-03-02: 1']);
    await s.on('2026-03-05', [
      'acme EntryRefused invoice:INV-1@115936753bddb33d: differs',
      'acme AlertRaised warning invoice-incomplete',
      'notice of warning: [warning] invoice-incomplete acme|main|USD',
    ]);
    await s.on('2026-03-06', ['notice of info: Alerts of 2026-03-05: 1']);
    // A refusal is an outcome of the ledger and stands in the journal; nothing waits to be redriven.
    expect(rejectedInputs(s.runtime)).toEqual([]);
  }));

it('refuses to take more off an invoice than it has, once, and takes what fits under another number', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const tooMuch = adjustment('AD-1', 'INV-1', -100_001);
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-06-01' }));
    s.tell('2026-03-03', '06:00', tooMuch, tooMuch);
    s.tell('2026-03-03', '12:00', tooMuch);
    s.tell('2026-03-04', '06:00', adjustment('AD-2', 'INV-1', -10_001));
    s.tell('2026-03-05', '06:00', adjustment('AD-1', 'INV-1', -10_001));

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-06-01',
    ]);
    await s.on('2026-03-03', [
      'acme EntryRefused adjustment:AD-1: exceeds-invoice',
      'acme AlertRaised critical input-dead-lettered',
      'notice of critical: [critical] input-dead-lettered acme|main|USD',
    ]);
    await s.on('2026-03-04', [
      'acme InvoiceAmended INV-1 by -100.01 USD',
      'notice of info: Alerts of 2026-03-03: 1',
    ]);
    // The number was decided with the first document, refused or not.
    await s.on('2026-03-05', [
      'acme EntryRefused adjustment:AD-1@374e26a546d7c96b: differs',
      'acme AlertRaised critical input-dead-lettered',
      'notice of critical: [critical] input-dead-lettered acme|main|USD',
    ]);
    await s.on('2026-03-06', ['notice of info: Alerts of 2026-03-05: 1']);
    expect(rejectedInputs(s.runtime)).toEqual([]);
  }));

/** A payment of 1000.00 USD to that account, reported with the same id each time. */
const reported = (key: string, accountId: string) =>
  upstream('PaymentReported', key, {
    meta: { eventId: key, occurredAt: '2026-03-03T07:00:00Z' },
    data: {
      paymentId: 'P-1',
      amountMinor: 100_000,
      currency: 'USD',
      receivedOn: '2026-03-03',
      accountId,
    },
  });

const zeta = { queue: 'AccountCommands', group: 'zeta|main|USD' };
const payment = {
  kind: 'record-payment',
  inputId: 'payment:upstream:P-1',
  accountId: zeta.group,
  cause: { causationId: 'op-1', correlationId: 'op-1' },
  paymentId: 'upstream:P-1',
  amountMinor: 100_000,
  receivedOn: '2026-03-03',
  invoiceNumbers: [],
};

it('books a payment in no second account, neither at the door nor for an operator', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'), customer('zeta'));
    s.tell(
      '2026-03-02',
      '06:05',
      invoice('A-1', { dueOn: '2026-06-01' }),
      invoice('Z-1', { customerId: 'zeta', dueOn: '2026-06-01' }),
    );
    s.tell('2026-03-03', '07:00', reported('r1', 'acme|main|USD'));
    s.tell('2026-03-04', '07:00', reported('r2', zeta.group));
    redrive(s, '2026-03-05', zeta, JSON.stringify(payment));
    redrive(s, '2026-03-06', zeta, JSON.stringify(payment));

    await s.skipThrough('2026-03-02');
    await s.on('2026-03-03', [
      'acme PaymentReceived upstream:P-1 1000.00 USD',
      'acme CashAllocated upstream:P-1 to A-1 1000.00 USD, settles A-1',
    ]);
    await s.on('2026-03-04', [
      'zeta AlertRaised warning payment-unmatched',
      'zeta PaymentUnmatched upstream:P-1 1000.00 USD',
      'notice of warning: [warning] payment-unmatched zeta|main|USD',
    ]);
    const [only, ...others] = rejectedInputs(s.runtime);
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      inputId: 'payment:upstream:P-1',
      redriveTo: 'PaymentEvents',
      reasons: 'it states another account than acme|main|USD, where it is booked',
    });
    expect(JSON.parse(only?.body ?? '')).toMatchObject({
      meta: { eventId: 'r2' },
      data: { paymentId: 'P-1', accountId: zeta.group },
    });
    await s.on('2026-03-05', [
      'notice of info: Alerts of 2026-03-04: 1',
      'zeta EntryRefused payment:upstream:P-1: payment-elsewhere',
      'zeta AlertRaised critical input-dead-lettered',
      'notice of critical: [critical] input-dead-lettered zeta|main|USD',
    ]);
    await s.on('2026-03-06', ['notice of info: Alerts of 2026-03-05: 1']);
  }));

it('parks a command that cannot be read, lets those behind it pass and takes it mended', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const unfit = { ...payment, amountMinor: '1000.00' };
    s.tell('2026-03-02', '06:00', customer('zeta'));
    redrive(s, '2026-03-03', zeta, JSON.stringify(unfit));
    s.tell('2026-03-03', '08:01', invoice('Z-1', { customerId: 'zeta', dueOn: '2026-06-01' }));
    redrive(s, '2026-03-04', zeta, JSON.stringify(unfit));

    await s.on('2026-03-02', ['zeta PartyRegistered email sms']);
    await s.on('2026-03-03', [
      'AlertRaised critical input-dead-lettered',
      'InputRejected record-payment from account-commands: amountMinor: "1000.00"; expected a number',
      'notice of critical: [critical] input-dead-lettered -',
      'zeta InvoicePosted Z-1 1000.00 USD due 2026-06-01',
    ]);
    await s.on('2026-03-04', ['notice of info: Alerts of 2026-03-03: 1']);
    // One for each delivery; the journal tells of them once.
    const parked = rejectedInputs(s.runtime);
    expect(parked).toEqual(
      [1, 2].map(() => ({
        body: JSON.stringify(unfit),
        inputId: expect.stringMatching(/^payment:upstream:P-1@[0-9a-f]{16}$/),
        redriveTo: zeta.queue,
        reasons: 'amountMinor: "1000.00"; expected a number',
      })),
    );
    const { body = '', redriveTo = '' } = parked[0] ?? {};
    const command = JSON.parse(body) as typeof unfit;
    const mended = JSON.stringify({ ...command, amountMinor: 100_000 });
    redrive(s, '2026-03-05', { queue: redriveTo, group: command.accountId }, mended);
    await s.on('2026-03-05', [
      'zeta PaymentReceived upstream:P-1 1000.00 USD',
      'zeta CashAllocated upstream:P-1 to Z-1 1000.00 USD, settles Z-1',
    ]);
    await s.quietUntil('2026-03-20');
  }));
