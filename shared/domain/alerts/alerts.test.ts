import { describe, expect, it } from 'vitest';
import type { DomainFact } from '../../../events/catalogue.ts';
import { alertKind } from '../../../events/parts.ts';
import { ALERTABLE, HELD_ALERTABLE } from '../../../infra/bus-rules.ts';
import { exampleOf as example } from '../../../test/support/example-event.ts';
import { businessDate, instant } from '../calendar.ts';
import { inMajor } from '../money.ts';
import { episodeKey } from './alert.ts';
import { alertableNames, alertOf as alertOfRecorded } from './alert-of.ts';
import { countsOf, type DigestLine, digestOf } from './digest.ts';
import { noticeOf } from './notice.ts';

const account = 'acme|main|USD';

const recording = { recordedAt: '2026-06-03T09:00:00.000Z', causationId: 'erp-1' };
const alertOf = (fact: DomainFact, of: Partial<typeof recording> = {}) =>
  alertOfRecorded(fact, { ...recording, ...of });

const bureauDown = example('CreditDataGathered', {
  sources: [{ source: 'bureau', provider: 'trade', status: 'timed-out' }],
});

describe('what deserves an alert', () => {
  it.each([
    [example('OverdueThresholdExceeded'), 'overdue-above-threshold', 'warning', `${account}|1`],
    [example('PaymentContested'), 'payment-returned', 'warning', 'stripe:pi_3TnWq2Cartera0001'],
    [example('PaymentReversed'), 'payment-returned', 'warning', 'stripe:pi_3TnWq2Cartera0001'],
    [example('PaymentFailed'), 'payment-failed', 'info', 'stripe:pi_3TnWs1Cartera0003'],
    [
      example('ContactRefused', { rule: 'no-address' }),
      'invoice-incomplete',
      'warning',
      `${account}|1/no-address`,
    ],
    [
      example('ContactRefused', { rule: 'party-unknown' }),
      'invoice-incomplete',
      'warning',
      `${account}|1/party-unknown`,
    ],
    [
      example('ContactRefused', { rule: 'no-window' }),
      'delivery-failed',
      'warning',
      `${account}|1/no-window`,
    ],
    [
      example('EntryRefused', { inputId: 'invoice:A-1', code: 'instalments-off' }),
      'invoice-incomplete',
      'warning',
      'invoice:A-1',
    ],
    [example('EntryRefused'), 'input-dead-lettered', 'critical', 'credit-note:CN-2026-0012'],
    [example('ContactFailed', { final: true }), 'delivery-failed', 'warning', '92cc1d53ef'],
    [example('ContactBounced'), 'delivery-failed', 'warning', '5e1f0c6e2a'],
    [example('ContactComplained'), 'complaint-received', 'warning', '5e1f0c6e2a'],
    [example('ContactOutcomeUnknown'), 'send-outcome-unknown', 'critical', 'a3dd2e64f0'],
  ] as const)('%o', (fact, kind, severity, episode) => {
    expect(alertOf(fact)).toMatchObject({ kind, severity, episode, accountId: account });
  });

  it.each([
    [example('PaymentUnmatched'), 'payment-unmatched', 'stripe:pi_3TnWr9Cartera0002'],
    [example('InputRejected'), 'input-dead-lettered', 'erp-7102@3f9c1d2e4b5a6978'],
    [example('SendingStopped'), 'sending-stopped', 'stop-2026-04-02'],
    [example('DailyCapReached'), 'daily-cap-reached', '2026-04-02/email'],
  ])('%o without an account', (fact, kind, episode) => {
    expect(alertOf(fact)).toMatchObject({ kind, episode, accountId: '-' });
  });

  it.each([
    example('ContactRefused', { rule: 'opted-out' }),
    example('ContactRefused', { rule: 'suppressed' }),
    example('ContactFailed', { final: false }),
    example('ContactBounced', { bounceType: 'transient' }),
    example('EntryRefused', { code: 'payment-known' }),
    example('DailyCapReached', { mode: 'shadow' }),
    example('InvoicePosted'),
    example('CaseClosed'),
  ])('%o is in order', (fact) => {
    expect(alertOf(fact)).toBeUndefined();
  });

  it('is what the bus rule lets through, and every kind is raised by something', () => {
    expect([...alertableNames].sort()).toEqual([...ALERTABLE, ...HELD_ALERTABLE].sort());
    const raised = [
      ...alertableNames.map((name) => alertOf(example(name))?.kind),
      alertOf(example('ContactRefused', { rule: 'no-address' }))?.kind,
      alertOf(bureauDown)?.kind,
      alertOf(example('CreditOfferSent', { outcome: 'no-address' }))?.kind,
      alertOf(example('CreditOrderHeld', { because: ['rate-stale'] }))?.kind,
    ];
    expect(new Set(raised.filter(Boolean))).toEqual(new Set(alertKind.options));
  });

  it('is one a day for what an import of a legacy book contradicts, whatever the account', () => {
    const keyOf = (accountId: string, inputId: string, of: Partial<typeof recording>) => {
      const alert = alertOf(example('EntryRefused', { accountId, inputId, code: 'differs' }), of);
      return alert && [alert.severity, episodeKey(alert)];
    };
    const first = { causationId: 'opening:2026-05-31:invoice:OLD-1' };
    const other = { causationId: 'opening:2026-05-30:invoice:OLD-2' };
    const told = ['warning', 'invoice-incomplete#-#opening:2026-06-03'];
    expect(keyOf(account, 'invoice:OLD-1@1', first)).toEqual(told);
    expect(keyOf('bolt|main|USD', 'invoice:OLD-2@2', other)).toEqual(told);
    const later = { ...first, recordedAt: '2026-06-04T00:00:00.000Z' };
    expect(keyOf(account, 'invoice:OLD-1@3', later)?.[1]).toMatch(/opening:2026-06-04$/);
    expect(keyOf(account, 'invoice:OLD-1@1', {})?.[1]).toMatch(/#acme.*#invoice:OLD-1@1$/);
    const known = example('EntryRefused', { inputId: 'invoice:OLD-1', code: 'invoice-known' });
    expect(alertOf(known, first)).toBeUndefined();
  });

  it('says the figures in major units', () => {
    expect(inMajor(80_000, 'USD')).toBe('800.00 USD');
    expect(inMajor(5, 'USD')).toBe('0.05 USD');
    expect(inMajor(1234, 'CLP')).toBe('1234 CLP');
    expect(inMajor(1, 'KWD')).toBe('0.001 KWD');
    expect(alertOf(example('PaymentReversed'))?.text).toBe(
      '800.00 USD of payment stripe:pi_3TnWq2Cartera0001 were taken back (chargeback). What it had settled is open again.',
    );
  });
});

it('a notice says the same to people and to programs', () => {
  const alert = alertOf(example('OverdueThresholdExceeded'));
  if (alert === undefined) throw new Error('expected an alert');
  const raisedAt = instant('2026-03-19T15:12:01.000Z');
  expect(noticeOf(alert, raisedAt)).toEqual({
    severity: 'warning',
    kind: 'overdue-above-threshold',
    subject: '[warning] overdue-above-threshold acme|main|USD',
    text: `${alert.text}

Kind: overdue-above-threshold
Severity: warning
Account: acme|main|USD
Episode: acme|main|USD|1
Raised at: 2026-03-19T15:12:01.000Z

What repeats in this episode is counted in the daily digest.`,
    data: { schemaVersion: 1, ...alert, raisedAt },
  });
  expect(episodeKey(alert)).toBe('overdue-above-threshold#acme|main|USD#acme|main|USD|1');
});

const line = (over: Partial<DigestLine>): DigestLine => ({
  kind: 'payment-unmatched',
  severity: 'warning',
  accountId: '-',
  episode: 'p1',
  occurrences: 1,
  ...over,
});

describe('the digest of a day', () => {
  const lines = [
    line({}),
    line({ episode: 'p2', occurrences: 3 }),
    line({ kind: 'input-dead-lettered', severity: 'critical', episode: 'i1' }),
    line({ kind: 'payment-failed', severity: 'info', episode: 'p3', occurrences: 2 }),
  ];

  it('counts by severity and kind, the gravest first', () => {
    expect(countsOf(lines)).toEqual([
      { kind: 'input-dead-lettered', severity: 'critical', episodes: 1, occurrences: 1 },
      { kind: 'payment-unmatched', severity: 'warning', episodes: 2, occurrences: 4 },
      { kind: 'payment-failed', severity: 'info', episodes: 1, occurrences: 2 },
    ]);
    const digest = digestOf(businessDate('2026-03-20'), lines);
    expect(digest).toMatchObject({
      severity: 'info',
      kind: 'digest',
      subject: 'Alerts of 2026-03-20: 4',
      data: { schemaVersion: 1, kind: 'digest', on: '2026-03-20', counts: countsOf(lines) },
    });
    expect(digest?.text).toBe(
      [
        'Alerts of 2026-03-20:',
        '- critical input-dead-lettered: 1',
        '- warning payment-unmatched: 2, 4 occurrences',
        '- info payment-failed: 1, 2 occurrences',
        '',
        'Most repeated:',
        '- payment-unmatched - p2: 3',
        '- payment-failed - p3: 2',
      ].join('\n'),
    );
  });

  it('counts a kind apart that had two severities, and kinds of one severity by name', () => {
    const mixed = [
      line({ kind: 'payment-returned' }),
      line({ kind: 'delivery-failed' }),
      line({ kind: 'payment-returned', severity: 'critical' }),
    ];
    const counted = countsOf(mixed).map(({ severity, kind }) => `${severity} ${kind}`);
    const expected = [
      'critical payment-returned',
      'warning delivery-failed',
      'warning payment-returned',
    ];
    expect(counted).toEqual(expected);
    expect(countsOf(mixed.toReversed()).map(({ severity, kind }) => `${severity} ${kind}`)).toEqual(
      expected,
    );
  });

  it('says nothing of repeats on a day without them', () => {
    const once = digestOf(businessDate('2026-03-20'), [line({}), line({ episode: 'p2' })]);
    expect(once?.text).toBe('Alerts of 2026-03-20:\n- warning payment-unmatched: 2');
    expect(once?.data).toMatchObject({ repeated: [] });
  });

  it('names the ten busiest episodes, equally busy ones in one order', () => {
    const many = Array.from({ length: 13 }, (_, index) =>
      line({
        accountId: `c${String(index % 2)}`,
        episode: `p${String(index).padStart(2, '0')}`,
        occurrences: index === 12 ? 9 : 2 + Math.floor(index / 6),
      }),
    );
    const named = (some: readonly DigestLine[]) => {
      const { repeated } = digestOf(businessDate('2026-03-20'), some)?.data ?? {};
      return (repeated as DigestLine[]).map(({ episode }) => episode);
    };
    const expected = ['p12', 'p06', 'p08', 'p10', 'p07', 'p09', 'p11', 'p00', 'p02', 'p04'];
    expect(named(many)).toEqual(expected);
    expect(named(many.toReversed())).toEqual(expected);
  });

  it('is not sent for a quiet day', () => {
    expect(digestOf(businessDate('2026-03-20'), [])).toBeUndefined();
  });
});
