import { describe, expect, it } from 'vitest';
import { openCaseDesk } from '../../../test/support/case-desk.ts';
import { accountId, item } from '../../../test/support/collections.ts';
import { ana, luis } from '../../../test/support/operator-desk.ts';

const reason = 'ticket 4711';
const hold = { actId: 'a-1', act: 'hold-case', reason, until: '2026-07-01' };
const release = { actId: 'a-2', act: 'release-case', reason };
const close = { actId: 'a-3', act: 'close-case', reason };
const ids = { caseId: `${accountId}|1`, accountId };
const act = { actId: 'a-1', actor: ana, reason };

describe('an act on a case', () => {
  it('is journalled with who did it and why, for today', async () => {
    const { onCase, facts } = await openCaseDesk();
    expect(await onCase(hold)).toEqual({
      status: 200,
      body: { ...ids, actId: 'a-1', act: 'hold-case', outcome: 'done', on: '2026-06-20' },
    });
    expect(facts()).toEqual([
      {
        streamId: `case#${accountId}|1`,
        version: 3,
        fact: { type: 'CaseHeld', data: { ...ids, until: '2026-07-01', act } },
        effectiveOn: '2026-06-20',
        cause: { causationId: 'act:a-1', correlationId: 'act:a-1' },
      },
    ]);
  });

  it('counts for the day in the zone of the party, or an earlier one', async () => {
    // 3:00 UTC on the 20th is the evening of the 19th there.
    const { onCase, facts } = await openCaseDesk({ zone: 'America/Bogota' });
    expect(await onCase({ ...hold, on: '2026-06-20' })).toMatchObject({
      status: 422,
      body: { rule: 'date-ahead', message: '2026-06-20 is after today, 2026-06-19' },
    });
    await onCase(hold);
    await onCase({ ...hold, actId: 'a-4', on: '2026-06-11' });
    expect(facts().map(({ effectiveOn }) => effectiveOn)).toEqual(['2026-06-19', '2026-06-11']);
  });

  it('ends a hold from today on: the days on which nothing happened stay a pause', async () => {
    const { onCase, facts, enter, state } = await openCaseDesk();
    await enter('2026-06-02');
    await onCase({ ...hold, on: '2026-06-11' });
    expect(await onCase({ ...release, on: '2026-06-11' })).toMatchObject({
      status: 200,
      body: { on: '2026-06-20' },
    });
    expect(facts().at(-1)).toMatchObject({
      fact: { type: 'CaseReleased' },
      effectiveOn: '2026-06-20',
    });
    expect(await state()).toMatchObject({ pausedDays: 9 });
  });

  it.each([
    { ...hold, on: '2026-06-01' },
    { ...close, on: '1999-01-01' },
  ])('counts for no day before the case entered its stage: %j', async (body) => {
    const { onCase, facts, enter } = await openCaseDesk();
    await enter('2026-06-02');
    const before = facts().length;
    expect(await onCase(body)).toMatchObject({
      status: 422,
      body: {
        rule: 'before-stage',
        message: `${body.on} is too early: ${ids.caseId} entered the stage administrative on 2026-06-02`,
      },
    });
    expect(facts()).toHaveLength(before);
    expect((await onCase({ ...body, on: '2026-06-02' })).status).toBe(200);
  });

  it('is carried out once under its id, and its id is not for another', async () => {
    const { onCase, onTask, facts, taskId } = await openCaseDesk();
    await onCase(hold);
    await onCase({ ...release, actId: 'a-5' });
    expect(await onCase({ ...hold, reason: 'again' })).toMatchObject({
      status: 200,
      body: { outcome: 'done-before' },
    });
    for (const other of [
      await onCase({ ...hold, until: '2026-07-02' }),
      await onCase({ ...release, actId: 'a-1' }),
      await onTask({ actId: 'a-1', act: 'claim-task', reason, taskId }),
    ]) {
      expect(other).toMatchObject({ status: 409, body: { rule: 'act-id-taken' } });
    }
    expect(facts()).toHaveLength(2);
  });

  it('decides again when somebody else was faster', async () => {
    let races = 0;
    const { onCase, memory, facts } = await openCaseDesk({
      acts: (acts) => ({
        ...acts,
        carryOut: async (commit) => {
          races += 1;
          if (races === 1) {
            const stored = await acts.load(accountId);
            if (stored) await memory.cases.bump(stored);
          }
          return acts.carryOut(commit);
        },
      }),
    });
    expect((await onCase(hold)).status).toBe(200);
    expect([races, facts().length]).toEqual([2, 1]);
  });

  it('asks for patience after five lost races', async () => {
    const { onCase, facts } = await openCaseDesk({
      acts: (acts) => ({ ...acts, carryOut: async () => 'conflict' }),
    });
    expect(await onCase(hold)).toMatchObject({ status: 503, body: { error: 'busy' } });
    expect(facts()).toEqual([]);
  });

  it.each([
    ['until today', { ...hold, until: '2026-06-20' }, 422, 'until-past'],
    ['for more than a year', { ...hold, until: '2028-01-01' }, 422, 'hold-too-long'],
    ['of what is not held', release, 409, 'not-held'],
  ])('is refused %s', async (_, body, status, rule) => {
    const { onCase, facts } = await openCaseDesk();
    expect(await onCase(body)).toMatchObject({ status, body: { error: 'refused', rule } });
    expect(facts()).toEqual([]);
  });

  it.each([hold, release, close])('needs a case: %j', async (body) => {
    const { onCase } = await openCaseDesk({ withCase: false });
    expect(await onCase(body)).toMatchObject({ status: 409, body: { rule: 'no-open-case' } });
  });
});

describe('closing a case', () => {
  it('names what is owed, not what falls due later', async () => {
    const { onCase, facts, memory } = await openCaseDesk({
      items: [
        item('2026-06-05', { invoiceNumber: 'F1' }),
        item('2026-06-10', { invoiceNumber: 'F2', disputed: true }),
        item('2026-12-01', { invoiceNumber: 'F3' }),
      ],
    });
    const letGo = [{ invoiceNumber: 'F1', instalment: 1 }];
    expect(await onCase({ ...close, as: 'handed-off' })).toMatchObject({
      status: 200,
      body: { letGo },
    });
    expect(facts().map(({ fact }) => fact)).toMatchObject([
      { type: 'CaseClosed', data: { reason: 'handed-off', letGo, act: { actor: ana } } },
    ]);
    const { tasks } = await memory.tasks.open('collector', { limit: 9 });
    expect(tasks).toEqual([]);
  });

  it('sees all that is owed, and refuses what an event does not hold', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        item('2026-06-05', { invoiceNumber: `F${String(index).padStart(3, '0')}` }),
      );
    const within = await openCaseDesk({ items: many(200) });
    expect((await within.onCase(close)).status).toBe(200);
    const beyond = await openCaseDesk({ items: many(201) });
    expect(await beyond.onCase(close)).toMatchObject({
      status: 409,
      body: { rule: 'too-many-owed', message: expect.stringMatching(/^201 instalments/) },
    });
  });

  it('is taken back by a release', async () => {
    const { onCase, facts } = await openCaseDesk();
    await onCase(close);
    expect((await onCase(release)).status).toBe(200);
    expect(facts().at(-1)?.fact).toMatchObject({ type: 'CaseReleased', data: { from: 'close' } });
  });
});

describe('a task', () => {
  const claim = { actId: 't-1', act: 'claim-task', reason: 'mine' };

  it('is claimed by one and done by that one', async () => {
    const { onTask, taskId, memory } = await openCaseDesk();
    expect((await onTask({ ...claim, taskId })).status).toBe(200);
    const desk = () => memory.tasks.open('collector', { limit: 9 });
    expect((await desk()).tasks).toMatchObject([{ taskId, claimedBy: ana }]);
    const done = { actId: 't-2', act: 'finish-task', reason: 'called', taskId };
    expect(await onTask(done, luis)).toMatchObject({
      status: 409,
      body: { rule: 'task-claimed', message: `${taskId} is claimed by ${ana}` },
    });
    expect((await onTask(done)).status).toBe(200);
    expect((await desk()).tasks).toEqual([]);
    expect(await onTask({ ...claim, actId: 't-3', taskId })).toMatchObject({
      body: { rule: 'task-not-open' },
    });
  });

  it('is not acted on by the route of cases, nor a case by that of tasks', async () => {
    const { onCase, onTask, taskId } = await openCaseDesk();
    expect((await onCase({ ...claim, taskId })).status).toBe(400);
    expect((await onTask(hold)).status).toBe(400);
  });
});

it.each([
  [undefined, ''],
  [{ ...hold, until: undefined }, 'until'],
  [{ ...hold, until: '2026-02-30' }, 'until'],
  [{ ...hold, reason: '' }, 'reason'],
  [{ ...hold, forever: true }, 'forever'],
  [{ ...close, as: 'settled' }, 'as'],
])('%j is no act', async (body, field) => {
  const { onCase, facts } = await openCaseDesk();
  expect(await onCase(body)).toMatchObject({ status: 400, body: { problems: [{ field }] } });
  expect(facts()).toEqual([]);
});
