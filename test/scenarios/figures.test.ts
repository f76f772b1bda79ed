import { expect, it } from 'vitest';
import * as z from 'zod';
import type { LogLine } from '../../local/runtime.ts';
import { story } from '../support/story/story.ts';
import { creditNote, customer, invoice, stripe } from '../support/story/tellings.ts';

/** A line of the embedded metric format. */
const metricLine = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.tuple([
      z.object({
        Namespace: z.literal('Cartera/dev'),
        Dimensions: z.tuple([z.array(z.string())]),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ]),
  }),
});

/** What a dashboard would show: the sum of each metric by its dimensions. */
const sumsOf = (logs: readonly LogLine[], functionName: string): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const { line } of logs.filter((log) => log.functionName === functionName)) {
    const read = metricLine.safeParse(JSON.parse(line));
    if (!read.success) continue;
    const [{ Dimensions, Metrics }] = read.data['_aws'].CloudWatchMetrics;
    const place = Dimensions[0].map((name) => String(read.data[name])).join(' ');
    for (const { Name } of Metrics) {
      const key = `${Name} ${place}`.trim();
      sums[key] = (sums[key] ?? 0) + Number(read.data[Name]);
    }
  }
  return sums;
};

it('shows the business what the journal says, and the age of what is open', async () => {
  const logs: LogLine[] = [];
  await story({ from: '2026-03-02', onLog: (line) => logs.push(line) }, async (s) => {
    s.tell(
      '2026-03-02',
      '06:00',
      customer('acme'),
      invoice('INV-1', { dueOn: '2026-03-20', totalMinor: 60_000 }),
      invoice('INV-2', { dueOn: '2026-06-01', totalMinor: 40_000 }),
      invoice('INV-3', { dueOn: '2026-06-01', totalMinor: 5_000, currency: 'EUR' }),
    );
    s.tell('2026-03-03', '07:00', creditNote('CN-1', 'INV-1', 1_050));
    s.tell('2026-03-10', '07:00', stripe('pay-1', 20_000, ['INV-1']).paid);
    s.tell('2026-03-11', '07:00', stripe('pay-1', 20_000, ['INV-1']).refunded('part', 5_000));
    await s.skipThrough('2026-03-24');
    expect(sumsOf(logs, 'PublishJournalFunction')).toMatchObject({
      'Invoiced USD': 1000,
      'Invoiced EUR': 50,
      'Credited USD': 10.5,
      'CashReceived USD': 200,
      'CashReturned USD': 50,
      Payments: 1,
      'Cases opened': 1,
      'Messages email sent': s.runtime.outbox.length,
      'Steps preventive sent': 1,
    });

    logs.length = 0;
    expect(await s.runtime.invoke('MeasureBookFunction', {})).toEqual({ accounts: 2 });
    expect(sumsOf(logs, 'MeasureBookFunction')).toEqual({
      'Accounts USD': 1,
      'Open USD': 839.5,
      'Overdue USD': 439.5,
      'Unapplied USD': 0,
      'NotDue USD': 400,
      'Overdue1To30 USD': 439.5,
      'Overdue31To60 USD': 0,
      'Overdue61To90 USD': 0,
      'OverdueOver90 USD': 0,
      'Accounts EUR': 1,
      'Open EUR': 50,
      'Overdue EUR': 0,
      'Unapplied EUR': 0,
      'NotDue EUR': 50,
      'Overdue1To30 EUR': 0,
      'Overdue31To60 EUR': 0,
      'Overdue61To90 EUR': 0,
      'OverdueOver90 EUR': 0,
    });

    await s.skipThrough('2026-04-30');
    logs.length = 0;
    await s.runtime.invoke('MeasureBookFunction', {});
    // Nothing was issued in the 38 days since the first measure: there is nothing to compare with.
    const later = sumsOf(logs, 'MeasureBookFunction');
    expect(later).toMatchObject({ 'Overdue31To60 USD': 439.5 });
    expect(later).not.toHaveProperty('DaysSalesOutstanding USD');
  });
});
