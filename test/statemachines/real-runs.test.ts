import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Coverage } from '../../local/states/port.ts';
import { type Story, story } from '../support/story/story.ts';
import { customer, invoice, stripe } from '../support/story/tellings.ts';

const definition = JSON.parse(
  readFileSync(
    join(import.meta.dirname, '../../statemachines/collection/collection.asl.json'),
    'utf8',
  ),
) as { readonly States: Readonly<Record<string, unknown>> };

const visited = (coverage: Coverage): string[] =>
  Object.entries(coverage.states)
    .filter(([, times]) => times > 0)
    .map(([state]) => state);

/** During these hours every read of the planner is throttled, however often it asks. */
const outage = { from: Date.parse('2026-02-03T00:00:00Z'), to: Date.parse('2026-02-04T06:00:00Z') };

/** Sent on the day of the outage, and planned on when it was over. */
const throughTheOutage = async (s: Story): Promise<void> => {
  s.tell('2026-01-05', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-02-02' }));
  await s.skipThrough('2026-02-02');
  const before = s.transitions();
  await s.on('2026-02-03', [
    'acme CaseStageEntered administrative at 1 days',
    'acme StepPerformed notify-overdue@2026-02-02: sent',
    'acme ContactAttempted email notify-overdue@2026-02-02 reminder-overdue en: INV-1 1000.00 USD',
    'acme ContactSent email notify-overdue@2026-02-02',
    'email to acme@example.com',
  ]);
  expect(s.transitions() - before).toBeGreaterThan(50);
  await s.on('2026-02-09', [
    'acme StepPerformed text-overdue@2026-02-02: sent',
    'acme ContactAttempted sms text-overdue@2026-02-02 sms-overdue en: INV-1 1000.00 USD',
    'acme ContactSent sms text-overdue@2026-02-02',
    'sms to +15555550100',
  ]);
};

it('enters every state of the collection machine in the life of one case, an outage among it', () =>
  story(
    {
      from: '2026-01-05',
      faults: {
        script: ({ functionName }) =>
          functionName === 'PlanNextStepFunction' &&
          Date.now() >= outage.from &&
          Date.now() < outage.to
            ? 'throttle'
            : undefined,
      },
    },
    async (s) => {
      await throughTheOutage(s);
      await s.skipThrough('2026-12-01');
      s.tell('2026-12-02', '07:00', stripe('pay-1', 100_000, ['INV-1']).paid);
      await s.on('2026-12-02', [
        'acme PaymentReceived pay-1 1000.00 USD',
        'acme CashAllocated pay-1 to INV-1 1000.00 USD, settles INV-1',
        'acme CaseClosed settled',
      ]);
      const coverage = s.runtime.coverage('CollectionMachine');
      // Two ends of cases that no planner of ours and no outage of a day bring about.
      const ends = new Set(['PlanNotUnderstood', 'TroubleLasted']);
      expect(visited(coverage).toSorted()).toEqual(
        Object.keys(definition.States)
          .filter((state) => !ends.has(state))
          .toSorted(),
      );
      expect(Object.keys(coverage.retries)).toContain('PlanNextStep[2]');
      expect(Object.keys(coverage.catches)).toContain('PlanNextStep[0]');
    },
  ));
