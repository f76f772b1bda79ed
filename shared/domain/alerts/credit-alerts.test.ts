import { describe, expect, it } from 'vitest';
import { exampleOf } from '../../../test/support/example-event.ts';
import { alertOf } from './alert-of.ts';

const recording = { recordedAt: '2026-06-03T23:30:00.000Z', causationId: 'erp-1' };
const toldOf = (...given: Parameters<typeof exampleOf>) => {
  const alert = alertOf(exampleOf(...given), recording);
  return alert && [alert.kind, alert.severity, alert.accountId, alert.episode, alert.text];
};

const line = { lineId: 'acme|main', limitMinor: 100_000, currency: 'USD', episode: 2 };

describe('alerts of the credit side', () => {
  it('tell how much of a line is used, once for each time that it is', () => {
    expect(toldOf('CreditUsageWarned', { ...line, exposureMinor: 80_000 })).toEqual([
      'credit-usage-high',
      'info',
      '-',
      'acme|main/2',
      'The credit line acme|main uses 800.00 USD of its limit of 1000.00 USD.',
    ]);
    expect(toldOf('CreditLimitExceeded', { ...line, exposureMinor: 100_001 })).toEqual([
      'credit-limit-exceeded',
      'warning',
      '-',
      'acme|main/2',
      'The credit line acme|main uses 1000.01 USD of its limit of 1000.00 USD. New orders are held until it uses less.',
    ]);
  });

  it('tell that a risk rose, and nothing when it fell or stayed', () => {
    const changed = {
      lineId: 'acme|main',
      grade: 'C',
      applicationId: 'review:acme|main:2026-06-03',
    };
    const rose = { ...changed, riskClass: 'high', previousClass: 'low' } as const;
    expect(toldOf('CreditLineChanged', rose)).toEqual([
      'credit-risk-rising',
      'warning',
      '-',
      'acme|main/review:acme|main:2026-06-03',
      'The risk of the credit line acme|main rose from low to high, grade C.',
    ]);
    const fell = { ...changed, riskClass: 'low', previousClass: 'high' } as const;
    expect(toldOf('CreditLineChanged', fell)).toBeUndefined();
    expect(toldOf('CreditLineChanged', { ...fell, previousClass: undefined })).toBeUndefined();
  });

  it('tell that a review takes too long', () => {
    expect(toldOf('CreditReviewOverdue')).toEqual([
      'credit-review-overdue',
      'warning',
      '-',
      'review:acme|main:2026-05-02',
      'The review of the credit line acme|main that was due on 2026-05-02 is not concluded. Its limit stands as it was.',
    ]);
  });

  it('tell once a day and currency that a rate is missing, and nothing of other holds', () => {
    const held = { lineId: 'acme|main', orderId: 'SO-1', currency: 'EUR' };
    expect(toldOf('CreditOrderHeld', { ...held, because: ['line-on-hold', 'rate-stale'] })).toEqual(
      [
        'credit-rate-missing',
        'warning',
        '-',
        'EUR/2026-06-03',
        'Order SO-1 of the credit line acme|main in EUR is held because a rate of exchange is missing or too old (rate-stale). Orders like it are held until one is published.',
      ],
    );
    expect(toldOf('CreditOrderHeld', { ...held, because: ['over-limit'] })).toBeUndefined();
  });

  it('tell once a day that a bureau is down, whatever application met it', () => {
    const sources = (status: 'timed-out' | 'no-record') => ({
      applicationId: 'CA-1',
      sources: [
        { source: 'financials' as const, status: 'invalid' as const },
        { source: 'bureau' as const, provider: 'trade', status },
      ],
    });
    expect(toldOf('CreditDataGathered', sources('timed-out'))).toEqual([
      'bureau-down',
      'warning',
      '-',
      'trade/2026-06-03',
      'The bureau trade gave no usable answer (timed-out), first for application CA-1. Credit is decided without it, and people decide more.',
    ]);
    expect(toldOf('CreditDataGathered', sources('no-record'))).toBeUndefined();
  });

  it('tell each time that nobody decided a referral, and not that somebody passed it on', () => {
    expect(toldOf('CreditReferralEscalated')?.slice(0, 4)).toEqual([
      'referral-overdue',
      'warning',
      '-',
      'CA-2026-0107/2026-02-04T14:00:04.000Z',
    ]);
    const later = toldOf('CreditReferralEscalated', { dueAt: '2026-02-05T14:00:04.000Z' });
    expect(later?.[3]).toBe('CA-2026-0107/2026-02-05T14:00:04.000Z');
    expect(toldOf('CreditReferralEscalated', { because: 'person' })).toBeUndefined();
  });

  it('tell of what was accepted and set aside, once', () => {
    expect(toldOf('CreditApplicationSetAside')?.slice(0, 4)).toEqual([
      'credit-application-set-aside',
      'warning',
      '-',
      expect.any(String),
    ]);
  });

  it.each([
    ['CreditOfferSent', 'offer', 'the offer runs out'],
    ['CreditQuestionSent', 'question', 'Tell the applicant what is asked'],
    ['AdverseNoticeSent', 'declined', 'does not know of the decision'],
  ] as const)('tell of %s that reached nobody, once for each letter', (name, letter, harm) => {
    for (const outcome of ['failed', 'no-address'] as const) {
      expect(toldOf(name, { outcome })).toEqual([
        'credit-letter-undelivered',
        'warning',
        '-',
        `CA-2026-0107/${letter}`,
        expect.stringContaining(harm),
      ]);
    }
    expect(toldOf(name, { outcome: 'sent' })).toBeUndefined();
    expect(toldOf(name, { outcome: 'simulated' })).toBeUndefined();
  });
});
