import type { DomainData } from '../../../events/catalogue.ts';
import type { BusinessDate } from '../calendar.ts';
import { invariant } from '../errors.ts';
import { latest, openOfInvoice, unappliedOf } from './amounts.ts';
import { coversOf } from './covers.ts';
import {
  type Asking,
  askInvoices,
  askPayments,
  currencyOfDraft,
  type Draft,
  invoiceFrom,
  paymentFrom,
  record,
  roomIn,
} from './draft.ts';
import { newestCovers, type Release } from './shrink.ts';

type Reason = DomainData<'CashReleased'>['reason'];

/** Coverings of an invoice that one transaction looks at. */
const coversPerLook = 40;

/**
 * Invoices that one transaction looks at. No trail entry touches more (it fitted a transaction of
 * its own, with two actions an invoice), so that each look uses up at least one entry.
 */
const invoicesPerLook = 60;

/** Kept free for booking the command itself: its event and the payment's two items. */
const bookingRoom = 4;

const recordReleases = (
  draft: Draft,
  releases: readonly Release[],
  on: string,
  reason: Reason,
): void => {
  const groups = Map.groupBy(
    releases,
    ({ paymentId, coveredOn }) => `${latest(on, coveredOn)}#${paymentId}`,
  );
  for (const [key, group] of groups) {
    const paymentId = group[0]?.paymentId ?? '';
    const effectiveOn: BusinessDate = latest(key.slice(0, key.indexOf('#')));
    const { accountId } = draft.account;
    const currency = currencyOfDraft(draft);
    const places = Map.groupBy(
      group,
      ({ invoiceNumber, instalment }) => `${invoiceNumber}#${instalment}`,
    );
    const released = [...places.values()].flatMap(([line, ...others]) => {
      if (!line) return [];
      const { invoiceNumber, instalment, dueOn } = line;
      const amountMinor = others.reduce((sum, one) => sum + one.amountMinor, line.amountMinor);
      return [{ paymentId, invoiceNumber, instalment, dueOn, amountMinor }];
    });
    record(
      draft,
      { type: 'CashReleased', data: { accountId, paymentId, currency, released, reason } },
      effectiveOn,
    );
  }
};

/** Takes releases while their actions fit; a release counts its event anew when its day differs. */
const fitting = (releases: readonly Release[], on: string, room: number): readonly Release[] => {
  const paid = new Set<string>();
  let left = room;
  return releases.filter((release) => {
    if (left < 0) return false;
    const actions = [
      [`event#${release.paymentId}#${latest(on, release.coveredOn)}`, 1],
      [`payment#${release.paymentId}`, 2],
      [`invoice#${release.invoiceNumber}`, 1],
      [`open#${release.invoiceNumber}#${release.instalment}`, 1],
    ] as const;
    const fresh = actions.filter(([key]) => !paid.has(key));
    left -= fresh.reduce((sum, [, cost]) => sum + cost, 0);
    for (const [key] of fresh) paid.add(key);
    return left >= 0;
  });
};

/**
 * Lays instalments open until `amountMinor` of a payment is unapplied, the last covered ones
 * first. Answers false when the transaction is full before that.
 */
export function* releasePayment(
  draft: Draft,
  paymentId: string,
  amountMinor: number,
  on: string,
  reason: 'refunded' | 'reversed' | 'reallocated',
): Asking<boolean> {
  const missing = () => amountMinor - unappliedOf(paymentFrom(draft, paymentId));
  if (missing() <= 0) return true;
  const { trail = { items: [], complete: true } } = yield { kind: 'trail', paymentId };
  const touched = trail.items.flatMap((entry) => entry.touched.toReversed());
  const looked = new Set(
    [...new Set(touched.map(({ invoiceNumber }) => invoiceNumber))].slice(0, invoicesPerLook),
  );
  yield* askInvoices(draft, [...looked]);
  const hints = touched.filter(({ invoiceNumber }) => looked.has(invoiceNumber));
  let left = missing();
  const seen = new Set<string>();
  const wanted = hints.flatMap(({ invoiceNumber, instalment }): Release[] => {
    const place = `${invoiceNumber}#${instalment}`;
    const at = invoiceFrom(draft, invoiceNumber).instalments.find(
      (one) => one.instalment === instalment,
    );
    if (!at || seen.has(place)) return [];
    seen.add(place);
    return coversOf(at.covers, paymentId).flatMap((cover) => {
      const part = Math.min(left, cover.amountMinor);
      left -= part;
      const { dueOn } = at;
      const coveredOn = cover.effectiveOn;
      return part > 0
        ? [{ paymentId, invoiceNumber, instalment, dueOn, amountMinor: part, coveredOn }]
        : [];
    });
  });
  const releases = fitting(wanted, on, roomIn(draft) - bookingRoom - trail.items.length);
  recordReleases(draft, releases, on, reason);
  for (const { sequence, touched: places } of trail.items) {
    const emptied = places.every(({ invoiceNumber, instalment }) => {
      const invoice = draft.book.invoices.get(invoiceNumber);
      const at = invoice?.instalments.find((one) => one.instalment === instalment);
      return at?.covers.every((one) => one.paymentId !== paymentId) ?? false;
    });
    if (emptied) draft.spentTrails.push({ paymentId, sequence });
  }
  invariant(
    missing() <= 0 || releases.length > 0 || draft.spentTrails.length > 0,
    `the coverings of ${paymentId} can be found`,
  );
  return missing() <= 0;
}

/**
 * Lays an invoice open until `amountMinor` can be taken off its open parts, the newest coverings
 * first. Answers false when the transaction is full before that.
 */
export function* releaseInvoice(
  draft: Draft,
  invoiceNumber: string,
  amountMinor: number,
  on: string,
): Asking<boolean> {
  const missing = () => amountMinor - openOfInvoice(invoiceFrom(draft, invoiceNumber));
  if (missing() <= 0) return true;
  const wanted = newestCovers(invoiceFrom(draft, invoiceNumber), missing());
  const releases = fitting(wanted.slice(0, coversPerLook), on, roomIn(draft) - bookingRoom);
  yield* askPayments(
    draft,
    releases.map(({ paymentId }) => paymentId),
  );
  recordReleases(draft, releases, on, 'less-owed');
  return missing() <= 0;
}
