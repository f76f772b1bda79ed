import { expect, it } from 'vitest';
import { grantLine } from '../support/story/credit-line.ts';
import { story } from '../support/story/story.ts';
import { customer, invoice } from '../support/story/tellings.ts';

it('chases a customer of high risk sooner than others, by what its line of credit says', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const overdue = { issuedOn: '2026-03-02', dueOn: '2026-03-10', totalMinor: 50_000 };
    s.tell('2026-03-02', '05:00', customer('acme'));
    s.tell('2026-03-02', '05:10', customer('beta'));
    s.runtime.at(Date.parse('2026-03-02T06:00:00.000Z'), 'a line is granted', () =>
      grantLine(s, { limitMinor: 200_000, riskClass: 'high', grade: 'D' }),
    );
    s.tell('2026-03-02', '09:00', invoice('INV-1', overdue));
    s.tell('2026-03-02', '09:10', invoice('INV-2', { ...overdue, customerId: 'beta' }));
    const days = await s.skipThrough('2026-04-20');
    const harder = (of: string) =>
      days.filter((line) =>
        new RegExp(`^${of} (CaseStageEntered extra|TaskOpened|.*Sent sms)`).test(line),
      );
    expect(harder('acme')).toEqual([
      'acme ContactSent sms text-overdue@2026-03-10',
      'acme TaskOpened call-debtor for collector, 500.00 USD at 6 days',
      'acme CaseStageEntered extrajudicial at 15 days',
      // Twenty-five days after the due date is a weekend.
      'acme TaskOpened review-case for manager, 500.00 USD at 27 days',
    ]);
    expect(harder('beta')).toEqual([
      'beta ContactSent sms text-overdue@2026-03-10',
      'beta TaskOpened call-debtor for collector, 500.00 USD at 15 days',
      'beta CaseStageEntered extrajudicial at 30 days',
    ]);
    expect(days.filter((line) => line.includes('formal-demand')).length).toBe(2);
  }));
