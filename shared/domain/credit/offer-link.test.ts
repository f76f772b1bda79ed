import { describe, expect, it } from 'vitest';
import { nodeSigning as signing } from '../../adapters/node/signing.ts';
import { instant } from '../calendar.ts';
import { unsubscribeToken } from '../contact/unsubscribe.ts';
import { offerOfToken, offerToken } from './offer-link.ts';

const link = {
  tokenId: '0123456789abcdef0123456789abcdef',
  expiresAt: instant('2026-03-16T09:00:00.000Z'),
};
const token = offerToken(link, 'new', signing);

describe('the link of an offer', () => {
  it('says which offer and until when, and nothing of whom it is for', () => {
    expect(token).toMatch(/^[0-9a-f]{32}\.[0-9a-z]+\.[0-9a-f]{32}$/);
    expect(offerOfToken(token, ['newer', 'new'], signing)).toEqual(link);
  });

  it('lives no longer than its secret', () => {
    expect(offerOfToken(token, ['newer'], signing)).toBeUndefined();
    expect(offerOfToken(token, [], signing)).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['another offer', token.replace('0123', '3210')],
    [
      'a later end',
      offerToken({ ...link, expiresAt: instant('2027-03-16T09:00:00Z') }, 'x', signing),
    ],
    ['no digest', token.split('.').slice(0, 2).join('.')],
    ['more than a digest', `${token}.x`],
    ['a link that ends reminders', unsubscribeToken(link.tokenId, 'new', signing)],
  ])('is unknown with %s', (_, wrong) => {
    expect(offerOfToken(wrong, ['new'], signing)).toBeUndefined();
  });
});
