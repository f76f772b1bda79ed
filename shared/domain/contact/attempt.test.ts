import { createHash } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { addSeconds, businessDate, epochMs, instant } from '../calendar.ts';
import {
  type Attempt,
  attemptedFact,
  attemptIdOf,
  contactOf,
  deadlineOf,
  declinedFact,
  maxTries,
  nextTryAt,
  type Outcome,
  outcomeFact,
  type StepKey,
  supersedes,
} from './attempt.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const at = instant('2026-03-02T15:00:00Z');
const key: StepKey = {
  partyId: 'ana',
  accountId: 'acme|main|USD',
  caseId: 'acme|main|USD|1',
  stage: 'administrative',
  step: 'notify-overdue',
  anchorOn: businessDate('2026-03-01'),
  channel: 'email',
};
const attempt = (over: Partial<Attempt> = {}): Attempt => ({
  ...key,
  attemptId: '0000ffff'.padEnd(32, '0'),
  tryNumber: 1,
  at,
  outcome: { kind: 'none' },
  ...over,
});

describe('the id of an attempt', () => {
  const id = attemptIdOf(key, 1, hash);

  it('is the same for the same step and try, in characters that providers take', () => {
    expect(attemptIdOf({ ...key }, 1, hash)).toBe(id);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each([
    ['case', { caseId: 'acme|main|USD|2' }],
    ['step', { step: 'remind-overdue' }],
    ['day', { anchorOn: businessDate('2026-03-02') }],
    ['channel', { channel: 'sms' }],
  ] as const)('is another for another %s', (_, over) => {
    expect(attemptIdOf({ ...key, ...over }, 1, hash)).not.toBe(id);
  });

  it('is another for another try, and for a simulation', () => {
    expect(attemptIdOf(key, 2, hash)).not.toBe(id);
    expect(attemptIdOf(key, 1, hash, 'live')).toBe(id);
    expect(attemptIdOf(key, 1, hash, 'shadow')).not.toBe(id);
  });
});

test('every event of an attempt names its step', () => {
  expect(contactOf(attempt())).toEqual({ ...key, attemptId: attempt().attemptId });
});

test('an attempt that nobody answers for is settled after an hour', () => {
  expect(deadlineOf(attempt())).toBe('2026-03-02T16:00:00.000Z');
});

describe('what the provider refused', () => {
  const failedAt = addSeconds(at, 60);
  const failed = (tryNumber: number, more: Partial<Attempt> = {}, final = false): Attempt =>
    attempt({
      tryNumber,
      outcome: { kind: 'failed', error: 'Throttling', final, at: failedAt },
      ...more,
    });
  const minutesTo = (one: Attempt): number | undefined => {
    const next = nextTryAt(one);
    return next && (epochMs(next) - epochMs(failedAt)) / 60_000;
  };

  it('is tried again after ever longer waits, within a day, and then no more', () => {
    const unhurried = (tryNumber: number) =>
      minutesTo(failed(tryNumber, { attemptId: '0'.repeat(32) }));
    expect([1, 2, 3, 4, 5].map(unhurried)).toEqual([15, 60, 240, 720, undefined]);
    expect(maxTries).toBe(5);
  });

  it('returns apart from what failed with it, up to half as late again', () => {
    const waits = ['0000', '8000', 'c000'].map((start) =>
      minutesTo(failed(2, { attemptId: start.padEnd(32, 'f') })),
    );
    expect(waits).toEqual([60, 75, 82.5]);
  });

  it('is not tried again when that is final, nor when it was not refused', () => {
    expect(nextTryAt(failed(1, {}, true))).toBeUndefined();
    for (const outcome of [
      { kind: 'none' },
      { kind: 'sent', providerMessageId: 'm' },
      { kind: 'simulated' },
      { kind: 'unknown' },
    ] as const) {
      expect(nextTryAt(attempt({ outcome }))).toBeUndefined();
    }
  });
});

describe('what the journal says', () => {
  const contact = contactOf(attempt());

  it('of a contact that the gate did not allow', () => {
    const named = { ...key, attemptId: attempt().attemptId };
    expect(declinedFact(named, { answer: 'no', rule: 'opted-out' })).toEqual({
      type: 'ContactRefused',
      data: { ...contact, rule: 'opted-out' },
    });
    const until = instant('2026-03-03T13:00:00Z');
    expect(declinedFact(named, { answer: 'later', until, rule: 'contact-window' })).toEqual({
      type: 'ContactDeferred',
      data: { ...contact, until, rule: 'contact-window' },
    });
  });

  it.each<[Exclude<Outcome, { kind: 'none' }>, string, object]>([
    [{ kind: 'sent', providerMessageId: 'm-1' }, 'ContactSent', { providerMessageId: 'm-1' }],
    [{ kind: 'simulated' }, 'ContactSimulated', {}],
    [{ kind: 'unknown' }, 'ContactOutcomeUnknown', {}],
    [
      { kind: 'failed', error: 'Throttling', final: false, at },
      'ContactFailed',
      { error: 'Throttling', final: false },
    ],
    [
      { kind: 'failed', error: 'OptedOut', final: true, at, optedOut: true },
      'ContactFailed',
      { error: 'OptedOut', final: true, optedOut: true },
    ],
  ])('of the outcome %j', (outcome, type, more) => {
    expect(outcomeFact(attempt(), outcome)).toEqual({ type, data: { ...contact, ...more } });
  });

  it('of what was about to be sent, and whether it was meant', () => {
    const content = {
      template: 'overdue',
      templateVersion: 1,
      locale: 'es',
      invoiceNumbers: ['F1'],
      amountMinor: 100,
      currency: 'USD',
      contentHash: 'c',
      addressHash: 'a',
      rules: ['contact-window'],
    } as const;
    const asked = { ...content, invoiceNumbers: ['F1'], rules: ['contact-window'] };
    expect(attemptedFact(attempt(), asked)).toEqual({
      type: 'ContactAttempted',
      data: { ...contact, ...content },
    });
    expect(attemptedFact(attempt({ outcome: { kind: 'simulated' } }), asked)).toEqual({
      type: 'ContactAttempted',
      data: { ...contact, ...content, mode: 'shadow' },
    });
  });
});

describe('what is reported replaces what is recorded', () => {
  const sent = { kind: 'sent', providerMessageId: 'm' } as const;
  const failed = { kind: 'failed', error: 'e', final: true, at } as const;
  const unknown = { kind: 'unknown' } as const;
  const simulated = { kind: 'simulated' } as const;

  it.each([sent, failed, unknown, simulated])('where nothing was: %j', (reported) => {
    expect(supersedes(reported, { kind: 'none' })).toBe(true);
  });

  it('when the provider sent what we thought lost', () => {
    expect(supersedes(sent, unknown)).toBe(true);
    expect(supersedes(sent, failed)).toBe(true);
  });

  it('never when it left, or when it was only simulated', () => {
    for (const reported of [sent, failed, unknown]) {
      expect(supersedes(reported, sent)).toBe(false);
      expect(supersedes(reported, simulated)).toBe(false);
    }
  });

  it('never by a deadline or a refusal', () => {
    for (const recorded of [failed, unknown]) {
      expect(supersedes(unknown, recorded)).toBe(false);
      expect(supersedes(failed, recorded)).toBe(false);
    }
  });
});
