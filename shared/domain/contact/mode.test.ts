import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instant } from '../calendar.ts';
import { contactedAs, countedFor, isPartyListed, modeOf } from './mode.ts';
import type { RecentContact } from './types.ts';

const allowList = ['Ada@Pilot.example', '@acme.example', '+573005550100'];

describe('a party is on the allow list', () => {
  test.each([
    [{ email: 'ada@pilot.example' }],
    [{ email: 'ADA@PILOT.EXAMPLE', phone: '+573005550100' }],
    [{ email: 'anybody@acme.example' }],
    [{ phone: '+573005550100' }],
  ])('with %j', (party) => {
    expect(isPartyListed(allowList, party)).toBe(true);
  });

  test.each([
    [{}],
    [{ email: 'bo@pilot.example' }],
    [{ email: 'ada@pilot.example', phone: '+573005550101' }],
    [{ email: 'x@sub.acme.example' }],
    [{ email: 'x@notacme.example' }],
    [{ email: 'pilot.example' }],
    [{ phone: '+57300555010' }],
  ])('not with %j', (party) => {
    expect(isPartyListed(allowList, party)).toBe(false);
  });

  test('never without an entry that names each of its addresses', () => {
    const word = fc.stringMatching(/^[a-z]{1,6}$/);
    const email = fc.tuple(word, word).map(([user, domain]) => `${user}@${domain}.example`);
    const entry = fc.oneof(
      email,
      word.map((domain) => `@${domain}.example`),
    );
    fc.assert(
      fc.property(fc.array(entry), email, (list, address) => {
        const domain = address.slice(address.indexOf('@'));
        const named = list.includes(address) || list.includes(domain);
        expect(isPartyListed(list, { email: address })).toBe(named);
        expect(isPartyListed(list, { email: address, phone: '+573005550100' })).toBe(false);
      }),
    );
  });
});

test('an environment contacts for real everybody, nobody, or those on its list', () => {
  for (const listed of [true, false, undefined]) {
    expect(modeOf('live', listed)).toBe('live');
    expect(modeOf('shadow', listed)).toBe('shadow');
    expect(modeOf('allow-list', listed)).toBe(listed === true ? 'live' : 'shadow');
  }
});

test('what was simulated counts for simulations only, what left counts for everything', () => {
  const at = instant('2026-03-02T15:00:00Z');
  const left: RecentContact = { attemptId: 'a', at, channel: 'email', accountId: 'acme|main|USD' };
  const stayed: RecentContact = { ...left, attemptId: 'b', simulated: true };
  expect(countedFor('live', [left, stayed])).toEqual([left]);
  expect(countedFor('shadow', [left, stayed])).toEqual([left, stayed]);
});

test('the name of who is contacted changes with the list, and only while it is in force', () => {
  const hash = (text: string) => `hash of ${text}`;
  const name = (mode: Parameters<typeof modeOf>[0], list: string[]) =>
    contactedAs({ mode, allowList: list }, hash);
  expect(name('live', ['a@b.c'])).toBe(name('live', []));
  expect(name('allow-list', ['a@b.c'])).not.toBe(name('allow-list', ['d@e.f']));
  expect(name('allow-list', ['a@b.c', 'd@e.f'])).toBe(name('allow-list', ['d@e.f', 'a@b.c']));
});
