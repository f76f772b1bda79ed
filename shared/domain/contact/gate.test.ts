import { describe, expect, test } from 'vitest';
import { contactRules } from '../../../contact-rules/catalogue.ts';
import { instant } from '../calendar.ts';
import { earliestContact, gate } from './gate.ts';
import { type ContactRules, contactRulesSchema } from './rules.ts';
import type { ContactRequest, ContactView, RecentContact } from './types.ts';

const rules = contactRules('default', 1);
const request: ContactRequest = {
  channel: 'email',
  accountId: 'c1|main|USD',
  purpose: 'collection',
};

const view = (over: Partial<ContactView> = {}): ContactView => ({
  partyId: 'c1',
  zone: 'America/Bogota',
  locale: 'es',
  channels: ['email', 'sms'],
  optOuts: [],
  suppressions: [],
  recent: [],
  ...over,
});

const contacted = (at: string, over: Partial<RecentContact> = {}): RecentContact => ({
  attemptId: at,
  at: instant(at),
  channel: 'email',
  accountId: 'c1|main|USD',
  ...over,
});

// 2026-03-02 is a Monday; Bogota is five hours behind UTC all year.
const monday10 = instant('2026-03-02T15:00:00Z');

describe('the default rules', () => {
  test('allow a weekday at ten and say on which rules that rests', () => {
    expect(gate(request, view(), rules, monday10)).toEqual({
      answer: 'yes',
      rules: [
        'address',
        'opt-outs',
        'suppressions',
        'contact-window',
        'one-a-day',
        'two-a-week',
        'default.v1',
      ],
    });
  });

  test.each([
    ['a minute before nine', '2026-03-02T13:59:00Z', '2026-03-02T14:00:00.000Z'],
    ['at nine on the dot', '2026-03-02T14:00:00Z', 'yes'],
    ['the last moment before seven in the evening', '2026-03-02T23:59:59.999Z', 'yes'],
    ['at seven in the evening', '2026-03-03T00:00:00Z', '2026-03-03T14:00:00.000Z'],
    ['Friday evening', '2026-03-07T00:30:00Z', '2026-03-09T14:00:00.000Z'],
    ['Saturday', '2026-03-07T16:00:00Z', '2026-03-09T14:00:00.000Z'],
    ['Sunday', '2026-03-08T16:00:00Z', '2026-03-09T14:00:00.000Z'],
  ])('%s', (_, at, expected) => {
    const answer = gate(request, view(), rules, instant(at));
    expect(answer).toMatchObject(
      expected === 'yes'
        ? { answer: 'yes' }
        : { answer: 'later', until: expected, rule: 'contact-window' },
    );
  });

  test('count one a day over all accounts and channels of the party', () => {
    const past = [contacted('2026-03-02T14:30:00Z', { accountId: 'c9|main|EUR', channel: 'sms' })];
    expect(gate(request, view({ recent: past }), rules, monday10)).toEqual({
      answer: 'later',
      until: '2026-03-03T14:00:00.000Z',
      rule: 'one-a-day',
    });
  });

  test('count two in any seven consecutive days', () => {
    const past = [contacted('2026-03-02T15:00:00Z'), contacted('2026-03-04T15:00:00Z')];
    expect(gate(request, view({ recent: past }), rules, instant('2026-03-05T15:00:00Z'))).toEqual({
      answer: 'later',
      until: '2026-03-09T14:00:00.000Z',
      rule: 'two-a-week',
    });
  });

  test('count a day as the wall of the party shows it', () => {
    // 23:30 on Monday in UTC is 18:30 in Bogota, still Monday there, and 08:30 on Tuesday in Tokyo.
    const past = [contacted('2026-03-02T23:30:00Z')];
    const tuesday = instant('2026-03-03T00:30:00Z');
    expect(gate(request, view({ recent: past, zone: 'Asia/Tokyo' }), rules, tuesday)).toMatchObject(
      {
        answer: 'later',
        rule: 'one-a-day',
      },
    );
    const tuesdayBogota = instant('2026-03-03T14:00:00Z');
    expect(gate(request, view({ recent: past }), rules, tuesdayBogota)).toMatchObject({
      answer: 'yes',
    });
  });

  test('open at nine on both sides of a change of clocks', () => {
    const newYork = { zone: 'America/New_York' };
    const friday = instant('2026-03-07T00:30:00Z');
    expect(gate(request, view(newYork), rules, friday)).toMatchObject({
      until: '2026-03-09T13:00:00.000Z',
    });
    expect(gate(request, view(newYork), rules, instant('2026-10-31T00:30:00Z'))).toMatchObject({
      until: '2026-11-02T14:00:00.000Z',
    });
  });
});

describe('fail closed', () => {
  test.each<[string, ContactView | undefined, Partial<ContactRequest>]>([
    ['party-unknown', undefined, {}],
    ['zone-invalid', view({ zone: '' }), {}],
    ['zone-invalid', view({ zone: 'Mars/Olympus' }), {}],
    ['no-address', view({ channels: ['sms'] }), {}],
    ['opted-out', view({ optOuts: ['email'] }), {}],
    ['opted-out', view({ optOuts: ['all'] }), { channel: 'sms' }],
    ['suppressed', view({ suppressions: ['email'] }), {}],
    ['complained', view({ complaints: ['email'], suppressions: ['email'] }), {}],
    ['opted-out', view({ courtesyOptOuts: ['email'] }), { courtesy: true }],
    ['purpose-unknown', view(), { purpose: 'marketing' }],
  ])('%s', (rule, party, over) => {
    const asked = { ...request, ...over };
    expect(gate(asked, party, rules, monday10)).toEqual({ answer: 'no', rule });
    expect(earliestContact(asked, party, rules, monday10)).toEqual({ answer: 'no', rule });
  });

  test('an opt-out of one channel leaves the other', () => {
    const party = view({ optOuts: ['sms'], suppressions: ['sms'] });
    expect(gate(request, party, rules, monday10).answer).toBe('yes');
  });

  test('whoever declines courtesies still hears of what is due, and on other channels', () => {
    const party = view({ courtesyOptOuts: ['email'], complaints: ['sms'] });
    expect(gate(request, party, rules, monday10).answer).toBe('yes');
    const other = view({ courtesyOptOuts: ['sms'] });
    expect(gate({ ...request, courtesy: true }, other, rules, monday10).answer).toBe('yes');
  });

  test('a rule of a kind that this code does not know', () => {
    const newer = { ...rules, limits: [{ kind: 'moon-phase', name: 'full-moon' }] };
    expect(gate(request, view(), newer as unknown as ContactRules, monday10)).toEqual({
      answer: 'no',
      rule: 'rule-unknown',
    });
  });

  test('rules without a window, or with none for the channel', () => {
    expect(gate(request, view(), { ...rules, windows: [] }, monday10)).toEqual({
      answer: 'no',
      rule: 'no-window',
    });
    const callsOnly = rules.windows.map((window) => ({ ...window, channels: ['call' as const] }));
    expect(gate(request, view(), { ...rules, windows: callsOnly }, monday10)).toEqual({
      answer: 'no',
      rule: 'no-window',
    });
  });

  test('a pack that was never published', () => {
    expect(() => contactRules('default', 99)).toThrow('no contact rules default version 99');
  });
});

const pack = (over: object): ContactRules => contactRulesSchema.parse({ ...rules, ...over });

describe('what a law pack can say', () => {
  const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri'];

  test('other hours on Saturday, none on holidays (Colombia, Ley 2300)', () => {
    const colombia = pack({
      windows: [
        { days: weekdays, from: '07:00', to: '19:00' },
        { days: ['sat'], from: '08:00', to: '15:00' },
      ],
      holidays: ['2026-03-23'],
      limits: [
        { kind: 'cap', name: 'one-a-day', max: 1, days: 1, per: 'party' },
        { kind: 'single-channel', name: 'one-channel-a-week', days: 7, per: 'party' },
      ],
    });
    const saturday = instant('2026-03-21T12:00:00Z');
    expect(gate(request, view(), colombia, saturday)).toMatchObject({
      until: '2026-03-21T13:00:00.000Z',
    });
    expect(gate(request, view(), colombia, instant('2026-03-21T20:00:00Z'))).toMatchObject({
      until: '2026-03-24T12:00:00.000Z',
    });
    const recent = [contacted('2026-03-02T15:00:00Z')];
    const text = { ...request, channel: 'sms' as const };
    const tuesday = instant('2026-03-03T15:00:00Z');
    expect(gate(request, view({ recent }), colombia, tuesday).answer).toBe('yes');
    expect(gate(text, view({ recent }), colombia, tuesday)).toEqual({
      answer: 'later',
      until: '2026-03-09T12:00:00.000Z',
      rule: 'one-channel-a-week',
    });
  });

  test('days between written messages, caps of their own per channel (Chile, Ley 21.320)', () => {
    const written = ['email', 'sms', 'letter', 'whatsapp'];
    const chile = pack({
      windows: [{ days: [...weekdays, 'sat'], from: '08:00', to: '20:00' }],
      limits: [
        {
          kind: 'cap',
          name: 'two-written-a-week',
          max: 2,
          days: 7,
          per: 'party',
          channels: written,
        },
        {
          kind: 'cap',
          name: 'one-call-a-week',
          max: 1,
          days: 7,
          per: 'party',
          channels: ['call', 'visit'],
        },
        { kind: 'spacing', name: 'two-days-apart', minDays: 2, per: 'party', channels: written },
      ],
    });
    const recent = [contacted('2026-03-02T15:00:00Z')];
    expect(
      gate(
        request,
        view({ recent, zone: 'America/Santiago' }),
        chile,
        instant('2026-03-03T15:00:00Z'),
      ),
    ).toEqual({ answer: 'later', until: '2026-03-04T11:00:00.000Z', rule: 'two-days-apart' });
  });

  test('every day alike, counted per debt (US, Regulation F)', () => {
    const us = pack({
      windows: [{ days: [...weekdays, 'sat', 'sun', 'holiday'], from: '08:00', to: '21:00' }],
      holidays: ['2026-07-04'],
      limits: [{ kind: 'cap', name: 'seven-in-seven', max: 7, days: 7, per: 'account' }],
    });
    const recent = ['03', '04', '05', '06', '07', '08', '09'].map((day) =>
      contacted(`2026-03-${day}T15:00:00Z`, {
        accountId: day === '09' ? 'c1|main|USD' : 'c2|main|USD',
      }),
    );
    const at = instant('2026-03-09T16:00:00Z');
    const newYork = view({ recent, zone: 'America/New_York' });
    expect(gate(request, newYork, us, at).answer).toBe('yes');
    expect(gate(request, newYork, us, instant('2026-07-04T16:00:00Z')).answer).toBe('yes');
  });

  test('purposes that hours do not bind, such as receipts', () => {
    const receipts = pack({
      purposes: [
        { name: 'collection', exemptFrom: [] },
        { name: 'receipt', exemptFrom: ['windows', 'limits'] },
      ],
    });
    const sunday = instant('2026-03-08T03:00:00Z');
    const receipt = { ...request, purpose: 'receipt' };
    expect(gate(receipt, view(), receipts, sunday)).toEqual({
      answer: 'yes',
      rules: ['address', 'opt-outs', 'suppressions', 'default.v1'],
    });
    expect(gate(receipt, view({ optOuts: ['all'] }), receipts, sunday).answer).toBe('no');
  });

  test.each([
    ['a window at night', { windows: [{ days: ['mon'], from: '00:00', to: '05:00' }] }],
    [
      'a window that ends before it begins',
      { windows: [{ days: ['mon'], from: '19:00', to: '09:00' }] },
    ],
    ['an unknown kind of limit', { limits: [{ kind: 'moon-phase', name: 'full-moon' }] }],
    ['a date that does not exist', { holidays: ['2026-02-30'] }],
  ])('refuses %s', (_, over) => {
    expect(contactRulesSchema.safeParse({ ...rules, ...over }).success).toBe(false);
  });
});
