import { describe, expect, it } from 'vitest';
import { contactRules } from '../../../contact-rules/catalogue.ts';
import { businessDate, instant } from '../calendar.ts';
import { gate, windowsOn } from './gate.ts';
import { type ContactRules, contactRulesSchema } from './rules.ts';
import type { ContactRequest, ContactView } from './types.ts';

const noon = instant('2026-03-02T12:00:00Z');
const request: ContactRequest = {
  channel: 'email',
  accountId: 'c1|main|USD',
  purpose: 'collection',
};
const view = (contacts: readonly (readonly [channel: 'email' | 'sms', accountId: string])[]) =>
  ({
    partyId: 'c1',
    zone: 'UTC',
    locale: 'es',
    channels: ['email', 'sms'],
    optOuts: [],
    suppressions: [],
    recent: contacts.map(([channel, accountId], index) => ({
      attemptId: `a${index}`,
      at: instant('2026-03-02T10:00:00Z'),
      channel,
      accountId,
    })),
  }) satisfies ContactView;
const base = contactRules('default', 1);
const pack = (over: Partial<ContactRules>): ContactRules =>
  contactRulesSchema.parse({ ...base, ...over });
const answerUnder = (
  limit: ContactRules['limits'][number],
  contacts: readonly (readonly [channel: 'email' | 'sms', accountId: string])[],
) => gate(request, view(contacts), pack({ limits: [limit] }), noon).answer;

const own = 'c1|main|USD';
const other = 'c1|north|USD';

describe('a limit for some channels', () => {
  const oneText = {
    kind: 'cap',
    name: 'one-text',
    max: 1,
    days: 1,
    per: 'party',
    channels: ['sms'],
  } as const;
  const oneMail = { ...oneText, name: 'one-mail', channels: ['email'] } as const;

  it('neither stands in the way of another nor counts it', () => {
    const limit = (each: typeof oneText | typeof oneMail) => ({
      ...each,
      channels: [...each.channels],
    });
    expect(answerUnder(limit(oneText), [['sms', own]])).toBe('yes');
    expect(answerUnder(limit(oneMail), [['sms', own]])).toBe('yes');
    expect(answerUnder(limit(oneMail), [['email', own]])).toBe('later');
  });
});

describe('a limit for one account', () => {
  it.each([
    { kind: 'cap', name: 'one', max: 1, days: 1 },
    { kind: 'spacing', name: 'apart', minDays: 1 },
  ] as const)('counts what is about it: %j', (limit) => {
    expect(answerUnder({ ...limit, per: 'account' }, [['email', other]])).toBe('yes');
    expect(answerUnder({ ...limit, per: 'account' }, [['email', own]])).toBe('later');
    expect(answerUnder({ ...limit, per: 'party' }, [['email', other]])).toBe('later');
  });
});

describe('a rule that this version does not know', () => {
  it('is a no, though all others are known', () => {
    const known = { kind: 'cap', name: 'one', max: 9, days: 1, per: 'party' } as const;
    const newer = { kind: 'quota', name: 'new', per: 'party' } as unknown as typeof known;
    const answer = gate(request, view([]), { ...base, limits: [known, newer] }, noon);
    expect(answer).toEqual({ answer: 'no', rule: 'rule-unknown' });
  });
});

describe('the windows of a day', () => {
  const window = (from: string, to: string, channels?: readonly ('email' | 'sms')[]) => ({
    days: ['mon' as const],
    from,
    to,
    ...(channels && { channels: [...channels] }),
  });

  it('are in order, whatever the order in which the pack says them', () => {
    const windows = [window('15:00', '18:00'), window('08:00', '12:00'), window('13:00', '14:00')];
    for (const told of [windows, windows.toReversed()]) {
      expect(
        windowsOn(pack({ windows: told }), 'UTC', 'email', businessDate('2026-03-02')).map(
          ({ opensAt, closesAt }) => `${opensAt.slice(11, 16)}-${closesAt.slice(11, 16)}`,
        ),
      ).toEqual(['08:00-12:00', '13:00-14:00', '15:00-18:00']);
    }
  });

  it('are those of the channel', () => {
    const windows = [window('08:00', '12:00', ['sms']), window('13:00', '14:00', ['email'])];
    const [first, ...others] = windowsOn(
      pack({ windows }),
      'UTC',
      'email',
      businessDate('2026-03-02'),
    );
    expect(first?.opensAt).toBe('2026-03-02T13:00:00.000Z');
    expect(others).toEqual([]);
  });

  it('are none on a day that the zone left out', () => {
    // Samoa went from the 29th to the 31st of December 2011, a Friday missing between.
    const friday = { days: ['fri' as const], from: '08:00', to: '18:00' };
    const on = businessDate('2011-12-30');
    expect(windowsOn(pack({ windows: [friday] }), 'Pacific/Apia', 'email', on)).toEqual([]);
    expect(windowsOn(pack({ windows: [friday] }), 'UTC', 'email', on)).toHaveLength(1);
  });
});
