import { describe, expect, it } from 'vitest';
import type { OpenTask } from '../../../shared/domain/collections/tasks.ts';
import type { TaskReader } from '../../../shared/ports/tasks.ts';
import { ana, luis } from '../../../test/support/operator-desk.ts';
import { createHandler } from './handler.ts';

const task = (number: number, claimedBy?: string): OpenTask => ({
  taskId: `acme|main|USD|1|call-${number}|2026-06-05`,
  caseId: 'acme|main|USD|1',
  accountId: 'acme|main|USD',
  stage: 'administrative',
  kind: 'call-debtor',
  role: 'collector',
  dueOn: `2026-07-${String(number).padStart(2, '0')}`,
  openMinor: 100,
  currency: 'USD',
  daysPastDue: 15,
  ...(claimedBy === undefined ? {} : { claimedBy }),
});

/** A desk whose places are the days; it notes what it was asked for. */
const deskOf = (all: readonly OpenTask[]) => {
  const asked: string[] = [];
  const tasks: TaskReader = {
    open: async (role, { limit, after = '' }) => {
      asked.push(`${role} ${limit} ${after}`.trim());
      const left = all.filter(({ dueOn }) => dueOn > after);
      const page = left.slice(0, limit);
      const next = left.length > limit ? page.at(-1)?.dueOn : undefined;
      return { tasks: page, next };
    },
  };
  const handle = createHandler({ tasks });
  const ask = (query: Record<string, string>) =>
    handle({ actor: ana, route: 'GET /v1/operator/tasks', params: {}, query, body: undefined });
  return { ask, asked };
};

const days = (body: unknown): readonly string[] =>
  (body as { tasks: OpenTask[] }).tasks.map(({ dueOn }) => dueOn.slice(-2));

describe('the list of a desk', () => {
  const all = [task(1, luis), task(2, ana), task(3), task(4, luis), task(5, ana)];

  it('shows its tasks, page by page', async () => {
    const { ask } = deskOf(all);
    const first = await ask({ role: 'collector', limit: '3' });
    expect(first).toMatchObject({ status: 200, body: { role: 'collector', next: '2026-07-03' } });
    expect(days(first.body)).toEqual(['01', '02', '03']);
    const second = await ask({ role: 'collector', limit: '3', after: '2026-07-03' });
    expect(days(second.body)).toEqual(['04', '05']);
    expect(second.body).not.toHaveProperty('next', expect.anything());
  });

  it.each([
    ['mine', ['02', '05']],
    ['nobody', ['03']],
  ])('shows what is claimed by %s, looking on where others are', async (claimed, expected) => {
    const { ask, asked } = deskOf(all);
    const { body } = await ask({ role: 'collector', claimed, limit: '2' });
    expect(days(body)).toEqual(expected);
    expect(asked.length).toBeGreaterThan(1);
  });

  it('knows a person in another role again', async () => {
    const inRole = 'arn:aws:sts::111122223333:assumed-role/collectors/ana';
    const { ask } = deskOf([task(1, inRole), task(2, luis)]);
    expect(days((await ask({ role: 'collector', claimed: 'mine' })).body)).toEqual(['01']);
  });

  it('ends its search, and says where to go on', async () => {
    const others = Array.from({ length: 28 }, (_, index) => task(index + 1, luis));
    const { ask, asked } = deskOf(others);
    const { body } = await ask({ role: 'collector', claimed: 'mine', limit: '1' });
    expect(body).toEqual({ role: 'collector', tasks: [], next: '2026-07-10' });
    expect(asked).toHaveLength(10);
  });

  it.each([
    [{}, 'role'],
    [{ role: 'owner' }, 'role'],
    [{ role: 'legal', limit: '0' }, 'limit'],
    [{ role: 'legal', claimed: 'yours' }, 'claimed'],
    [{ role: 'legal', status: 'open' }, 'status'],
  ])('cannot be asked for by %j', async (query, field) => {
    const answer = await deskOf(all).ask(query);
    expect(answer).toMatchObject({ status: 400, body: { problems: [{ field }] } });
  });
});
