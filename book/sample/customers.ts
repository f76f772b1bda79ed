import type { InboundData } from '../../events/catalogue.ts';
import type { Random } from '../../local/kernel/random.ts';
import { between, oneOf, weighted } from './draw.ts';
import { type Place, places } from './places.ts';

/** How a customer pays: days around the due date, or in part, or never. */
export type Habit = {
  readonly name: 'early' | 'punctual' | 'late' | 'slow' | 'very-slow' | 'part' | 'never';
  readonly weight: number;
  readonly earliest: number;
  readonly latest: number;
};

const habits: readonly Habit[] = [
  { name: 'early', weight: 20, earliest: -14, latest: -4 },
  { name: 'punctual', weight: 32, earliest: -4, latest: 0 },
  { name: 'late', weight: 24, earliest: 1, latest: 18 },
  { name: 'slow', weight: 11, earliest: 19, latest: 55 },
  { name: 'very-slow', weight: 6, earliest: 56, latest: 120 },
  { name: 'part', weight: 4, earliest: 3, latest: 30 },
  { name: 'never', weight: 3, earliest: 0, latest: 0 },
];

export type SampleCustomer = {
  readonly place: Place;
  readonly habit: Habit;
  readonly data: InboundData<'CustomerUpserted'>;
};

const slug = (name: string): string =>
  name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9 ]/g, '')
    .trim()
    .replaceAll(/\s+/g, '-');

/** How many of every hundred customers refuse SMS, or have given no e-mail address, or no phone. */
const refusesSms = 0.06;
const hasNoEmail = 0.03;
const hasNoPhone = 0.08;

export const createCustomers = (random: Random, count: number): SampleCustomer[] =>
  Array.from({ length: count }, (_, index) => {
    const place = weighted(random, places);
    const [first, second, third] = place.names;
    const name = `${oneOf(random, first)} ${oneOf(random, second)} ${oneOf(random, third)}`;
    const customerId = `${place.country}-${String(index + 1).padStart(4, '0')}`;
    const email = random.chance(hasNoEmail)
      ? {}
      : { email: `${oneOf(random, ['pagos', 'accounts', 'admin'])}@${slug(name)}.example.com` };
    const phone = random.chance(hasNoPhone)
      ? {}
      : { phone: `${place.phonePrefix}${String(between(random, 0, 99)).padStart(2, '0')}` };
    const optOuts = random.chance(refusesSms) ? { optOuts: ['sms' as const] } : {};
    const data: InboundData<'CustomerUpserted'> = {
      customerId,
      name,
      locale: place.locale,
      country: place.country,
      zone: oneOf(random, place.zones),
      ...email,
      ...phone,
      ...optOuts,
    };
    return { place, habit: weighted(random, habits), data };
  });
