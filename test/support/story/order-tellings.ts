import { busInput } from '../../../book/inputs/upstream.ts';
import type { InboundData, InboundName } from '../../../events/catalogue.ts';
import type { Telling } from './tellings.ts';

const told =
  <N extends InboundName>(type: N, key: string, data: (day: string) => InboundData<N>): Telling =>
  ({ zone, day, time }) => ({
    input: busInput(zone, 'shop', {
      type,
      key: `${key}-${day}-${time}`,
      day,
      time,
      data: data(day),
    }),
  });

type Placed = InboundData<'OrderPlaced'>;

/** An order of acme, in US dollars. */
export const orders = (orderId: string, amountMinor: number, over: Partial<Placed> = {}): Telling =>
  told('OrderPlaced', `order-${orderId}-${over.revision ?? 1}`, (day) => ({
    orderId,
    customerId: 'acme',
    legalEntity: 'main',
    amountMinor,
    currency: 'USD',
    placedAt: `${day}T00:00:00Z`,
    revision: 1,
    ...over,
  }));

export const cancelsOrder = (orderId: string, revision = 1): Telling =>
  told('OrderCancelled', `cancelled-${orderId}-${revision}`, () => ({
    orderId,
    customerId: 'acme',
    legalEntity: 'main',
    revision,
  }));

/** So many US dollars for one euro. */
export const euroAt = (rate: string): Telling =>
  told('ExchangeRatePublished', 'rate-EUR', (on) => ({ base: 'EUR', quote: 'USD', on, rate }));

/** A bureau tells of a legal action against acme. */
export const bureauAlert = (alertId: string): Telling =>
  told('BureauAlertReceived', `alert-${alertId}`, (day) => ({
    alertId,
    customerId: 'acme',
    legalEntity: 'main',
    bureau: 'trade',
    kind: 'legal-action',
    at: `${day}T00:00:00Z`,
  }));

/** Acme did not pay 100.00 US dollars that it had promised for the day before. */
export const promiseBroken = (promiseId: string, promisedOn: string): Telling =>
  told('PromiseToPayBroken', `promise-${promiseId}`, () => ({
    promiseId,
    customerId: 'acme',
    legalEntity: 'main',
    amountMinor: 10_000,
    currency: 'USD',
    promisedOn,
  }));
