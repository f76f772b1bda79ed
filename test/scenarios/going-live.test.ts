import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAssemblies } from '../support/assemblies.ts';
import { testAssembly } from '../support/story/open.ts';
import { emailed } from '../support/story/sent.ts';
import { story } from '../support/story/story.ts';
import { customer, invoice } from '../support/story/tellings.ts';

const assemblies = createAssemblies();
let shadow: string;
beforeAll(async () => {
  shadow = await assemblies.contacting({ mode: 'shadow' });
});
afterAll(assemblies.remove);

/** All lines that an e-mail brings which stays in the house. */
const simulated = (contact: string): string[] => {
  const [of, step, template, ...listed] = contact.split(' ');
  return [
    `${of} StepPerformed ${step}: simulated`,
    `${of} ContactAttempted email ${step} ${template} en: ${listed.join(' ')}`,
    `${of} ContactSimulated email ${step}`,
  ];
};

describe('an environment that goes live', () => {
  it('begins again with a notice, whatever its case did in simulation', () =>
    story({ from: '2026-01-05', assembly: shadow }, async (s) => {
      s.tell('2026-01-05', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-02-02' }));
      await s.skipThrough('2026-03-03');
      await s.on('2026-03-04', [
        'acme CaseStageEntered extrajudicial at 30 days',
        ...simulated('acme demand-payment@2026-02-02 formal-demand INV-1 1000.00 USD'),
      ]);
      expect(s.runtime.outbox).toEqual([]);

      await s.runtime.redeploy(testAssembly);
      // One day after the simulated demand: what nobody got keeps nothing back.
      await s.on('2026-03-05', [
        'acme CaseRestarted from extrajudicial',
        'acme CaseStageEntered administrative at 31 days',
        ...emailed('acme remind-overdue@2026-02-02 reminder-overdue-second INV-1 1000.00 USD'),
        'acme TaskOpened call-debtor for collector, 1000.00 USD at 31 days',
        'acme StepPerformed call-debtor@2026-02-02: task-opened',
      ]);
      await s.on('2026-03-12', [
        'acme CaseStageEntered extrajudicial at 38 days',
        ...emailed('acme demand-payment@2026-02-02 formal-demand INV-1 1000.00 USD'),
      ]);
      await s.on('2026-03-19', [
        'acme TaskOpened review-case for manager, 1000.00 USD at 45 days',
        'acme StepPerformed review-case@2026-02-02: task-opened',
      ]);
      await s.quietUntil('2026-04-01');
    }));

  it('wakes a case that simulated all its steps and waits for news', () =>
    story({ from: '2026-01-05', assembly: shadow }, async (s) => {
      s.tell('2026-01-05', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-02-02' }));
      await s.skipThrough('2026-06-30');
      expect(s.runtime.outbox).toEqual([]);
      await s.runtime.redeploy(testAssembly);
      await s.on('2026-07-01', [
        'acme CaseRestarted from judicial',
        'acme CaseStageEntered administrative at 149 days',
        ...emailed('acme remind-overdue@2026-02-02 reminder-overdue-second INV-1 1000.00 USD'),
        'acme TaskOpened call-debtor for collector, 1000.00 USD at 149 days',
        'acme StepPerformed call-debtor@2026-02-02: task-opened',
      ]);
      await s.quietUntil('2026-07-08');
    }));

  it('goes on from what really left when it was in shadow for a while', () =>
    story({ from: '2026-01-05' }, async (s) => {
      s.tell('2026-01-05', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-02-02' }));
      await s.skipThrough('2026-02-13');
      const left = s.runtime.outbox.length;
      await s.runtime.redeploy(shadow);
      await s.skipThrough('2026-03-05');
      expect(s.runtime.outbox).toHaveLength(left);
      await s.runtime.redeploy(testAssembly);
      // The notices of February left: they are not repeated, and the way goes on from them.
      await s.on('2026-03-06', [
        'acme CaseRestarted from extrajudicial',
        'acme CaseStageEntered administrative at 32 days',
        'acme TaskOpened call-debtor for collector, 1000.00 USD at 32 days',
        'acme StepPerformed call-debtor@2026-02-02: task-opened',
      ]);
      await s.on('2026-03-13', [
        'acme CaseStageEntered extrajudicial at 39 days',
        ...emailed('acme demand-payment@2026-02-02 formal-demand INV-1 1000.00 USD'),
      ]);
    }));

  it('announces for real what it announced in simulation', () =>
    story({ from: '2026-01-05', assembly: shadow }, async (s) => {
      s.tell('2026-01-05', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-02-06' }));
      await s.skipThrough('2026-02-02');
      await s.runtime.redeploy(testAssembly);
      await s.on('2026-02-03', [
        'acme CaseRestarted from preventive',
        'acme CaseStageEntered preventive at 0 days',
        ...emailed('acme remind-before-due@2026-02-06 reminder-before-due INV-1 1000.00 USD'),
      ]);
      await s.quietUntil('2026-02-09');
    }));
});
