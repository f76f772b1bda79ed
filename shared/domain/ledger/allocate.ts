import type { BusinessDate } from '../calendar.ts';
import { latest, openOf } from './amounts.ts';
import type { Invoice } from './types.ts';

/** Cash to place, in the order in which it is used. */
export type Fund = {
  readonly paymentId: string;
  readonly amountMinor: number;
  readonly availableOn: BusinessDate;
};

/** A place for cash, in the order in which it is filled. */
export type Target = {
  readonly invoiceNumber: string;
  readonly instalment: number;
  readonly dueOn: BusinessDate;
  readonly openMinor: number;
  readonly openSince: BusinessDate;
};

export type Line = {
  readonly paymentId: string;
  readonly invoiceNumber: string;
  readonly instalment: number;
  readonly dueOn: BusinessDate;
  readonly amountMinor: number;
};

/** Lines of one payment that count from the same business date. */
export type Group = {
  readonly paymentId: string;
  readonly effectiveOn: BusinessDate;
  readonly lines: readonly Line[];
};

/** Table actions that a new payment (item, fund, trail, event) or a new group (event) costs. */
const fundCost = 4;
const groupCost = 1;
/** An instalment costs its index item; its invoice costs one more, once. */
const targetCost = 1;
const invoiceCost = 1;

/**
 * Covers target after target with fund after fund until either runs out or the transaction has
 * no room. Cash counts from the day on which both the cash and the debt were there, so the
 * result does not depend on which of them we heard of first.
 */
export const allocate = (
  funds: readonly Fund[],
  targets: readonly Target[],
  room: number,
): readonly Group[] => {
  const groups = new Map<string, { paymentId: string; effectiveOn: BusinessDate; lines: Line[] }>();
  const invoices = new Set<string>();
  const payments = new Set<string>();
  let left = room;
  let fundIndex = 0;
  let targetIndex = 0;
  let cash = funds[0]?.amountMinor ?? 0;
  let open = targets[0]?.openMinor ?? 0;
  let charged = -1;
  for (;;) {
    const fund = funds[fundIndex];
    const target = targets[targetIndex];
    if (!fund || !target) break;
    const amountMinor = Math.min(cash, open);
    if (amountMinor > 0) {
      const effectiveOn = latest(fund.availableOn, target.openSince);
      const key = `${fund.paymentId}#${effectiveOn}`;
      const cost =
        (payments.has(fund.paymentId) ? (groups.has(key) ? 0 : groupCost) : fundCost) +
        (charged === targetIndex ? 0 : targetCost) +
        (invoices.has(target.invoiceNumber) ? 0 : invoiceCost);
      if (cost > left) break;
      left -= cost;
      charged = targetIndex;
      payments.add(fund.paymentId);
      invoices.add(target.invoiceNumber);
      const group = groups.get(key) ?? { paymentId: fund.paymentId, effectiveOn, lines: [] };
      groups.set(key, group);
      const { invoiceNumber, instalment, dueOn } = target;
      const { paymentId } = fund;
      group.lines.push({ paymentId, invoiceNumber, instalment, dueOn, amountMinor });
    }
    cash -= amountMinor;
    open -= amountMinor;
    if (cash === 0) cash = funds[++fundIndex]?.amountMinor ?? 0;
    if (open === 0) open = targets[++targetIndex]?.openMinor ?? 0;
  }
  return [...groups.values()];
};

/** The open instalments of some invoices: invoice by invoice as given, each by due date. */
export const targetsOf = (invoices: readonly Invoice[]): Target[] =>
  invoices.flatMap(({ invoiceNumber, instalments }) =>
    instalments.flatMap((instalment) => {
      const openMinor = openOf(instalment);
      return openMinor > 0
        ? [
            {
              invoiceNumber,
              instalment: instalment.instalment,
              dueOn: instalment.dueOn,
              openMinor,
              openSince: instalment.openSince,
            },
          ]
        : [];
    }),
  );

type Placed = {
  readonly invoiceNumber: string;
  readonly instalment: number;
  readonly dueOn: string;
};

const textOrder = (left: string, right: string): number =>
  left === right ? 0 : left < right ? -1 : 1;

/** Oldest due date first, then invoice number, then instalment: the order of chasing and of cash. */
export const oldestFirst = (left: Placed, right: Placed): number =>
  textOrder(left.dueOn, right.dueOn) ||
  textOrder(left.invoiceNumber, right.invoiceNumber) ||
  left.instalment - right.instalment;

/** Earliest received first, then payment id. */
export const earliestFirst = (
  left: { readonly receivedOn: string; readonly paymentId: string },
  right: { readonly receivedOn: string; readonly paymentId: string },
): number =>
  textOrder(left.receivedOn, right.receivedOn) || textOrder(left.paymentId, right.paymentId);
