import { type Item, type Key, keys } from '../../domain/ledger/items.ts';
import type { Statement } from '../../domain/payments/destination.ts';
import { together } from '../../domain/together.ts';
import type {
  LedgerReader,
  Parked,
  ParkedCommand,
  Parking,
  ParkingPlace,
} from '../../ports/ledger.ts';
import type { LedgerTable } from './table.ts';

/** Places looked at together, after parking. */
const lookupsAtOnce = 25;

const partitionOf = (place: ParkingPlace): string =>
  place.kind === 'invoice'
    ? keys.invoiceNumber(place.invoiceNumber)
    : keys.paymentId(place.paymentId);

const keysOf = ({ command, places }: Parked): Key[] =>
  places.map((place) => ({ pk: partitionOf(place), sk: keys.parked(command.inputId) }));

/** Under the first place. The others point to it: a remittance names up to a thousand invoices. */
type Whole = Item & {
  readonly command: ParkedCommand;
  readonly currency: string;
  readonly stated?: Statement;
};
type Pointer = Item & { readonly at: string };

const isPointer = (item: Item): item is Pointer => typeof item['at'] === 'string';

const placesOf = (command: ParkedCommand): readonly ParkingPlace[] => {
  if (command.kind === 'record-payment') {
    return command.invoiceNumbers.map((invoiceNumber) => ({ kind: 'invoice', invoiceNumber }));
  }
  return 'paymentId' in command ? [{ kind: 'payment', paymentId: command.paymentId }] : [];
};

const parkedOf = ({ command, currency, stated }: Whole): Parked => ({
  command,
  currency,
  places: placesOf(command),
  ...(stated === undefined ? {} : { stated }),
});

/**
 * Where inputs without an account wait. Both sides write first and look afterwards, with
 * consistent reads: who parks looks for the invoice after parking, who posts an invoice looks
 * for parked inputs after posting. Whichever comes second sees the other, so they always meet.
 */
export const createParking = (
  table: LedgerTable,
  reader: Pick<LedgerReader, 'accountOfInvoice' | 'accountOfPayment'>,
): Parking => {
  const accountsOf = async (place: ParkingPlace): Promise<readonly string[]> =>
    place.kind === 'invoice'
      ? reader.accountOfInvoice(place.invoiceNumber)
      : [(await reader.accountOfPayment(place.paymentId)) ?? []].flat();

  return {
    park: async (parked) => {
      const { command, currency, stated, places } = parked;
      const [first, ...others] = keysOf(parked);
      if (first === undefined) throw new TypeError(`${command.inputId} names nothing to wait for`);
      // The whole is written before what points to it, so that no pointer leads nowhere.
      await table.put([{ ...first, command, currency, ...(stated && { stated }) }]);
      await table.put(others.map((key) => ({ ...key, at: first.pk })));
      const accountIds = new Set<string>();
      for (let from = 0; from < places.length; from += lookupsAtOnce) {
        const found = await together(places.slice(from, from + lookupsAtOnce).map(accountsOf));
        for (const accountId of found.flat()) accountIds.add(accountId);
      }
      return accountIds.size === 0
        ? { outcome: 'parked' }
        : { outcome: 'known', accountIds: [...accountIds].sort() };
    },
    waitingFor: async (place) => {
      const waiting: Parked[] = [];
      const range = { pk: partitionOf(place), prefix: keys.parkedPrefix };
      for await (const item of table.all(range)) {
        const [whole] = isPointer(item) ? await table.get([{ pk: item.at, sk: item.sk }]) : [item];
        if (whole) waiting.push(parkedOf(whole as Whole));
      }
      return waiting;
    },
    isBooked: async ({ command }) =>
      command.kind === 'record-payment' &&
      (await reader.accountOfPayment(command.paymentId)) !== undefined,
    release: async (parked) => {
      const [first, ...others] = keysOf(parked);
      await table.remove(others);
      if (first) await table.remove([first]);
    },
  };
};
