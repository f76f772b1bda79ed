import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { episodeKey } from '../../../shared/domain/alerts/alert.ts';
import type { Notice } from '../../../shared/domain/alerts/notice.ts';
import { instant } from '../../../shared/domain/calendar.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import type { AlertStore, Episode } from '../../../shared/ports/alerts.ts';
import { EpisodeContended, UnknownEvent } from '../../../shared/services/insight/raise.ts';
import { createHandler } from './handler.ts';

const body = (name: string, over: object = {}) => {
  const path = join(import.meta.dirname, '../../../events/examples', `${name}.json`);
  const { meta, data } = JSON.parse(readFileSync(path, 'utf8'));
  return JSON.stringify({
    'detail-type': name,
    detail: { meta: { ...meta, ...over }, data },
  });
};

const room = (over: Partial<AlertStore> = {}) => {
  const episodes = new Map<string, Episode & { counted: Set<string> }>();
  const notices: Notice[] = [];
  let topicIsDown = false;
  const store: AlertStore = {
    find: async (alert) => episodes.get(episodeKey(alert)),
    raise: async ({ alert, eventId, at }) => {
      const key = episodeKey(alert);
      if (episodes.has(key)) return false;
      const counted = new Set([eventId]);
      episodes.set(key, { raisedBy: eventId, raisedAt: at, published: false, counted });
      return true;
    },
    repeat: async ({ alert, eventId }) => {
      episodes.get(episodeKey(alert))?.counted.add(eventId);
    },
    markPublished: async (alert) => {
      const episode = episodes.get(episodeKey(alert));
      if (episode) episodes.set(episodeKey(alert), { ...episode, published: true });
    },
    digest: async () => [],
    ...over,
  };
  const handle = createHandler({
    store,
    topics: {
      publish: async (notice) => {
        if (topicIsDown) throw new Error('down');
        notices.push(notice);
      },
    },
    clock: { now: () => instant('2026-03-20T09:15:00.000Z') },
  });
  const take = (text: string) =>
    handle(
      {
        messageId: 'm',
        body: text,
        group: undefined,
        deliveries: 1,
        receiptHandle: '',
        attributes: {},
      },
      createLogger({}, () => undefined),
    );
  return { take, notices, episodes, topicDown: (down: boolean) => (topicIsDown = down) };
};

describe('an episode', () => {
  it('is told once, whatever happens again in it', async () => {
    const { take, notices, episodes } = room();
    await take(body('PaymentContested'));
    await take(body('PaymentReversed'));
    await take(body('PaymentReversed'));
    await take(body('PaymentContested'));
    expect(notices.map(({ severity, kind }) => [severity, kind])).toEqual([
      ['warning', 'payment-returned'],
    ]);
    const [episode] = episodes.values();
    expect(episode?.counted.size).toBe(2);
  });

  it('that was committed and not told is told by the redelivery, as of when it was raised', async () => {
    const { take, notices, topicDown, episodes } = room();
    topicDown(true);
    await expect(take(body('PaymentContested'))).rejects.toThrow('down');
    topicDown(false);
    await take(body('PaymentReversed'));
    expect(notices).toEqual([]);
    await take(body('PaymentContested'));
    expect(notices).toHaveLength(1);
    expect([...episodes.values()].map(({ published }) => published)).toEqual([true]);
  });

  it('that others are opening is left to them, or comes again', async () => {
    const { take, notices } = room({ raise: async () => false });
    await expect(take(body('PaymentContested'))).rejects.toThrow(EpisodeContended);
    expect(notices).toEqual([]);
  });
});

describe('other events', () => {
  it('that deserve none leave no trace', async () => {
    const { take, notices, episodes } = room();
    await take(body('CaseOpened'));
    expect([...notices, ...episodes]).toEqual([]);
  });

  it('that no contract knows go to the dead-letter queue', async () => {
    const { take } = room();
    await expect(take(JSON.stringify({ 'detail-type': 'Nonsense', detail: {} }))).rejects.toThrow(
      UnknownEvent,
    );
    await expect(take(body('PaymentContested', { version: 0 }))).rejects.toThrow('version');
  });
});
