import { describe, expect, it } from 'vitest';
import { createMemorySending } from '../../../shared/adapters/memory/sending.ts';
import { businessDate, instant } from '../../../shared/domain/calendar.ts';
import {
  ControlContended,
  createSendingControl,
} from '../../../shared/services/contact/control.ts';
import { silent } from '../../../test/support/case-desk.ts';
import { ana, luis } from '../../../test/support/operator-desk.ts';
import { createHandler, type Deps } from './handler.ts';

const clock = { now: () => instant('2026-06-20T03:00:00Z') };
const reason = 'wrong template';
const stop = { actId: 's-1', act: 'stop-sending', reason };
const resume = { actId: 's-2', act: 'resume-sending', reason: 'mended' };

const settings: Deps['settings'] = { mode: 'live', dailyCap: { email: 500, sms: 100 } };

const setUp = (mode: Deps['settings']['mode'] = 'live') => {
  const store = createMemorySending();
  const handle = createHandler({
    control: createSendingControl({ store, clock }),
    settings: { ...settings, mode },
    taken: async (counter) => store.taken(counter),
    clock,
  });
  const request =
    (route: string) =>
    (body?: unknown, actor: string = ana) =>
      handle({ actor, route, params: {}, query: {}, body }, silent());
  return {
    store,
    ask: request('POST /v1/operator/sending/acts'),
    show: request('GET /v1/operator/sending'),
  };
};

const stopped = { at: '2026-06-20T03:00:00.000Z', actor: ana, reason };

describe('the switch of sending', () => {
  it('is turned off and on, each with who and why', async () => {
    const { store, ask, show } = setUp();
    expect(await show()).toMatchObject({ status: 200, body: { sending: 'on' } });
    expect(await ask(stop)).toMatchObject({
      status: 200,
      body: { outcome: 'done', sending: 'stopped', stop: stopped },
    });
    expect(await show()).toMatchObject({ body: { sending: 'stopped', stop: stopped } });
    expect(await ask(resume, luis)).toMatchObject({
      status: 200,
      body: { sending: 'on', mode: 'live' },
    });
    expect(store.journal.map(({ fact }) => fact)).toMatchObject([
      { type: 'SendingStopped', data: { act: { actId: 's-1', actor: ana, reason } } },
      { type: 'SendingResumed', data: { act: { actId: 's-2', actor: luis } } },
    ]);
  });

  it.each([
    ['shadow', 0, 1],
    ['allow-list', 2, 1],
    ['live', 2, 0],
  ] as const)('is shown in %s with what was used of the day', async (mode, used, simulated) => {
    const { store, show } = setUp(mode);
    const counter = { on: businessDate('2026-06-20'), channel: 'email' } as const;
    await store.take({ ...counter, mode: 'live' }, 9);
    await store.take({ ...counter, mode: 'live' }, 9);
    await store.take({ ...counter, mode: 'shadow' }, 9);
    await store.take({ ...counter, on: businessDate('2026-06-19'), mode: 'live' }, 9);
    expect((await show()).body).toMatchObject({
      mode,
      today: {
        on: '2026-06-20',
        channels: [
          { channel: 'email', cap: 500, used, simulated },
          { channel: 'sms', cap: 100, used: 0, simulated: 0 },
        ],
      },
    });
  });

  it('takes a repeat as long as its effect lasts, and never says stopped when it is not', async () => {
    const { store, ask } = setUp();
    await ask(stop);
    expect(await ask(stop)).toMatchObject({ status: 200, body: { sending: 'stopped' } });
    await ask(resume);
    expect(await ask(stop)).toMatchObject({ status: 409, body: { rule: 'act-id-taken' } });
    expect(store.journal).toHaveLength(2);
  });

  it('says who turned it already', async () => {
    const { ask } = setUp();
    expect(await ask(resume)).toMatchObject({
      status: 409,
      body: { rule: 'sending-is-not-stopped' },
    });
    await ask(stop);
    expect(await ask({ ...stop, actId: 's-9' }, luis)).toMatchObject({
      status: 409,
      body: {
        rule: 'sending-is-stopped',
        message: `all sending is stopped since ${stopped.at} by ${ana}: ${reason}`,
      },
    });
  });

  it('asks for patience when everybody turns it at once, and fails for what it does not know', async () => {
    const failing = (error: Error) =>
      createHandler({
        control: {
          stop: () => Promise.reject(error),
          resume: () => Promise.reject(error),
          read: async () => ({}),
        },
        settings,
        taken: async () => 0,
        clock,
      })(
        { actor: ana, route: 'POST /v1/operator/sending/acts', params: {}, query: {}, body: stop },
        silent(),
      );
    expect(await failing(new ControlContended('busy'))).toMatchObject({ status: 503 });
    await expect(failing(new Error('no table'))).rejects.toThrow('no table');
  });

  it.each([
    [undefined, ''],
    [{ ...stop, reason: undefined }, 'reason'],
    [{ ...stop, act: 'pause-sending' }, 'act'],
    [{ ...stop, channel: 'sms' }, 'channel'],
  ])('is not turned by %j', async (body, field) => {
    const { store, ask } = setUp();
    expect(await ask(body)).toMatchObject({ status: 400, body: { problems: [{ field }] } });
    expect(store.journal).toEqual([]);
  });
});
