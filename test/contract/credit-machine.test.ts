import { describe, expect, it } from 'vitest';
import { checkApprovals } from '../../integrity/credit/machine.ts';
import type { Item } from '../../integrity/reader.ts';
import { executionNameOf } from '../../shared/adapters/stepfunctions/execution-name.ts';
import { instant } from '../../shared/domain/calendar.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { readerOf } from '../support/whole/reader.ts';

const now = instant('2026-03-02T09:00:00.000Z');
const then = '2026-03-02T08:00:00.000Z';

const checked = (
  status: string,
  { running = [] as string[], waits = [] as string[], recordedAt = then, noticeOwed = false } = {},
) => {
  const none: Item[] = [];
  const reader = readerOf({
    streams: new Map([['application#CA-1', [{ recordedAt } as JournalItem]]]),
    tables: {
      receivables: none,
      collections: none,
      contact: none,
      alerts: none,
      waitTokens: waits.map((id) => ({ pk: `CREDITWAIT#${id}`, sk: 'WAIT' })),
      credit: [
        { pk: 'APPLICATION#CA-1', sk: 'APPLICATION', applicationId: 'CA-1', status, noticeOwed },
      ],
    },
    running: [],
    approvals: running.map((id) => executionNameOf(id)),
  });
  const judging = { now, graceSeconds: 900 };
  const listed = running.map((id) => executionNameOf(id));
  return checkApprovals(reader, listed, ['application#CA-1', 'line#acme|main'], judging);
};

const problems = async (...given: Parameters<typeof checked>) =>
  (await checked(...given)).map(({ check, problem }) => `${check}: ${problem}`);

describe('the machines of applications', () => {
  it('carry those that are open, and no others', async () => {
    expect(await problems('referred', { running: ['CA-1'], waits: ['CA-1'] })).toEqual([]);
    expect(await problems('active', { waits: ['CA-1'] })).toEqual([]);
    expect(await problems('referred')).toEqual(['execution: none carries it on']);
    expect(await problems('active', { running: ['CA-1'] })).toEqual([
      'execution: it runs, and the application has ended',
    ]);
  });

  it.each(['declined', 'changed', 'closed'])(
    'carry one that is %s until it was told',
    async (of) => {
      expect(await problems(of, { running: ['CA-1'], noticeOwed: true })).toEqual([]);
      expect(await problems(of, { noticeOwed: true })).toEqual(['execution: none carries it on']);
      expect(await problems(of)).toEqual([]);
    },
  );

  it('get the time that a commit takes to reach them', async () => {
    const recordedAt = '2026-03-02T08:50:00.000Z';
    expect(await problems('referred', { recordedAt })).toEqual([]);
    expect(await problems('active', { recordedAt, running: ['CA-1'] })).toEqual([]);
  });

  it('run and wait for nobody unknown', async () => {
    const found = await checked('active', { running: ['CA-9'], waits: ['CA-8'] });
    expect(found.map(({ problem }) => problem)).toEqual([
      'it runs for an application that the journal does not know',
      'it waits for an application that the journal does not know',
    ]);
    expect(found[1]?.mend).toEqual({
      command: ['republish', '--stream', 'application#CA-8', '--from', '1'],
    });
  });
});
