import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { switchOf } from '../support/administrator.ts';
import { createAssemblies } from '../support/assemblies.ts';
import { emailed } from '../support/story/sent.ts';
import { story } from '../support/story/story.ts';
import { customer, invoice } from '../support/story/tellings.ts';

const assemblies = createAssemblies();
let capped: string;
let listed: string;
beforeAll(async () => {
  capped = await assemblies.contacting({ dailyCap: { email: 2, sms: 1 } });
  listed = await assemblies.contacting({
    mode: 'allow-list',
    allowList: ['@pilot.example', '+15555550111'],
  });
});
afterAll(assemblies.remove);

const act = (actId: string, reason: string) => ({
  actId,
  reason,
  actor: 'arn:aws:iam::1:user/ada',
});

const announced = (name: string, number = `INV-${name}`): string[] => [
  `${name} CaseStageEntered preventive at 0 days`,
  ...emailed(`${name} remind-before-due@2026-03-06 reminder-before-due ${number} 1000.00 USD`),
];
const waits = (name: string, until: string): string =>
  `${name} StepDeferred remind-before-due@2026-03-06 until ${until}: daily-cap`;

describe('a stop of all sending', () => {
  it('holds what is due within one message, and loses nothing', () =>
    story({ from: '2026-03-02' }, async (s) => {
      const sending = switchOf(s.runtime);
      await sending.stop(act('stop-1', 'wrong amounts'));
      expect(await sending.stop(act('stop-2', 'once more'))).toMatchObject({
        answer: 'refused',
        code: 'sending-is-stopped',
      });
      expect((await sending.stop(act('stop-1', 'wrong amounts'))).answer).toBe('done');
      s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-03-06' }));
      await s.on('2026-03-02', [
        'AlertRaised warning sending-stopped',
        'SendingStopped wrong amounts',
        'notice of warning: [warning] sending-stopped -',
        'acme PartyRegistered email sms',
        'acme InvoicePosted INV-1 1000.00 USD due 2026-03-06',
        'acme CaseOpened #1',
        'acme StepDeferred remind-before-due@2026-03-06 until 2026-03-02: sending-stopped',
        'acme StepDeferred remind-before-due@2026-03-06 until 2026-03-03: sending-stopped',
      ]);
      await s.on('2026-03-03', [
        'notice of info: Alerts of 2026-03-02: 1',
        'acme StepDeferred remind-before-due@2026-03-06 until 2026-03-03: sending-stopped',
        'acme StepDeferred remind-before-due@2026-03-06 until 2026-03-04: sending-stopped',
      ]);
      expect(s.runtime.outbox).toEqual([]);
      s.runtime.at(Date.parse('2026-03-04T06:00:00Z'), 'resume', async () => {
        await sending.resume(act('resume-1', 'amounts corrected'));
      });
      await s.on('2026-03-04', ['SendingResumed amounts corrected', ...announced('acme', 'INV-1')]);
      await s.quietUntil('2026-03-09');
    }));
});

describe('the cap of a day', () => {
  it('sends no more than it allows, says so once, and goes on the next day', () =>
    story({ from: '2026-03-02', assembly: capped }, async (s) => {
      const names = ['acme', 'beta', 'coda', 'dune', 'echo'];
      for (const name of names) {
        const due = { customerId: name, dueOn: '2026-03-06' };
        s.tell('2026-03-02', '06:00', customer(name), invoice(`INV-${name}`, due));
      }
      await s.on('2026-03-02', [
        ...names.map((name) => `${name} PartyRegistered email sms`),
        ...names.map((name) => `${name} InvoicePosted INV-${name} 1000.00 USD due 2026-03-06`),
        ...names.map((name) => `${name} CaseOpened #1`),
        ...announced('echo'),
        ...announced('dune'),
        'AlertRaised critical daily-cap-reached',
        waits('acme', '2026-03-03'),
        'DailyCapReached 2 by email on 2026-03-02',
        'notice of critical: [critical] daily-cap-reached -',
        waits('beta', '2026-03-03'),
        waits('coda', '2026-03-03'),
      ]);
      await s.on('2026-03-03', [
        'notice of info: Alerts of 2026-03-02: 1',
        ...announced('acme'),
        ...announced('beta'),
        'AlertRaised critical daily-cap-reached',
        waits('coda', '2026-03-04'),
        'DailyCapReached 2 by email on 2026-03-03',
        'notice of critical: [critical] daily-cap-reached -',
      ]);
      await s.on('2026-03-04', ['notice of info: Alerts of 2026-03-03: 1', ...announced('coda')]);
    }));
});

describe('an allow list', () => {
  it('contacts for real those whose every address is on it, and nobody else', () =>
    story({ from: '2026-03-02', assembly: listed }, async (s) => {
      const pilot = { email: 'ada@pilot.example', phone: '+15555550111' };
      s.tell('2026-03-02', '06:00', customer('pilot', pilot), customer('acme'));
      s.tell('2026-03-02', '06:00', customer('half', { email: 'bo@pilot.example' }));
      const due = { dueOn: '2026-03-06' };
      for (const customerId of ['pilot', 'acme', 'half']) {
        s.tell('2026-03-02', '06:05', invoice(`INV-${customerId}`, { ...due, customerId }));
      }
      await s.skipThrough('2026-05-01');
      expect([...new Set(s.runtime.outbox.flatMap(({ to }) => to))].sort()).toEqual([
        '+15555550111',
        'ada@pilot.example',
      ]);
    }));
});
