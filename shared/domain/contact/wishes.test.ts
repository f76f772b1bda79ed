import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newParty } from './party.ts';
import { addressHashOf, optIn, optOut, phoneHashOf, suppress, unsuppress } from './wishes.ts';

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
