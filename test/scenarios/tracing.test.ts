import { expect, it } from 'vitest';
import { apiInput } from '../../book/inputs/upstream.ts';
import { handIn } from '../../book/run/drive.ts';
import type { LogLine } from '../../local/runtime.ts';
import { businessDate, epochMs } from '../../shared/domain/calendar.ts';
import { story } from '../support/story/story.ts';
import { customer, stripe } from '../support/story/tellings.ts';

const email = 'ana.baker@example.com';
const phone = '+15555550199';
const personName = 'Ana Baker Supplies';

/** What one who greps the logs for the text finds: the functions that it passed, in order. */
const pathOf = (logs: readonly LogLine[], text: string): string[] => {
  const passed = logs
    .filter(({ line }) => line.includes(text))
    .map((line) => line.functionName.replace(/Function$/, ''));
  return passed.filter((name, index) => passed.indexOf(name) === index);
};

it('can be followed through the logs from the door to the message, without personal data', async () => {
  const logs: LogLine[] = [];
  await story({ from: '2026-03-02', onLog: (line) => logs.push(line) }, async (s) => {
    const issued = apiInput('UTC', 'erp', 'F-2026-77', [
      {
        type: 'InvoiceIssued',
        key: 'erp-event-1',
        day: businessDate('2026-03-02'),
        time: '06:00',
        data: {
          invoiceNumber: 'F-2026-77',
          customerId: 'acme',
          legalEntity: 'main',
          currency: 'USD',
          totalMinor: 100_000,
          issuedOn: '2026-03-02',
          dueOn: '2026-04-01',
        },
      },
    ]);
    const [first] = issued.events;
    const traced = { eventId: 'erp-event-1', occurredAt: issued.at, correlationId: 'order-7' };
    s.tell('2026-03-02', '05:00', customer('acme', { name: personName, email, phone }));
    s.runtime.at(epochMs(issued.at), 'the invoice', () =>
      handIn(s.runtime, s.secrets, [{ ...issued, events: [{ ...first, meta: traced }] }]),
    );
    s.tell('2026-04-03', '07:00', stripe('pay-1', 100_000, ['F-2026-77']).paid);
    await s.skipThrough('2026-04-10');
    expect(s.runtime.outbox).toHaveLength(2);
  });

  expect(pathOf(logs, 'order-7')).toEqual([
    'ReceiveEvents',
    'AdmitEvents',
    'PostEntries',
    'PublishJournal',
    'SignalCase',
    'WatchExposure',
  ]);
  expect(pathOf(logs, 'F-2026-77')).toEqual([
    'ReceiveEvents',
    'AdmitEvents',
    'PostEntries',
    'PublishJournal',
    'SignalCase',
    'WatchExposure',
    'PerformStep',
  ]);
  const [, webhookId = ''] =
    /"correlationId":"(evt_[^"]+)"/.exec(logs.map(({ line }) => line).join('')) ?? [];
  expect(pathOf(logs, webhookId)).toEqual([
    'ReceiveWebhook',
    'RoutePayments',
    'PostEntries',
    'PublishJournal',
    'SignalCase',
    'WatchExposure',
  ]);
  expect(new Set(pathOf(logs, 'acme|main|USD'))).toEqual(
    new Set([
      'ReceiveEvents',
      'AdmitEvents',
      'PostEntries',
      'PublishJournal',
      'SignalCase',
      'WatchExposure',
      'PlanNextStep',
      'PerformStep',
      'RecordDelivery',
    ]),
  );
  const text = logs.map(({ line }) => line).join('\n');
  for (const told of [email, phone, personName, 'Ana']) {
    expect(text).not.toContain(told);
  }
});
