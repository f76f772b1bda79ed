import { type BusinessDate, daysBetween } from '../calendar.ts';
import type { Movement } from './asof.ts';

export type InstalmentHistory = {
  readonly instalment: number;
  readonly dueOn: BusinessDate;
  /** Adjustments included. */
  readonly issuedMinor: number;
  readonly openMinor: number;
  /** The business date on which it stopped being open for good. */
  readonly settledOn?: BusinessDate;
};

export type InvoiceHistory = {
  readonly invoiceNumber: string;
  readonly issuedOn: BusinessDate;
  /** Of its last instalment. */
  readonly dueOn: BusinessDate;
  readonly issuedMinor: number;
  readonly paidMinor: number;
  readonly creditedMinor: number;
  readonly writtenOffMinor: number;
  readonly openMinor: number;
  readonly instalments: readonly InstalmentHistory[];
  /** When the last of its instalments stopped being open for good. */
  readonly settledOn?: BusinessDate;
  /** Days that its latest instalment was settled after its due date, 0 when early; set with `settledOn`. */
  readonly daysLate?: number;
};

const sumOf = (movements: readonly Movement[], field: Movement['field']): number =>
  movements.reduce((sum, one) => sum + (one.field === field ? one.amountMinor : 0), 0);

/**
 * The last day on which the open amount went from something to nothing. Movements count by
 * business date, all of a day together: an instalment that was laid open and covered again on
 * one day was settled before.
 */
const settledOnOf = (movements: readonly Movement[]): BusinessDate | undefined => {
  const byDay = Map.groupBy(movements, ({ on }) => on);
  let open = 0;
  let settledOn: BusinessDate | undefined;
  for (const day of [...byDay.keys()].sort()) {
    const before = open;
    for (const { field, amountMinor } of byDay.get(day) ?? []) {
      open += field === 'issued' ? amountMinor : -amountMinor;
    }
    if (open !== 0) settledOn = undefined;
    else if (before !== 0 || settledOn === undefined) settledOn = day;
  }
  return settledOn;
};

const instalmentOf = (movements: readonly Movement[]): InstalmentHistory[] => {
  const [first] = movements;
  if (first?.instalment === undefined || first.dueOn === undefined) return [];
  const issuedMinor = sumOf(movements, 'issued');
  const taken = (['credited', 'writtenOff', 'paid'] as const).map((at) => sumOf(movements, at));
  const settledOn = settledOnOf(movements);
  return [
    {
      instalment: first.instalment,
      dueOn: first.dueOn,
      issuedMinor,
      openMinor: taken.reduce((open, amount) => open - amount, issuedMinor),
      ...(settledOn !== undefined && { settledOn }),
    },
  ];
};

const lastOf = (days: readonly BusinessDate[]): BusinessDate | undefined => days.toSorted().at(-1);

/** What became of each invoice, in the order in which they were posted. */
export const invoiceHistories = (movements: Iterable<Movement>): readonly InvoiceHistory[] => {
  const ofInvoices = [...movements].filter(({ invoiceNumber }) => invoiceNumber !== undefined);
  const byInvoice = Map.groupBy(ofInvoices, ({ invoiceNumber = '' }) => invoiceNumber);
  return [...byInvoice].flatMap(([invoiceNumber, own]): InvoiceHistory[] => {
    const posted = own.find(({ field }) => field === 'issued');
    const instalments = [...Map.groupBy(own, ({ instalment }) => instalment).values()]
      .flatMap(instalmentOf)
      .sort((left, right) => left.instalment - right.instalment);
    const dueOn = lastOf(instalments.map((one) => one.dueOn));
    if (!posted || dueOn === undefined) return [];
    const settled = instalments.flatMap((one) => one.settledOn ?? []);
    const settledOn = settled.length === instalments.length ? lastOf(settled) : undefined;
    const late = instalments.map((one) =>
      one.settledOn === undefined ? 0 : Math.max(0, daysBetween(one.dueOn, one.settledOn)),
    );
    return [
      {
        invoiceNumber,
        issuedOn: posted.on,
        dueOn,
        issuedMinor: sumOf(own, 'issued'),
        paidMinor: sumOf(own, 'paid'),
        creditedMinor: sumOf(own, 'credited'),
        writtenOffMinor: sumOf(own, 'writtenOff'),
        openMinor: instalments.reduce((sum, { openMinor }) => sum + openMinor, 0),
        instalments,
        ...(settledOn !== undefined && { settledOn, daysLate: Math.max(0, ...late) }),
      },
    ];
  });
};

/** What moved in one calendar month, `YYYY-MM`, by business date. */
export type MonthFlow = {
  readonly month: string;
  readonly issuedMinor: number;
  readonly creditedMinor: number;
  readonly writtenOffMinor: number;
  readonly paidMinor: number;
  readonly receivedMinor: number;
  readonly refundedMinor: number;
};

/** Flows of the months in which something moved, in order. */
export const monthlyFlows = (movements: Iterable<Movement>): readonly MonthFlow[] => {
  const byMonth = Map.groupBy(movements, ({ on }) => on.slice(0, 7));
  return [...byMonth.keys()].sort().map((month): MonthFlow => {
    const own = byMonth.get(month) ?? [];
    return {
      month,
      issuedMinor: sumOf(own, 'issued'),
      creditedMinor: sumOf(own, 'credited'),
      writtenOffMinor: sumOf(own, 'writtenOff'),
      paidMinor: sumOf(own, 'paid'),
      receivedMinor: sumOf(own, 'received'),
      refundedMinor: sumOf(own, 'refunded'),
    };
  });
};
