import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dailyCapReached } from '../../events/daily-cap-reached.v1.ts';
import { sendingResumed } from '../../events/sending-resumed.v1.ts';
import { sendingStopped } from '../../events/sending-stopped.v1.ts';
import { createJournal } from '../../shared/adapters/dynamodb/journal.ts';
import { createControlStore, createSendingStore } from '../../shared/adapters/dynamodb/sending.ts';
import { createMemorySending } from '../../shared/adapters/memory/sending.ts';
import { instant } from '../../shared/domain/calendar.ts';
import type { ControlStore, DayCounter, SendingStore } from '../../shared/ports/sending.ts';
import { ControlContended, createSendingControl } from '../../shared/services/contact/control.ts';
import { collect } from '../support/collect.ts';
import { day } from '../support/collections.ts';
import { startDynamo, type TestDynamo } from '../support/dynamodb.ts';

type Subject = {
  readonly sending: SendingStore;
  readonly control: ControlStore;
  /** Types and data of a stream. */
  readonly told: (streamId: string) => Promise<{ type: string; data: unknown }[]>;
};

const clock = { now: () => instant('2026-03-02T15:00:00Z') };
let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const onDynamo = async (name: string): Promise<Subject> => {
  const { client } = dynamo;
  const journal = createJournal({
    client,
    tableName: await dynamo.journal(`Journal-${name}`),
    clock,
  });
  const deps = { client, tableName: await dynamo.table(`Contact-${name}`), journal };
  return {
    sending: createSendingStore(deps),
    control: createControlStore(deps),
    told: async (streamId) =>
      (await collect(journal.read({ streamId }))).map(({ type, data }) => ({ type, data })),
  };
};

const inMemory = async (): Promise<Subject> => {
  const memory = createMemorySending();
  return {
    sending: memory,
    control: memory,
    told: async (streamId) =>
      memory.journal.filter((each) => each.streamId === streamId).map(({ fact }) => fact),
  };
};

const cause = { causationId: 'step', correlationId: 'case' };
const act = (actId: string) => ({
  actId,
  actor: 'arn:aws:iam::1:user/ada',
  reason: 'wrong amounts',
});
const counter = (over: Partial<DayCounter> = {}): DayCounter => ({
  on: day('2026-03-02'),
  channel: 'email',
  mode: 'live',
  ...over,
});

describe.each([
  ['in memory', inMemory],
  ['on DynamoDB', onDynamo],
] as const)('what messages ask before they leave, %s', (name, open) => {
  let subject: Subject;
  let opened = 0;
  const fresh = async (): Promise<void> => {
    opened += 1;
    subject = await open(`${name.replace(' ', '-')}-${opened}`);
  };
  const take = (over: Partial<DayCounter> = {}, cap = 2) =>
    subject.sending.take(counter(over), cap);

  it('gives out the messages of a day, of a channel and of a mode apart', async () => {
    await fresh();
    expect([await take(), await take(), await take()]).toEqual(['taken', 'taken', 'exhausted']);
    expect(await take({ channel: 'sms' })).toBe('taken');
    expect(await take({ on: day('2026-03-03') })).toBe('taken');
    expect(await take({ mode: 'shadow' })).toBe('taken');
    expect(await take({}, 3)).toBe('taken');
  });

  it('gives a message one place in the day, however often it asks', async () => {
    await fresh();
    const letter = (id: string) => subject.sending.take(counter(), 2, id);
    expect([await letter('a'), await letter('a'), await letter('b')]).toEqual(
      Array(3).fill('taken'),
    );
    expect([await letter('c'), await letter('a'), await take()]).toEqual([
      'exhausted',
      'taken',
      'exhausted',
    ]);
    expect(await subject.sending.take(counter({ on: day('2026-03-03') }), 1, 'a')).toBe('taken');
    expect(await take({ on: day('2026-03-03') }, 1)).toBe('exhausted');
  });

  it('never gives out more than the cap, however many ask at once', async () => {
    await fresh();
    const answers = await Promise.all(Array.from({ length: 20 }, () => take({}, 7)));
    expect(answers.filter((answer) => answer === 'taken')).toHaveLength(7);
  });

  it('journals once that nothing is left, and says so from then on', async () => {
    await fresh();
    await take({}, 1);
    expect(await take({}, 1)).toBe('exhausted');
    await subject.sending.announce(counter(), 1, cause);
    await subject.sending.announce(counter(), 1, cause);
    expect(await take({}, 1)).toBe('announced');
    const told = await subject.told('sending#2026-03-02#email');
    expect(told).toEqual([
      { type: 'DailyCapReached', data: { on: '2026-03-02', channel: 'email', cap: 1 } },
    ]);
    expect(() => dailyCapReached.data.parse(told[0]?.data)).not.toThrow();
    await subject.sending.announce(counter({ mode: 'shadow' }), 1, cause);
    expect(await subject.told('sending#2026-03-02#email#shadow')).toMatchObject([
      { data: { mode: 'shadow' } },
    ]);
  });

  it('stops and resumes by acts of people, each carried out once', async () => {
    await fresh();
    const control = createSendingControl({ store: subject.control, clock });
    expect(await subject.sending.stop()).toBeUndefined();
    expect(await control.resume(act('early'))).toEqual({
      answer: 'refused',
      code: 'sending-is-not-stopped',
    });
    const stop = { at: clock.now(), actor: 'arn:aws:iam::1:user/ada', reason: 'wrong amounts' };
    expect(await control.stop(act('stop-1'))).toEqual({ answer: 'done', stop });
    expect(await subject.sending.stop()).toEqual(stop);
    expect(await control.stop(act('stop-1'))).toEqual({ answer: 'done', stop });
    expect(await control.stop(act('stop-2'))).toEqual({
      answer: 'refused',
      code: 'sending-is-stopped',
      stop,
    });
    expect(await control.resume(act('resume-1'))).toEqual({ answer: 'done', stop: undefined });
    expect(await subject.sending.stop()).toBeUndefined();
    // The same act once more, after another undid it: it was carried out, and is not again.
    expect(await control.stop(act('stop-1'))).toEqual({ answer: 'done', stop: undefined });
    const told = await subject.told('sending#control');
    expect(told.map(({ type }) => type)).toEqual(['SendingStopped', 'SendingResumed']);
    expect(() => sendingStopped.data.parse(told[0]?.data)).not.toThrow();
    expect(sendingResumed.data.parse(told[1]?.data)).toMatchObject({ stoppedAt: stop.at });
  });

  it('lets one of two who stop at the same moment do it, and the other know', async () => {
    await fresh();
    const control = createSendingControl({ store: subject.control, clock });
    const answers = await Promise.all([control.stop(act('a')), control.stop(act('b'))]);
    expect(answers.map(({ answer }) => answer).sort()).toEqual(['done', 'refused']);
    expect(await subject.told('sending#control')).toHaveLength(1);
  });
});

it('gives up when others keep acting first', async () => {
  const memory = createMemorySending();
  const store: ControlStore = { ...memory, commit: async () => 'conflict' };
  const control = createSendingControl({ store, clock });
  await expect(control.stop(act('a'))).rejects.toThrow(ControlContended);
});
