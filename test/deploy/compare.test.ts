import { describe, expect, it } from 'vitest';
import { compareEvents } from './compare.ts';
import { rules } from './rules.ts';
import { inStreamOrder, type PublishedEvent } from './world.ts';

type Change = {
  readonly meta?: Partial<PublishedEvent['meta']>;
  readonly data?: PublishedEvent['data'];
};

const event = (streamId: string, version: number, { meta, data }: Change = {}): PublishedEvent => ({
  type: 'CaseClosed',
  source: 'cartera.collections',
  meta: {
    eventId: `${streamId}#${version}`,
    streamId,
    version,
    recordedAt: '2026-03-06T12:00:01.000Z',
    effectiveOn: '2026-03-06',
    causationId: 'account#a#2',
    correlationId: 'c',
    ...meta,
  },
  data: { caseId: 'a|1', reason: 'settled', invoices: ['INV-1', 'INV-2'], ...data },
});

const ledger = [event('account#a', 2), event('account#a', 3)];

const unexplained = (here: Change, there: Change): readonly string[] =>
  compareEvents(
    [...ledger, event('case#a', 1, here)],
    [...ledger, event('case#a', 1, there)],
    rules,
  ).unexplained;

describe('a comparison of two worlds', () => {
  it('finds nothing between a world and itself', () => {
    expect(compareEvents(ledger, ledger, rules)).toMatchObject({ events: 2, unexplained: [] });
  });

  it('names an event that one of them lacks', () => {
    const { events, unexplained: found } = compareEvents(ledger, [event('account#a', 3)], rules);
    expect({ events, found }).toEqual({
      events: 1,
      found: ['account#a#2 CaseClosed: only here'],
    });
  });

  it('names a value that no rule explains, however deep it lies', () => {
    expect(unexplained({}, { data: { invoices: ['INV-1', 'INV-3'] } })).toEqual([
      'case#a#1 CaseClosed data.invoices.1: "INV-2" here, "INV-3" there',
    ]);
    expect(unexplained({ data: { paidOn: '2026-03-06' } }, {})).toEqual([
      'case#a#1 CaseClosed data.paidOn: "2026-03-06" here, nothing there',
    ]);
    expect(unexplained({}, { meta: { effectiveOn: '2026-03-07' } })).toHaveLength(1);
  });

  it('forgives a moment and no more', () => {
    expect(unexplained({}, { meta: { recordedAt: '2026-03-06T12:00:31.500Z' } })).toEqual([]);
    expect(unexplained({}, { meta: { recordedAt: '2026-03-06T12:05:00.000Z' } })).toHaveLength(1);
    expect(unexplained({}, { meta: { recordedAt: 'soon' } })).toHaveLength(1);
  });

  it('lets either event of one commit be the cause, and no other', () => {
    expect(unexplained({}, { meta: { causationId: 'account#a#3' } })).toEqual([]);
    expect(unexplained({}, { meta: { causationId: 'account#b#3' } })).toHaveLength(1);
    expect(unexplained({}, { meta: { causationId: 'case#a#1' } })).toHaveLength(1);
  });

  it('counts what each rule explained', () => {
    const { explained } = compareEvents(
      [event('case#a', 1)],
      [event('case#a', 1, { meta: { recordedAt: '2026-03-06T12:00:02.000Z' } })],
      rules,
    );
    expect([...explained].filter(([, times]) => times > 0)).toEqual([
      ['recorded a moment later', 1],
    ]);
  });
});

it('puts events in the order of their streams, each once', () => {
  const events = [event('b', 2), event('a', 10), event('b', 1), event('a', 9), event('b', 2)];
  expect(inStreamOrder(events).map(({ meta }) => meta.eventId)).toEqual([
    'a#9',
    'a#10',
    'b#1',
    'b#2',
  ]);
});
