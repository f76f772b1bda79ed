import { inboundEvents } from '../../events/catalogue.ts';
import { type BusinessDate, businessDate } from '../../shared/domain/calendar.ts';
import type { Rate, RateLookup } from '../../shared/domain/credit/rates.ts';
import type { BookInput } from '../model.ts';

const pair = (from: string, to: string): string => `${from}/${to}`;

const published = (input: BookInput): readonly unknown[] => {
  switch (input.door) {
    case 'bus':
      return input.detailType === 'ExchangeRatePublished' ? [input.detail['data']] : [];
    case 'events-api':
      return input.events.flatMap((event) =>
        event['type'] === 'ExchangeRatePublished' ? [event['data']] : [],
      );
    default:
      return [];
  }
};

/**
 * The newest rates of a book's inputs up to a day, either way round. The system keeps rates by key
 * and does not journal them, so a report finds them where they came from; it has no limit of age,
 * because it decides nothing.
 */
export const ratesAsOf = (inputs: readonly BookInput[], on: BusinessDate): RateLookup => {
  const newest = new Map<string, Rate>();
  for (const told of inputs.flatMap(published)) {
    const read = inboundEvents.ExchangeRatePublished.data.safeParse(told);
    if (!read.success) continue;
    const rate: Rate = { ...read.data, on: businessDate(read.data.on) };
    const key = pair(rate.base, rate.quote);
    const before = newest.get(key);
    if (rate.on <= on && (before === undefined || before.on <= rate.on)) newest.set(key, rate);
  }
  return (from, to) => {
    const straight = newest.get(pair(from, to));
    const inverse = newest.get(pair(to, from));
    if (straight === undefined || inverse === undefined) return straight ?? inverse;
    return inverse.on > straight.on ? inverse : straight;
  };
};
