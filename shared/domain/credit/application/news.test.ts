import { describe, expect, it } from 'vitest';
import { businessDate, type Instant, instant } from '../../calendar.ts';
import type { Application } from '../types.ts';
import { isLaterThan, isNewsTo, newsReadIn, newsStanding } from './news.ts';

const receivedOn = businessDate('2026-02-02');
const decided = (over: object) => ({
  receivedOn,
  decision: { round: 1, ...over } as Application['decision'],
});
const at = instant('2026-02-03T10:00:00.000Z');

describe('what was told of a customer since an application was decided', () => {
  const later = instant('2026-02-03T10:00:00.001Z');
  it.each([
    ['what reports are newer than', at, decided({ newsAt: at }), 'read'],
    ['what came later', later, decided({ newsAt: at }), 'since'],
    ['what no report knows of', later, decided({ newsAt: at, unreadNewsAt: later }), 'unread'],
    ['what came after that', later, decided({ unreadNewsAt: at }), 'since'],
    ['what a decision says nothing of', at, decided({}), 'since'],
    ['what came before the application', instant('2026-01-01T10:00:00.000Z'), decided({}), 'since'],
    ['what came before a decision was known', at, { receivedOn, decision: undefined }, 'since'],
  ] as const)('by a bureau was read, shown, or came since: %s', (_, heardAt, of, standing) => {
    expect(newsStanding(of, heardAt)).toBe(standing);
    expect(isNewsTo(of, heardAt)).toBe(standing === 'since');
  });

  const [before, after] = ['2026-02-03T09:00:00.000Z', '2026-02-03T11:00:00.000Z'];
  it.each([
    ['nobody is asked', [], undefined],
    ['a report is newer', [{ status: 'found', receivedAt: after }], at],
    ['an older one is used again', [{ status: 'reused', receivedAt: before }], undefined],
    ['a report is of that moment', [{ status: 'found', receivedAt: at }], undefined],
    ['no bureau has a record', [{ status: 'no-record', receivedAt: after }], undefined],
    ['none answers', [{ status: 'unavailable' }], undefined],
    [
      'one of two has a record',
      [
        { status: 'no-record', receivedAt: after },
        { status: 'found', receivedAt: after },
      ],
      at,
    ],
    [
      'one of two reports is older',
      [
        { status: 'found', receivedAt: before },
        { status: 'found', receivedAt: after },
      ],
      undefined,
    ],
  ])('by a bureau is read or not, where %s', (_, said, newsAt) => {
    const from = said.map((each, index) => ({ provider: `b${index}`, ...each }));
    const readOf = (...told: readonly Instant[]) =>
      newsReadIn(
        told.map((heardAt) => ({ heardAt })),
        from,
        ['b0', 'b1'],
      );
    expect(readOf(at)).toBe(newsAt);
    expect(readOf()).toBeUndefined();
    const earlier = instant('2026-02-01T10:00:00.000Z');
    const reports = said.some(({ status }) => status === 'found' || status === 'reused');
    expect(readOf(earlier, at)).toBe(newsAt ?? (reports ? earlier : undefined));
  });

  it.each([
    ['the bureau that told has a report', 'first', at],
    ['the bureau that told was down', 'second', undefined],
    ['the bureau that told was not reached', 'third', undefined],
    ['who told is none of those who are asked', 'registry', at],
  ])('is read in the report of whoever told it: %s', (_, bureau, newsAt) => {
    const said = [
      { provider: 'first', status: 'found', receivedAt: after },
      { provider: 'second', status: 'unavailable' },
    ];
    const all = ['first', 'second', 'third'];
    expect(newsReadIn([{ heardAt: at, bureau }], said, all)).toBe(newsAt);
    // What comes after something that nobody has read is not read either.
    const last = { heardAt: instant('2026-02-03T10:30:00.000Z'), bureau: 'first' };
    const earlier = { heardAt: instant(before), bureau: 'first' };
    const read = newsReadIn([last, earlier, { heardAt: at, bureau }], said, all);
    expect(read).toBe(newsAt === undefined ? before : last.heardAt);
  });

  const unread = { decidedOn: '2026-02-03' };
  const read = { ...unread, readTo: [{ currency: 'USD', version: 7 }] };
  it.each([
    ['what was read, on the day itself', decided(read), 7, at, false],
    ['what comes after it, whatever its clock says', decided(read), 8, '2026-02-01', true],
    ['an account that was not read', decided({ ...read, readTo: [] }), 1, at, true],
    ['the day before the application', decided({}), 9, '2026-02-01', false],
    ['what came before a decision that read nothing', decided(unread), 1, '2026-02-02', true],
    ['the day of the application, undecided', { receivedOn, decision: undefined }, 1, at, true],
  ] as const)('by the ledger is news or not: %s', (_, of, version, when, isNews) => {
    const recordedAt = when === at ? at : instant(`${when}T10:00:00.000Z`);
    expect(isLaterThan(of, { currency: 'USD', version, recordedAt }, 'UTC')).toBe(isNews);
  });
});
