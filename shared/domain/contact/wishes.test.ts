import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newParty, type PartyState } from './party.ts';
import {
  addressesOf,
  addressHashOf,
  optIn,
  optInByReply,
  optOut,
  phoneHashOf,
  suppress,
  unsuppress,
} from './wishes.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const act = { actId: 'act-1', actor: 'arn:aws:iam::1:user/kim', reason: 'the mailbox is back' };
const email = { channel: 'email', addressHash: 'a'.repeat(16) } as const;

describe('the digest of an address', () => {
  it('is the same in either case, and another for every party and channel', () => {
    const digest = addressHashOf('ana', 'email', ' Ana@Example.com ', hash);
    expect(digest).toBe(addressHashOf('ana', 'email', 'ana@example.com', hash));
    expect(digest).toMatch(/^[0-9a-f]{16}$/);
    expect(addressHashOf('eva', 'email', 'ana@example.com', hash)).not.toBe(digest);
    expect(addressHashOf('ana', 'sms', 'ana@example.com', hash)).not.toBe(digest);
    expect(phoneHashOf('+15550100', hash)).not.toBe(addressHashOf('ana', 'sms', '+15550100', hash));
  });
});

describe('a suppression', () => {
  it('is told once, and again only when more is learned', () => {
    const first = suppress('ana', newParty, { ...email, cause: 'bounce' });
    expect(first?.fact.data).toEqual({ partyId: 'ana', ...email, cause: 'bounce' });
    const { state = newParty } = first ?? {};
    expect(suppress('ana', state, { ...email, cause: 'bounce' })).toBeUndefined();
    const complained = suppress('ana', state, { ...email, cause: 'complaint' });
    expect(complained?.state.suppressed).toEqual([{ ...email, cause: 'complaint' }]);
    expect(
      suppress('ana', complained?.state ?? newParty, { ...email, cause: 'operator' }, act),
    ).toBeUndefined();
  });

  it('is lifted by an act, which says who and why', () => {
    expect(unsuppress('ana', newParty, email, act)).toBeUndefined();
    const { state = newParty } = suppress('ana', newParty, { ...email, cause: 'bounce' }) ?? {};
    expect(unsuppress('ana', state, email, act)).toEqual({
      fact: { type: 'AddressUnsuppressed', data: { partyId: 'ana', ...email, act } },
      state: { recent: [], suppressed: [] },
    });
  });

  it('is kept for the last twenty addresses', () => {
    let state = newParty;
    for (let n = 0; n < 25; n += 1) {
      const addressHash = n.toString(16).padStart(16, '0');
      state =
        suppress('ana', state, { channel: 'sms', addressHash, cause: 'bounce' })?.state ?? state;
    }
    expect(state.suppressed).toHaveLength(20);
    expect(state.suppressed?.at(-1)?.addressHash).toBe((24).toString(16).padStart(16, '0'));
  });
});

describe('a refusal of the party itself', () => {
  const texts = { channel: 'sms', scope: 'every-message' } as const;
  const courtesies = { channel: 'sms', scope: 'courtesy' } as const;

  it('is told once, and taken back alone', () => {
    const { state = newParty } = optOut('ana', newParty, texts, 'reply') ?? {};
    expect(optOut('ana', state, texts, 'carrier')).toBeUndefined();
    const both = optOut('ana', state, courtesies, 'operator', act);
    expect(both?.fact.data).toEqual({ partyId: 'ana', ...courtesies, via: 'operator', act });
    expect(optIn('ana', both?.state ?? newParty, texts, 'reply')?.state.ownOptOuts).toEqual([
      courtesies,
    ]);
    expect(optIn('ana', newParty, texts, 'operator', act)).toBeUndefined();
  });
});

describe('what is refused beside other things', () => {
  const other = { channel: 'sms', addressHash: 'b'.repeat(16), cause: 'operator' } as const;
  const bad = { ...email, cause: 'bounce' } as const;
  const state: PartyState = { ...newParty, suppressed: [bad, other] };

  it('is one address of one channel', () => {
    expect(unsuppress('ana', state, email, act)?.state.suppressed).toEqual([other]);
    expect(unsuppress('ana', state, { ...email, channel: 'sms' }, act)).toBeUndefined();
    expect(unsuppress('ana', state, { ...other, addressHash: 'c' }, act)).toBeUndefined();
    expect(unsuppress('ana', state, email)?.fact.data).not.toHaveProperty('act');
    const worse = suppress('ana', state, { ...email, cause: 'operator' });
    expect(worse?.state.suppressed).toEqual([other, { ...email, cause: 'operator' }]);
  });

  it('weighs a complaint above what a person says, and that above a bounce', () => {
    const causes = ['bounce', 'operator', 'complaint'] as const;
    for (const [known, cause] of causes.entries()) {
      for (const [told, next] of causes.entries()) {
        const before = { ...newParty, suppressed: [{ ...email, cause }] };
        const change = suppress('ana', before, { ...email, cause: next });
        expect(change?.state.suppressed?.[0]?.cause).toBe(told > known ? next : undefined);
      }
    }
  });

  it('is one channel in one scope', () => {
    const wish = { channel: 'sms', scope: 'courtesy' } as const;
    const all = [wish, { ...wish, channel: 'email' }, { ...wish, scope: 'every-message' }] as const;
    const refusing: PartyState = { ...newParty, ownOptOuts: all };
    expect(optIn('ana', refusing, wish, 'reply')).toEqual({
      fact: { type: 'PartyOptedIn', data: { partyId: 'ana', ...wish, via: 'reply' } },
      state: { recent: [], ownOptOuts: all.slice(1) },
    });
    const remembered = optOut('ana', newParty, { ...wish, addressHash: 'h' }, 'reply');
    expect(remembered?.state.ownOptOuts).toEqual([{ ...wish, addressHash: 'h' }]);
    const nameless = optOut('ana', newParty, wish, 'unsubscribe-link');
    expect(nameless?.state.ownOptOuts).toStrictEqual([wish]);
    const others = all.slice(1);
    const more = optOut('ana', { ...newParty, ownOptOuts: others }, wish, 'reply');
    expect(more?.state.ownOptOuts).toStrictEqual([...others, wish]);
  });
});

describe('the digests of a profile', () => {
  it('are those of the addresses that it has', () => {
    const [mail, phone] = ['Ana@example.com ', ' +15550100'];
    expect(addressesOf('ana', { email: mail, phone }, hash)).toEqual({
      email: addressHashOf('ana', 'email', 'ana@example.com', hash),
      sms: addressHashOf('ana', 'sms', '+15550100', hash),
    });
    expect(addressesOf('ana', {}, hash)).toStrictEqual({});
    expect(addressHashOf('ana', 'sms', 'A', hash)).not.toBe(addressHashOf('ana', 'sms', 'a', hash));
    expect(phoneHashOf(' +15550100', hash)).toBe(phoneHashOf('+15550100', hash));
    expect(phoneHashOf('+15550100', hash)).not.toBe(phoneHashOf('+15550101', hash));
  });
});

describe('a party that writes that it wants messages again', () => {
  const wish = { channel: 'sms', scope: 'every-message', addressHash: 'own' } as const;
  const known = { addresses: { sms: 'own' } } as unknown as PartyState['known'];
  const refusing = (over: Partial<PartyState> = {}): PartyState => ({
    ...newParty,
    known,
    ownOptOuts: [{ ...wish, scope: 'courtesy' }, { ...wish, channel: 'email' }, wish],
    ...over,
  });

  it('is obeyed where it refused them from the same address, which is still its own', () => {
    const change = optInByReply('ana', refusing(), wish);
    expect(change?.fact).toEqual({
      type: 'PartyOptedIn',
      data: { partyId: 'ana', channel: 'sms', scope: 'every-message', via: 'reply' },
    });
    expect(change?.state.ownOptOuts).toHaveLength(2);
  });

  it.each([
    ['from another address', refusing({ ownOptOuts: [{ ...wish, addressHash: 'old' }] })],
    ['what a carrier recorded', refusing({ ownOptOuts: [{ channel: 'sms', scope: wish.scope }] })],
    ['in another scope', refusing({ ownOptOuts: [{ ...wish, scope: 'courtesy' }] })],
    ['nothing', refusing({ ownOptOuts: undefined })],
    ['from a number it gave up', refusing({ known: { addresses: {} } as never })],
    ['as nobody known', refusing({ known: undefined })],
  ])('is not obeyed where it refused %s', (_, state) => {
    expect(optInByReply('ana', state, wish)).toBeUndefined();
  });
});
