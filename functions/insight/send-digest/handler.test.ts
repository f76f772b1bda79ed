import { describe, expect, it } from 'vitest';
import type { DigestLine } from '../../../shared/domain/alerts/digest.ts';
import type { Notice } from '../../../shared/domain/alerts/notice.ts';
import { instant } from '../../../shared/domain/calendar.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { createHandler } from './handler.ts';

const line: DigestLine = {
  kind: 'payment-unmatched',
  severity: 'warning',
  accountId: '-',
  episode: 'p1',
  occurrences: 2,
};

const run = async (days: Record<string, readonly DigestLine[]>) => {
  const notices: Notice[] = [];
  const handle = createHandler({
    store: { digest: async (on) => days[on] ?? [] },
    topics: {
      publish: async (notice) => {
        notices.push(notice);
      },
    },
    clock: { now: () => instant('2026-03-01T06:00:00.000Z') },
  });
  await handle(
    {},
    createLogger({}, () => undefined),
  );
  return notices;
};

describe('the digest', () => {
  it('is of yesterday', async () => {
    const notices = await run({ '2026-02-28': [line], '2026-03-01': [line, line] });
    expect(notices).toMatchObject([
      { severity: 'info', kind: 'digest', subject: 'Alerts of 2026-02-28: 1' },
    ]);
  });

  it('is not sent after a quiet day', async () => {
    expect(await run({ '2026-03-01': [line] })).toEqual([]);
  });
});
