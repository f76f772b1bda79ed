import { expect, it } from 'vitest';
import { emailed, texted } from '../support/story/sent.ts';
import { story } from '../support/story/story.ts';
import { customer, invoice } from '../support/story/tellings.ts';

const wallClock = (timeZone: string, at: number): [weekday: string, hour: number] => {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return [parts.get('weekday') ?? '', Number(parts.get('hour'))];
};

it('leaves alone whoever opted out, and tells a collector instead', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell(
      '2026-03-02',
      '06:00',
      customer('acme', { optOuts: ['sms'] }),
      invoice('INV-1', { dueOn: '2026-03-09' }),
    );
    s.tell('2026-03-17', '06:00', customer('acme', { optOuts: ['all'] }));

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-03-09',
    ]);
    await s.on('2026-03-03', ['acme CaseOpened #1']);
    await s.on('2026-03-04', [
      'acme CaseStageEntered preventive at 0 days',
      ...emailed('acme remind-before-due@2026-03-09 reminder-before-due INV-1 1000.00 USD'),
    ]);
    await s.on('2026-03-10', [
      'acme CaseStageEntered administrative at 1 days',
      ...emailed('acme notify-overdue@2026-03-09 reminder-overdue INV-1 1000.00 USD'),
    ]);
    await s.on('2026-03-16', [
      'acme StepPerformed text-overdue@2026-03-09: refused',
      'acme ContactRefused sms text-overdue@2026-03-09: opted-out',
    ]);
    await s.on('2026-03-17', ['acme PartyRegistered email sms']);
    await s.on('2026-03-19', [
      'acme StepPerformed remind-overdue@2026-03-09: refused',
      'acme ContactRefused email remind-overdue@2026-03-09: opted-out',
    ]);
    await s.on('2026-03-24', [
      'acme TaskOpened call-debtor for collector, 1000.00 USD at 15 days',
      'acme StepPerformed call-debtor@2026-03-09: task-opened',
    ]);
    await s.quietUntil('2026-04-01');
  }));

it('speaks within office hours of the debtor, on days that are working days there', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell(
      '2026-03-02',
      '06:00',
      customer('acme', { zone: 'Pacific/Auckland' }),
      invoice('INV-1', { dueOn: '2026-03-14' }),
    );
    s.tell(
      '2026-03-02',
      '06:01',
      customer('sol', { zone: 'America/Mexico_City' }),
      invoice('INV-2', { customerId: 'sol', dueOn: '2026-03-14' }),
    );

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-03-14',
      'sol PartyRegistered email sms',
      'sol InvoicePosted INV-2 1000.00 USD due 2026-03-14',
    ]);
    await s.on('2026-03-08', [
      'acme CaseOpened #1',
      'sol CaseOpened #1',
      'acme CaseStageEntered preventive at 0 days',
      ...emailed('acme remind-before-due@2026-03-14 reminder-before-due INV-1 1000.00 USD'),
    ]);
    await s.on('2026-03-09', [
      'sol CaseStageEntered preventive at 0 days',
      ...emailed('sol remind-before-due@2026-03-14 reminder-before-due INV-2 1000.00 USD'),
    ]);
    await s.on('2026-03-16', [
      'acme CaseStageEntered administrative at 2 days',
      ...emailed('acme notify-overdue@2026-03-14 reminder-overdue INV-1 1000.00 USD'),
      'sol CaseStageEntered administrative at 2 days',
      ...emailed('sol notify-overdue@2026-03-14 reminder-overdue INV-2 1000.00 USD'),
    ]);
    await s.on('2026-03-18', texted('acme text-overdue@2026-03-14 sms-overdue INV-1 1000.00 USD'));
    for (const { at, to } of s.runtime.outbox) {
      const zone = to.includes('sol@example.com') ? 'America/Mexico_City' : 'Pacific/Auckland';
      const [weekday, hour] = wallClock(zone, at);
      expect(['Sat', 'Sun']).not.toContain(weekday);
      expect(hour >= 9 && hour < 19, `${hour} o'clock`).toBe(true);
    }
  }));

it('lets accounts of one party share its caps, and reaches each in its turn', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const owner = { partyId: 'owner', email: 'owner@example.com' };
    s.tell(
      '2026-03-02',
      '06:00',
      customer('acme', owner),
      customer('beta', owner),
      invoice('A-1', { dueOn: '2026-03-16' }),
      invoice('A-2', { legalEntity: 'north', dueOn: '2026-03-16', totalMinor: 40_000 }),
      invoice('B-1', { customerId: 'beta', dueOn: '2026-03-16', totalMinor: 30_000 }),
    );

    await s.on('2026-03-02', [
      'owner PartyRegistered of acme email sms',
      'owner PartyRegistered of beta email sms',
      'acme InvoicePosted A-1 1000.00 USD due 2026-03-16',
      'acme/north InvoicePosted A-2 400.00 USD due 2026-03-16',
      'beta InvoicePosted B-1 300.00 USD due 2026-03-16',
    ]);
    await s.on('2026-03-10', [
      'acme CaseOpened #1',
      'acme/north CaseOpened #1',
      'beta CaseOpened #1',
    ]);
    await s.on('2026-03-11', [
      'acme CaseStageEntered preventive at 0 days',
      ...emailed(
        'acme remind-before-due@2026-03-16 reminder-before-due A-1 1000.00 USD',
        'owner@example.com',
      ),
      'beta StepDeferred remind-before-due@2026-03-16 until 2026-03-12: one-a-day',
      'beta ContactDeferred email remind-before-due@2026-03-16 until 2026-03-12: one-a-day',
      'acme/north StepDeferred remind-before-due@2026-03-16 until 2026-03-12: one-a-day',
      'acme/north ContactDeferred email remind-before-due@2026-03-16 until 2026-03-12: one-a-day',
    ]);
    await s.on('2026-03-12', [
      'beta CaseStageEntered preventive at 0 days',
      ...emailed(
        'beta remind-before-due@2026-03-16 reminder-before-due B-1 300.00 USD',
        'owner@example.com',
      ),
      'acme/north StepDeferred remind-before-due@2026-03-16 until 2026-03-18: two-a-week',
      'acme/north ContactDeferred email remind-before-due@2026-03-16 until 2026-03-18: two-a-week',
    ]);
    await s.on('2026-03-17', [
      'acme StepDeferred notify-overdue@2026-03-16 until 2026-03-18: two-a-week',
      'acme ContactDeferred email notify-overdue@2026-03-16 until 2026-03-18: two-a-week',
    ]);
    await s.on('2026-03-18', [
      'acme/north CaseStageEntered administrative at 2 days',
      ...emailed(
        'acme/north notify-overdue@2026-03-16 reminder-overdue A-2 400.00 USD',
        'owner@example.com',
      ),
      'beta StepDeferred notify-overdue@2026-03-16 until 2026-03-19: one-a-day',
      'beta ContactDeferred email notify-overdue@2026-03-16 until 2026-03-19: one-a-day',
      'acme StepDeferred notify-overdue@2026-03-16 until 2026-03-19: one-a-day',
      'acme ContactDeferred email notify-overdue@2026-03-16 until 2026-03-19: one-a-day',
    ]);
    await s.on('2026-03-19', [
      'beta CaseStageEntered administrative at 3 days',
      ...emailed(
        'beta notify-overdue@2026-03-16 reminder-overdue B-1 300.00 USD',
        'owner@example.com',
      ),
      'acme StepDeferred notify-overdue@2026-03-16 until 2026-03-25: two-a-week',
      'acme ContactDeferred email notify-overdue@2026-03-16 until 2026-03-25: two-a-week',
    ]);
    await s.on('2026-03-23', [
      'acme/north StepDeferred text-overdue@2026-03-16 until 2026-03-25: two-a-week',
      'acme/north ContactDeferred sms text-overdue@2026-03-16 until 2026-03-25: two-a-week',
    ]);
    await s.on('2026-03-25', [
      'acme CaseStageEntered administrative at 9 days',
      ...texted('acme text-overdue@2026-03-16 sms-overdue A-1 1000.00 USD'),
      'beta StepDeferred text-overdue@2026-03-16 until 2026-03-26: one-a-day',
      'beta ContactDeferred sms text-overdue@2026-03-16 until 2026-03-26: one-a-day',
      'acme/north StepDeferred text-overdue@2026-03-16 until 2026-03-26: one-a-day',
      'acme/north ContactDeferred sms text-overdue@2026-03-16 until 2026-03-26: one-a-day',
    ]);
    await s.on('2026-03-26', [
      ...emailed(
        'beta remind-overdue@2026-03-16 reminder-overdue-second B-1 300.00 USD',
        'owner@example.com',
      ),
      'acme StepDeferred remind-overdue@2026-03-16 until 2026-04-01: two-a-week',
      'acme ContactDeferred email remind-overdue@2026-03-16 until 2026-04-01: two-a-week',
      'acme/north StepDeferred remind-overdue@2026-03-16 until 2026-04-01: two-a-week',
      'acme/north ContactDeferred email remind-overdue@2026-03-16 until 2026-04-01: two-a-week',
    ]);
    await s.on('2026-03-31', [
      'acme/north TaskOpened call-debtor for collector, 400.00 USD at 15 days',
      'acme/north StepPerformed call-debtor@2026-03-16: task-opened',
      'beta TaskOpened call-debtor for collector, 300.00 USD at 15 days',
      'beta StepPerformed call-debtor@2026-03-16: task-opened',
      'acme TaskOpened call-debtor for collector, 1000.00 USD at 15 days',
      'acme StepPerformed call-debtor@2026-03-16: task-opened',
    ]);
  }));

it('writes to nobody who opted out once, whatever other updates of the party say', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const shared = { partyId: 'owner', email: 'owner@example.com' };
    s.tell(
      '2026-03-02',
      '06:00',
      customer('acme', { optOuts: ['all'] }),
      customer('beta', { ...shared, optOuts: ['all'] }),
      customer('cora', shared),
      invoice('A-1', { dueOn: '2026-03-09' }),
      invoice('B-1', { customerId: 'beta', dueOn: '2026-03-09' }),
    );
    s.tell('2026-03-03', '06:00', customer('acme', { email: 'new@example.com' }));
    const lines = await s.skipThrough('2026-03-20');
    expect(lines.filter((line) => line.includes('ContactRefused')).length).toBeGreaterThan(1);
    expect(s.runtime.outbox).toEqual([]);
  }));
