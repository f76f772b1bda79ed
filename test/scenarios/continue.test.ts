import { expect, it } from 'vitest';
import { story } from '../support/story/story.ts';
import { customer, invoice, stripe } from '../support/story/tellings.ts';

it('hands a case that lasts most of a year on to a new execution, and closes that one', () =>
  story({ from: '2026-01-05' }, async (s) => {
    s.tell('2026-01-05', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-01-12' }));
    await s.skipThrough('2026-05-01');
    await s.quietUntil('2026-12-01');
    const executions = [...s.runtime.executions()];
    expect(executions.map(({ status }) => status)).toEqual(['SUCCEEDED', 'RUNNING']);
    expect(executions.map(({ name }) => name.slice(-2))).toEqual(['-0', '-1']);

    s.tell('2026-12-01', '07:00', stripe('pay-1', 100_000, ['INV-1']).paid);
    await s.on('2026-12-01', [
      'acme PaymentReceived pay-1 1000.00 USD',
      'acme CashAllocated pay-1 to INV-1 1000.00 USD, settles INV-1',
      'acme CaseClosed settled',
    ]);
    expect([...s.runtime.executions()].map(({ status }) => status)).toEqual([
      'SUCCEEDED',
      'SUCCEEDED',
    ]);
  }));
