import { businessDate } from '../../shared/domain/calendar.ts';
import type { Instalment, Invoice, Payment } from '../../shared/domain/ledger/types.ts';

export const day = businessDate;

/** 100 of F1, due at the end of January, of which everything is open. */
export const instalmentOf = (over: Partial<Instalment> = {}): Instalment => ({
  instalment: 1,
  dueOn: day('2026-01-31'),
  issuedMinor: 100,
  creditedMinor: 0,
  writtenOffMinor: 0,
  covers: [],
  openSince: day('2026-01-01'),
  ...over,
});

/** One of several instalments, each due on the 28th of its month. */
export const monthlyOf = (number: number, over: Partial<Instalment> = {}): Instalment =>
  instalmentOf({ instalment: number, dueOn: day(`2026-0${number}-28`), ...over });

export const invoiceOf = (over: Partial<Invoice> = {}): Invoice => ({
  invoiceNumber: 'F1',
  issuedOn: day('2026-01-01'),
  voided: false,
  instalments: [instalmentOf()],
  ...over,
});

/** 100 of p1, of which nothing is used. */
export const paymentOf = (over: Partial<Payment> = {}): Payment => ({
  paymentId: 'p1',
  receivedOn: day('2026-01-20'),
  availableOn: day('2026-01-20'),
  receivedMinor: 100,
  paidMinor: 0,
  refundedMinor: 0,
  contestedMinor: 0,
  reversals: [],
  names: [],
  waitsFor: [],
  visiting: false,
  ...over,
});
