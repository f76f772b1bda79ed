import { type Item, keys } from '../../domain/ledger/items.ts';
import type { LedgerReader, Parked, Parking, ParkingPlace } from '../../ports/ledger.ts';
import type { LedgerTable } from './table.ts';

/** A payment that names more invoices than this waits for the first ones only. */
const maxPlaces = 100;

const partitionOf = (place: ParkingPlace): string =>
  place.kind === 'invoice'
    ? keys.invoiceNumber(place.invoiceNumber)
    : keys.paymentId(place.paymentId);

const itemsOf = (parked: Parked): Item[] =>
  parked.places.slice(0, maxPlaces).map((place) => ({
    pk: partitionOf(place),
    sk: keys.parked(parked.command.inputId),
    parked: { ...parked, places: parked.places.slice(0, maxPlaces) },
  }));

/**
 * Where inputs without an account wait. Both sides write first and look afterwards, with
 * consistent reads: who parks looks for the invoice after parking, who posts an invoice looks
 * for parked inputs after posting. Whichever comes second sees the other, so they always meet.
 */
export const createParking = (
  table: LedgerTable,
  reader: Pick<LedgerReader, 'accountOfInvoice' | 'accountOfPayment'>,
): Parking => ({
  park: async (parked) => {
    await table.put(itemsOf(parked));
    const accountIds = new Set<string>();
    for (const place of parked.places.slice(0, maxPlaces)) {
      const found =
        place.kind === 'invoice'
          ? await reader.accountOfInvoice(place.invoiceNumber)
          : [(await reader.accountOfPayment(place.paymentId)) ?? []].flat();
      for (const accountId of found) accountIds.add(accountId);
    }
    return accountIds.size === 0
      ? { outcome: 'parked' }
      : { outcome: 'known', accountIds: [...accountIds].sort() };
  },
  waitingFor: async (place) => {
    const waiting: Parked[] = [];
    const range = { pk: partitionOf(place), prefix: keys.parkedPrefix };
    for await (const item of table.all(range)) waiting.push(item['parked'] as Parked);
    return waiting;
  },
  release: (parked) => table.remove(itemsOf(parked).map(({ pk, sk }) => ({ pk, sk }))),
});
