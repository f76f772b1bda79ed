import { describe, expect, it } from 'vitest';
import { contactRulesSchema } from './rules.ts';

const window = { days: ['mon'], from: '08:00', to: '18:00' };
const rules = {
  name: 'default',
  version: 1,
  description: 'Ours',
  jurisdictions: ['*'],
  purposes: [{ name: 'collection', exemptFrom: [] }],
  windows: [window],
  holidays: ['2026-01-01'],
  limits: [
    { kind: 'cap', name: 'two-a-week', max: 2, days: 7, per: 'party' },
    { kind: 'spacing', name: 'a-day-apart', minDays: 1, per: 'account', channels: ['sms'] },
    { kind: 'single-channel', name: 'one-channel', days: 7, per: 'party' },
  ],
};
const problems = (over: object) =>
  contactRulesSchema
    .safeParse({ ...rules, ...over })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
const limit = (index: number, over: object) => ({
  limits: [{ ...rules.limits[index], ...over }],
});

describe('a pack of contact rules', () => {
  it.each([
    [{}],
    [{ windows: [{ ...window, from: '04:00', to: '23:00' }] }],
    [{ windows: [], holidays: [], limits: [] }],
    [{ jurisdictions: ['CO', 'BR-SP', 'US-TX'] }],
    [limit(0, { max: 0, days: 1 })],
    [limit(0, { max: 1000, days: 7 })],
  ])('may say %j', (over) => {
    expect(problems(over)).toBeUndefined();
  });

  it.each([
    [{ windows: [{ ...window, from: '03:59' }] }, 'windows.0.from: expected 04:00 to 23:00'],
    [{ windows: [{ ...window, to: '23:01' }] }, 'windows.0.to: expected 04:00 to 23:00'],
    [{ windows: [{ ...window, from: '8:00' }] }, 'windows.0.from: expected HH:mm'],
    [{ windows: [{ ...window, from: '10:60' }] }, 'windows.0.from: expected HH:mm'],
    [{ windows: [{ ...window, from: '18:00' }] }, 'windows.0: expected from before to'],
    [{ windows: [{ ...window, from: '18:30' }] }, 'windows.0: expected from before to'],
    [{ jurisdictions: ['colombia'] }, 'jurisdictions.0: expected *, CO or BR-SP'],
    [
      { purposes: [{ name: 'Debt collection', exemptFrom: [] }] },
      'purposes.0.name: expected lower case words joined by hyphens',
    ],
  ])('may not say %j', (over, problem) => {
    expect(problems(over)?.[0]).toBe(problem);
  });

  it.each([
    ['windows.0.days', { windows: [{ ...window, days: [] }] }],
    ['windows.0.days.0', { windows: [{ ...window, days: ['monday'] }] }],
    ['windows.0.channels', { windows: [{ ...window, channels: [] }] }],
    ['windows.0.channels.0', { windows: [{ ...window, channels: ['fax'] }] }],
    ['holidays.0', { holidays: ['2026-02-30'] }],
    // The party's snapshot forgets what is older.
    ['limits.0.days', limit(0, { days: 8 })],
    ['limits.0.days', limit(0, { days: 0 })],
    ['limits.0.max', limit(0, { max: -1 })],
    ['limits.0.minDays', limit(1, { minDays: 8 })],
    ['limits.0.per', limit(2, { per: 'phone' })],
    ['limits.0.kind', limit(0, { kind: 'quota' })],
    ['jurisdictions', { jurisdictions: [] }],
    ['purposes', { purposes: [] }],
    ['version', { version: 0 }],
    ['description', { description: '' }],
  ])('has no such %s', (field, over) => {
    expect(problems(over)?.[0]).toMatch(new RegExp(`^${field}: `));
  });
});
