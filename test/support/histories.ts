import * as fc from 'fast-check';
import { addDays, businessDate } from '../../shared/domain/calendar.ts';
import { invoice, payment, type TestCommand } from './ledger.ts';

const start = businessDate('2026-01-01');
const day = fc.integer({ min: 0, max: 90 }).map((days) => addDays(start, days));
const amount = fc.integer({ min: 1, max: 300 });

const pick = <T>(...items: readonly [T, ...T[]]) => fc.constantFrom(...items);

const numbers = ['F1', 'F2', 'F3', 'F4', 'F5'] as const;
const paymentIds = ['p1', 'p2', 'p3', 'p4'] as const;

const anInvoice = (number: string) =>
  fc
    .tuple(
      day,
      fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), amount), { minLength: 1, maxLength: 3 }),
    )
    .map(([issuedOn, parts]) =>
      invoice(
        number,
        parts.reduce((sum, [, part]) => sum + part, 0),
        {
          issuedOn,
          instalments: parts.map(([days, part]): [string, number] => [
            addDays(issuedOn, days),
            part,
          ]),
        },
      ),
    );

const aPayment = (id: string, names: readonly string[]) =>
  fc
    .tuple(fc.integer({ min: 1, max: 600 }), day, fc.subarray([...names], { minLength: 0 }))
    .map(([amountMinor, receivedOn, invoiceNumbers]) =>
      payment(id, amountMinor, invoiceNumbers, receivedOn),
    );

/** Something that happens to an invoice or a payment, whether it exists or not, sensible or not. */
const anAfterthought: fc.Arbitrary<TestCommand> = fc.oneof(
  fc.record({
    kind: fc.constant('adjust-invoice' as const),
    adjustmentId: pick('a1', 'a2', 'a3'),
    invoiceNumber: pick(...numbers),
    deltaMinor: fc.integer({ min: -200, max: 200 }).filter((delta) => delta !== 0),
    adjustedOn: day,
    reason: fc.constant('price'),
  }),
  fc.record({
    kind: fc.constant('post-credit-note' as const),
    creditNoteNumber: pick('c1', 'c2', 'c3'),
    invoiceNumber: pick(...numbers),
    amountMinor: amount,
    issuedOn: day,
  }),
  fc.record({
    kind: fc.constant('cancel-invoice' as const),
    invoiceNumber: pick(...numbers),
    cancelledOn: day,
    reason: fc.constant('error'),
  }),
  fc.record({
    kind: fc.constant('write-off-invoice' as const),
    invoiceNumber: pick(...numbers),
    writtenOffOn: day,
    reason: fc.constant('gone'),
  }),
  fc.record({
    kind: fc.constant('refund-payment' as const),
    paymentId: pick(...paymentIds),
    refundId: pick('r1', 'r2', 'r3'),
    amountMinor: amount,
    refundedOn: day,
  }),
  fc.record({
    kind: fc.constant('reverse-payment' as const),
    paymentId: pick(...paymentIds),
    reversalId: pick('d1', 'd2'),
    amountMinor: amount,
    reversedOn: day,
    reason: pick('chargeback' as const, 'returned' as const),
  }),
  fc.record({
    kind: fc.constant('reinstate-payment' as const),
    paymentId: pick(...paymentIds),
    reversalId: pick('d1', 'd2'),
    amountMinor: amount,
    reinstatedOn: day,
  }),
  fc.record({
    kind: fc.constant('contest-payment' as const),
    paymentId: pick(...paymentIds),
    disputeId: pick('d1', 'd2'),
    amountMinor: amount,
    contestedOn: day,
  }),
  fc.record({
    kind: fc.constant('note-broken-promise' as const),
    promiseId: pick('pr1', 'pr2'),
    amountMinor: amount,
    promisedOn: day,
  }),
);

const act = fc.record({
  actId: pick('x1', 'x2', 'x3', 'x4', 'x5', 'x6'),
  actor: pick('ana', 'luis'),
  reason: fc.constant('ticket'),
});

/** What a person does to an invoice or a payment, whether it can be done or not. */
const anAct: fc.Arbitrary<TestCommand> = fc.oneof(
  fc.record({
    kind: pick('dispute-invoice' as const),
    act,
    invoiceNumber: pick(...numbers),
    disputedOn: day,
  }),
  fc.record({
    kind: pick('clear-dispute' as const),
    act,
    invoiceNumber: pick(...numbers),
    clearedOn: day,
  }),
  fc.record({
    kind: pick('reallocate-payment' as const),
    act,
    paymentId: pick(...paymentIds),
    invoiceNumbers: fc.uniqueArray(pick(...numbers), { minLength: 1, maxLength: 2 }),
    reallocatedOn: day,
  }),
  act.chain((done) =>
    fc.record({
      kind: pick('reverse-payment' as const),
      act: fc.constant(done),
      inputId: fc.constant(`act:${done.actId}`),
      paymentId: pick(...paymentIds),
      reversalId: fc.constant(`operator:${done.actId}`),
      reversedOn: day,
      reason: pick('error' as const),
    }),
  ),
  fc.tuple(act, pick(undefined, 'r1', 'r2', 'r3')).chain(([done, named]) =>
    fc.record({
      kind: pick('refund-payment' as const),
      act: fc.constant(done),
      inputId: fc.constant(named === undefined ? `act:${done.actId}` : `refund:${named}`),
      paymentId: pick(...paymentIds),
      refundId: fc.constant(named ?? `operator:${done.actId}`),
      amountMinor: amount,
      refundedOn: day,
    }),
  ),
  act.chain((done) =>
    fc.record({
      kind: pick('write-off-invoice' as const),
      act: fc.constant(done),
      inputId: fc.constant(`act:${done.actId}`),
      invoiceNumber: pick(...numbers),
      writtenOffOn: day,
      reason: fc.constant('gone'),
      limitMinor: amount,
    }),
  ),
  fc.record({
    kind: pick('approve-write-off' as const, 'reject-write-off' as const),
    act,
    invoiceNumber: pick(...numbers),
    requestId: pick('x1', 'x2', 'x3', 'x4', 'x5', 'x6'),
    decidedOn: day,
  }),
);

const historyWith = (
  afterthoughts: fc.Arbitrary<readonly TestCommand[]>,
): fc.Arbitrary<readonly TestCommand[]> =>
  fc
    .tuple(
      fc.subarray([...numbers], { minLength: 1 }).chain((some) => fc.tuple(...some.map(anInvoice))),
      fc
        .subarray([...paymentIds], { minLength: 0 })
        .chain((some) => fc.tuple(...some.map((id) => aPayment(id, numbers)))),
      afterthoughts,
    )
    .chain(([invoices, payments, later]) => {
      const inputs: TestCommand[] = [...invoices, ...payments, ...later];
      return fc
        .tuple(
          fc.shuffledSubarray(inputs, { minLength: inputs.length }),
          fc.array(fc.nat({ max: inputs.length - 1 }), { maxLength: 3 }),
        )
        .map(([order, repeats]) => [...order, ...repeats.flatMap((index) => inputs[index] ?? [])]);
    });

/** Any inputs in any order, some of them twice; remittances may name invoices that never come. */
export const anyHistory = historyWith(fc.array(anAfterthought, { maxLength: 6 }));

/** The same with people who act in between. */
export const actedHistory = historyWith(
  fc.array(fc.oneof(anAfterthought, anAct, anAct), { maxLength: 9 }),
);

/**
 * Inputs that agree with each other, so that no order breaks a rule: every named invoice is
 * issued, and what is given back or credited stays within what came in or was issued.
 */
export const agreeingInputs: fc.Arbitrary<readonly TestCommand[]> = fc
  .subarray([...numbers], { minLength: 1 })
  .chain((issued) =>
    fc.tuple(
      fc.tuple(...issued.map(anInvoice)),
      fc.tuple(...paymentIds.slice(0, 3).map((id) => aPayment(id, issued))),
      fc.subarray([0, 1, 2, 3, 4, 5]),
    ),
  )
  .map(([invoices, payments, chosen]) => {
    const [first] = invoices;
    const [p1, p2] = payments;
    if (first?.kind !== 'issue-invoice' || p1?.kind !== 'record-payment') return [...invoices];
    if (p2?.kind !== 'record-payment') return [...invoices];
    const afterwards: readonly TestCommand[] = [
      {
        kind: 'adjust-invoice',
        adjustmentId: 'a1',
        invoiceNumber: first.invoiceNumber,
        deltaMinor: 70,
        adjustedOn: addDays(businessDate(first.issuedOn), 3),
        reason: 'price',
      },
      {
        kind: 'post-credit-note',
        creditNoteNumber: 'c1',
        invoiceNumber: first.invoiceNumber,
        amountMinor: Math.ceil(first.totalMinor / 2),
        issuedOn: addDays(businessDate(first.issuedOn), 5),
      },
      {
        kind: 'refund-payment',
        paymentId: 'p1',
        refundId: 'r1',
        amountMinor: Math.ceil(p1.amountMinor / 2),
        refundedOn: addDays(businessDate(p1.receivedOn), 4),
      },
      {
        kind: 'reverse-payment',
        paymentId: 'p2',
        reversalId: 'd1',
        amountMinor: p2.amountMinor,
        reversedOn: addDays(businessDate(p2.receivedOn), 9),
        reason: 'chargeback',
      },
      {
        kind: 'reinstate-payment',
        paymentId: 'p2',
        reversalId: 'd1',
        amountMinor: p2.amountMinor,
        reinstatedOn: addDays(businessDate(p2.receivedOn), 20),
      },
      {
        kind: 'contest-payment',
        paymentId: 'p3',
        disputeId: 'd2',
        amountMinor: 1,
        contestedOn: addDays(businessDate(p1.receivedOn), 20),
      },
    ];
    return [...invoices, ...payments, ...chosen.flatMap((index) => afterwards[index] ?? [])];
  });
