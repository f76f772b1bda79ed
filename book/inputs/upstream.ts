import type { InboundData, InboundName } from '../../events/catalogue.ts';
import { type BusinessDate, instantAt, type Zone } from '../../shared/domain/calendar.ts';
import type { ApiInput, BusInput } from '../model.ts';

/** Hours at which upstream systems speak, on the wall clock of the book's zone: all before any contact window opens. */
export const customerHour = '05:00';
export const invoiceHour = '06:00';
export const paymentHour = '07:00';

type Fact<N extends InboundName> = {
  readonly type: N;
  /** Natural key: the event id at the sender, the same for every delivery. */
  readonly key: string;
  readonly day: BusinessDate;
  readonly time: string;
  readonly data: InboundData<N>;
};

/** A fact as an entry on the bus, put by `source` at that hour of that day. */
export const busInput = <N extends InboundName>(
  zone: Zone,
  source: string,
  { type, key, day, time, data }: Fact<N>,
): BusInput => {
  const at = instantAt(zone, day, time);
  return {
    door: 'bus',
    at,
    day,
    key,
    source,
    detailType: type,
    detail: { meta: { eventId: key, occurredAt: at }, data },
  };
};

/** Facts as one call of `POST /v1/events`, at the hour of the first of them. */
export const apiInput = (
  zone: Zone,
  source: string,
  key: string,
  facts: readonly [Fact<InboundName>, ...Fact<InboundName>[]],
): ApiInput => {
  const [{ day, time }] = facts;
  const at = instantAt(zone, day, time);
  return {
    door: 'events-api',
    at,
    day,
    key,
    events: facts.map((fact) => ({
      type: fact.type,
      source,
      meta: { eventId: fact.key, occurredAt: at },
      data: fact.data,
    })),
  };
};
