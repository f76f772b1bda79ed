import { addDays, type BusinessDate } from '../../calendar.ts';
import {
  type KnownInvoice,
  type LatenessModel,
  latenessInputs,
  latenessOf,
} from '../../scoring/lateness.ts';
import { million } from '../../scoring/types.ts';
import type { InternalHistory } from '../inputs.ts';
import type { Published } from '../types.ts';
import { type AccountPast, knownInvoicesOf } from './history.ts';

/** A published model, as a decision names it. */
export type PublishedLateness = { readonly model: LatenessModel; readonly published: Published };

type Behaviour = Pick<InternalHistory, 'lateProbability' | 'expectedDaysLate' | 'latenessModel'>;

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The invoices of all accounts as one history, in the currency of the application. Those that no
 * rate turns into it count with the usual amount: how late they were paid is known.
 */
const together = (
  pasts: readonly AccountPast[],
): { readonly invoices: readonly KnownInvoice[]; readonly usualMinor: number } => {
  const all = pasts.flatMap(({ events, inCurrency }) =>
    knownInvoicesOf(events).map((invoice) => ({
      invoice,
      amountMinor: inCurrency(invoice.amountMinor),
    })),
  );
  const priced = all.flatMap(({ amountMinor }) => amountMinor ?? []);
  // Without any amount a figure that needs one is missing.
  const usualMinor = priced.length === 0 ? Number.NaN : meanOf(priced);
  return {
    invoices: all.map(({ invoice, amountMinor }) => ({
      ...invoice,
      amountMinor: amountMinor ?? usualMinor,
    })),
    usualMinor,
  };
};

/**
 * What the history of a customer says of its next invoice, were it issued today at these terms and
 * for the usual amount. Nothing while no invoice of it was settled and none is past due: then the
 * model would only repeat what it believes of everybody.
 */
export const behaviourOf = (
  pasts: readonly AccountPast[],
  { asOf, termsDays }: { readonly asOf: BusinessDate; readonly termsDays: number },
  { model, published }: PublishedLateness,
): Behaviour => {
  const { invoices, usualMinor } = together(pasts);
  const next = { issuedOn: asOf, dueOn: addDays(asOf, termsDays), amountMinor: usualMinor };
  const figures = latenessInputs(invoices, next, model.lateAfterDays, model.prior);
  if (figures['settled invoices'] === 0 && figures['overdue invoices'] === 0) return {};
  const { late, expectedDays } = latenessOf(model, invoices, next);
  return {
    lateProbability: late.probabilityPpm / million,
    expectedDaysLate: expectedDays,
    latenessModel: { ...published, lateAfterDays: model.lateAfterDays },
  };
};
