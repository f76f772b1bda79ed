import { describe, expect, it } from 'vitest';
import type { CustomerUpserted } from '../../../events/customer-upserted.v1.ts';
import { addDays, addSeconds, businessDate, instant, instantAt } from '../calendar.ts';
import {
  type AsOf,
  type CustomerLink,
  decideRefusal,
  decideRegistration,
  forget,
  type KnownParty,
  newParty,
  type PartyState,
  type Refusal,
  remember,
  viewOf,
} from './party.ts';
import type { RecentContact } from './types.ts';

const noon = instant('2026-03-02T12:00:00Z');
const customer: CustomerUpserted = {
  customerId: 'acme',
  name: 'Acme',
  email: 'ap@acme.example',
  locale: 'es',
  country: 'CO',
  zone: 'America/Bogota',
};
const profile = { hash: 'profile-1', addresses: { email: 'hash-1' } };
/** The n-th update of a customer; later ones have greater numbers. */
const told = (n: number): AsOf => ({
  occurredAt: addSeconds(noon, n),
  inputId: `customer:acme:${n}`,
});

type Before = { known?: KnownParty | undefined; link?: CustomerLink | undefined };
const register = (n: number, over: Partial<CustomerUpserted> = {}, before: Before = {}) =>
  decideRegistration('group', { ...customer, ...over }, told(n), profile, {
    known: before.known,
    link: before.link,
  });
/** What is known after some updates, in the order in which they arrive. */
const knownAfter = (...updates: readonly [n: number, over?: Partial<CustomerUpserted>][]): Before =>
  updates.reduce<Before>((before, [n, over]) => {
    const registration = register(n, over, before);
    return {
      known: registration?.known ?? before.known,
      link: registration?.link ?? before.link,
    };
  }, {});

describe('a customer is registered', () => {
  it('with its addresses as channels, and no personal data in the journal', () => {
    const registration = register(1, { phone: '+573005550100' });
    expect(registration).toEqual({
      known: {
        zone: 'America/Bogota',
        locale: 'es',
        country: 'CO',
        channels: ['email', 'sms'],
        optOuts: [],
        profileHash: 'profile-1',
        addresses: { email: 'hash-1' },
        asOf: told(1),
        refusals: undefined,
      },
      isProfileNew: true,
      link: { partyId: 'group', asOf: told(1) },
      fact: {
        partyId: 'group',
        customerId: 'acme',
        profileHash: 'profile-1',
        locale: 'es',
        zone: 'America/Bogota',
        country: 'CO',
        channels: ['email', 'sms'],
        optOuts: [],
      },
    });
    expect(register(1, { email: undefined })?.known.channels).toEqual([]);
    expect(register(1, { email: undefined, phone: '+573005550100' })?.known.channels).toEqual([
      'sms',
    ]);
    expect(register(1, { country: undefined })?.fact).not.toHaveProperty('country');
  });

  it('only in a time zone that exists', () => {
    expect(() => register(1, { zone: 'Bogota' })).toThrow(
      expect.objectContaining({
        name: 'InvalidParty',
        message: 'zone: "Bogota"; expected an IANA time zone such as America/Bogota',
      }),
    );
  });

  it('once for each update', () => {
    const before = knownAfter([1, { optOuts: ['sms'] }]);
    expect(register(1, { optOuts: ['sms'] }, before)).toBeUndefined();
    expect(register(0, { zone: 'UTC' }, before)).toBeUndefined();
  });

  it('as the newest update says, whatever the order in which they come', () => {
    const late = register(1, { zone: 'UTC' }, knownAfter([2]));
    expect(late).toBeUndefined();
    const newest = register(3, { zone: 'UTC' }, knownAfter([2]));
    expect(newest).toMatchObject({ isProfileNew: true, known: { zone: 'UTC', asOf: told(3) } });
    expect(newest?.link).toEqual({ partyId: 'group', asOf: told(3) });
  });

  it('by the same one of two updates of one moment, whichever comes first', () => {
    const at = (inputId: string, zone: string, before: Before) =>
      decideRegistration('group', { ...customer, zone }, { ...told(1), inputId }, profile, {
        known: before.known,
        link: before.link,
      });
    const first = at('customer:acme:a', 'UTC', {});
    const second = at('customer:acme:b', 'Asia/Tokyo', {});
    expect(at('customer:acme:b', 'Asia/Tokyo', { known: first?.known, link: first?.link })).toEqual(
      second,
    );
    expect(
      at('customer:acme:a', 'UTC', { known: second?.known, link: second?.link }),
    ).toBeUndefined();
  });
});

describe('a party that several customers share', () => {
  it('keeps the newest profile, whichever customer it came with', () => {
    const before = knownAfter([5]);
    const registration = register(3, { customerId: 'bolt', zone: 'UTC' }, { known: before.known });
    expect(registration).toMatchObject({
      isProfileNew: false,
      link: { partyId: 'group', asOf: told(3) },
      fact: { customerId: 'bolt', zone: 'America/Bogota' },
    });
    expect(registration?.known).toBe(before.known);
  });

  it('honours what any of them refused', () => {
    const { known } = knownAfter([1, { optOuts: ['sms'] }]);
    const both = register(2, { customerId: 'bolt', optOuts: ['email', 'sms'] }, { known });
    expect(both?.known.optOuts).toEqual(['email', 'sms']);
    expect(both?.known.refusals).toEqual({
      acme: { optOuts: ['sms'], asOf: told(1) },
      bolt: { optOuts: ['email', 'sms'], asOf: told(2) },
    });
    const back = register(
      3,
      { customerId: 'bolt', optOuts: [] },
      { known: both?.known, link: both?.link },
    );
    expect(back?.fact.optOuts).toEqual(['sms']);
  });
});

describe('what a customer refuses', () => {
  it('stays when an update says nothing of it, and goes when one says that there is nothing', () => {
    const before = knownAfter([1, { optOuts: ['all'] }]);
    expect(register(2, {}, before)?.known.optOuts).toEqual(['all']);
    expect(register(2, {}, before)?.link?.refusal).toEqual({ optOuts: ['all'], asOf: told(1) });
    expect(register(2, { optOuts: [] }, before)?.known.optOuts).toEqual([]);
  });

  it('is told once, in one order', () => {
    const registration = register(1, { optOuts: ['sms', 'email', 'sms'] });
    expect(registration?.known.optOuts).toEqual(['email', 'sms']);
    expect(registration?.link?.refusal?.optOuts).toEqual(['email', 'sms']);
  });

  it('is heard late, from an update whose profile is old', () => {
    const before = knownAfter([5]);
    const late = register(3, { optOuts: ['sms'], zone: 'UTC' }, before);
    expect(late).toMatchObject({
      isProfileNew: false,
      known: { zone: 'America/Bogota', optOuts: ['sms'] },
      link: { partyId: 'group', asOf: told(5), refusal: { optOuts: ['sms'], asOf: told(3) } },
    });
    // And does not undo what was said after it.
    expect(register(3, { optOuts: ['sms'] }, knownAfter([5, { optOuts: [] }]))).toBeUndefined();
  });

  it('goes along to another party, from a link that knows it', () => {
    const refusal: Refusal = { optOuts: ['email'], asOf: told(1) };
    const link: CustomerLink = { partyId: 'former', asOf: told(1), refusal };
    const moved = register(2, {}, { link });
    expect(moved?.known.optOuts).toEqual(['email']);
    expect(moved?.link).toEqual({ partyId: 'group', asOf: told(2), refusal });
  });

  it('that came late reaches the party that speaks for it now', () => {
    const { known } = knownAfter([1]);
    const refusal: Refusal = { optOuts: ['sms'], asOf: told(0) };
    const decision = decideRefusal('group', 'acme', known, refusal);
    expect(decision?.known.optOuts).toEqual(['sms']);
    expect(decision?.fact).toMatchObject({
      partyId: 'group',
      customerId: 'acme',
      optOuts: ['sms'],
    });
    expect(decideRefusal('group', 'acme', decision?.known, refusal)).toBeUndefined();
    const older: Refusal = { optOuts: [], asOf: told(-1) };
    expect(decideRefusal('group', 'acme', decision?.known, older)).toBeUndefined();
    expect(decideRefusal('group', 'acme', known, undefined)).toBeUndefined();
    expect(decideRefusal('group', 'acme', undefined, refusal)).toBeUndefined();
  });
});

const contact = (attemptId: string, at = noon): RecentContact => ({
  attemptId,
  at,
  channel: 'email',
  accountId: 'acme|main|USD',
});
const idsOf = (state: PartyState) => state.recent.map(({ attemptId }) => attemptId);

describe('recent contacts', () => {
  it('are each remembered once, the newest last', () => {
    const state = [contact('a'), contact('b'), contact('a')].reduce(
      (before, each) => remember(before, each, noon),
      newParty,
    );
    expect(idsOf(state)).toEqual(['b', 'a']);
  });

  it('are kept for as long as a rule may look back, with a day for the zones', () => {
    const eightDaysAgo = instantAt('UTC', addDays(businessDate('2026-03-02'), -8), '12:00');
    const state: PartyState = {
      recent: [contact('gone', eightDaysAgo), contact('counts', addSeconds(eightDaysAgo, 1))],
    };
    expect(idsOf(remember(state, contact('new'), noon))).toEqual(['counts', 'new']);
  });

  it('are forgotten when they turned out not to have happened', () => {
    const state: PartyState = { ...newParty, recent: [contact('a'), contact('b')] };
    expect(idsOf(forget(state, 'a'))).toEqual(['b']);
    expect(idsOf(forget(state, 'x'))).toEqual(['a', 'b']);
  });
});

describe('what the gate sees of a party', () => {
  const { known } = knownAfter([1, { phone: '+573005550100', optOuts: ['sms'] }]);

  it('is nothing when nobody registered it', () => {
    expect(viewOf('group', newParty)).toBeUndefined();
    expect(viewOf('group', { recent: [contact('a')] })).toBeUndefined();
  });

  it('is where and how it is reached, and what it refuses', () => {
    expect(
      viewOf('group', {
        known,
        recent: [contact('a')],
        ownOptOuts: [
          { channel: 'sms', scope: 'every-message' },
          { channel: 'email', scope: 'courtesy' },
        ],
      }),
    ).toEqual({
      partyId: 'group',
      zone: 'America/Bogota',
      locale: 'es',
      country: 'CO',
      channels: ['email', 'sms'],
      optOuts: ['sms'],
      courtesyOptOuts: ['email'],
      suppressions: [],
      complaints: [],
      recent: [contact('a')],
    });
  });

  it('is what it asked for itself beside what upstream says', () => {
    const view = viewOf('group', {
      known,
      recent: [],
      ownOptOuts: [{ channel: 'email', scope: 'every-message' }],
    });
    expect(view?.optOuts).toEqual(['sms', 'email']);
    expect(view?.courtesyOptOuts).toEqual([]);
  });

  it.each([
    ['bounce', { suppressions: ['email'], complaints: [] }],
    ['operator', { suppressions: ['email'], complaints: [] }],
    ['complaint', { suppressions: [], complaints: ['email'] }],
  ] as const)('knows the address that is suppressed for a %s', (cause, expected) => {
    const suppressed = [{ channel: 'email', addressHash: 'hash-1', cause }] as const;
    expect(viewOf('group', { known, recent: [], suppressed })).toMatchObject(expected);
  });

  it.each([
    ['a former address', { channel: 'email', addressHash: 'hash-0', cause: 'bounce' }],
    ['another channel', { channel: 'sms', addressHash: 'hash-1', cause: 'bounce' }],
  ] as const)('is not less for %s', (_, suppression) => {
    const view = viewOf('group', { known, recent: [], suppressed: [suppression] });
    expect(view).toMatchObject({ suppressions: [], complaints: [] });
  });
});
