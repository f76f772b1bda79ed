import { standardWebhook } from '../../book/inputs/standard-webhooks.ts';
import { handIn } from '../../book/run/drive.ts';
import type { Secrets } from '../../book/run/secrets.ts';
import type { DomainFact } from '../../events/catalogue.ts';
import { businessDate, epochMs, instantAt } from '../../shared/domain/calendar.ts';
import { lineOf } from '../support/story/lines.ts';
import { customer, invoice, stripe, type Telling, upstream } from '../support/story/tellings.ts';
import type { Consumer, PublishedEvent, World } from './world.ts';

const zone = 'UTC';

/** Before anything is told; a Monday, so that a week of contact windows lies ahead. */
export const STARTS_AT = '2026-03-02T04:00:00.000Z';

const onTime = stripe('on-time', 100_000, ['INV-1']);

const paidLate: Telling = (moment) => ({
  input: standardWebhook('succeeded', moment, {
    reference: 'late',
    amountMinor: 250_000,
    currency: 'EUR',
    invoiceNumbers: ['INV-2'],
  }),
});

/** Its instalments do not add up to its total. */
const wrongInvoice = upstream('InvoiceIssued', 'erp-3', {
  meta: { eventId: 'erp-3', occurredAt: '2026-03-03T06:00:00Z' },
  data: {
    invoiceNumber: 'INV-3',
    customerId: 'acme',
    legalEntity: 'north',
    currency: 'USD',
    issuedOn: '2026-03-03',
    totalMinor: 90_000,
    instalments: [{ dueOn: '2026-06-01', amountMinor: 80_000 }],
  },
});

/** What a person does who knows the total to be right. */
const mended = (body: string): string => body.replace('80000', '90000');

/** Takes what upstream reports off the bus. */
const admission: Consumer = {
  queue: 'InboundEventsQueue',
  function: 'AdmitEventsFunction',
  logGroup: 'AdmitEventsLogs',
  setting: 'ACCOUNT_COMMANDS_QUEUE_URL',
};

/** An act of the scenario failed, or left undone what it is there for. */
export class ScenarioFailed extends Error {
  override readonly name = 'ScenarioFailed';
}

const expectOne = (what: string, count: number): void => {
  if (count !== 1) throw new ScenarioFailed(`${what}: ${count} of 1`);
};

/**
 * Lives through ten days. An invoice is issued, opened by the daily sweep, reminded, paid through
 * a signed webhook and closed; one that comes in six weeks late is noticed, moves on to the next
 * stage a week later and is paid through the other provider; a third is parked as wrong, mended by a
 * person and sent back; a fourth becomes a dead letter under a bad deployment and is redriven.
 *
 * @throws ScenarioFailed or DoorRefused when a door or a redrive answers otherwise than it must.
 */
export const play = async (world: World, secrets: Secrets): Promise<void> => {
  const until = (day: string, time: string): Promise<void> =>
    world.liveUntil(epochMs(instantAt(zone, businessDate(day), time)));
  const at = async (day: string, time: string, telling: Telling): Promise<void> => {
    await until(day, time);
    await handIn(world, secrets, [telling({ zone, day: businessDate(day), time }).input]);
  };

  await at('2026-03-02', '05:00', customer('acme'));
  await at('2026-03-02', '05:10', customer('zeta', { zone: 'Europe/Madrid', locale: 'es' }));
  await at('2026-03-02', '06:00', invoice('INV-1', { dueOn: '2026-03-10' }));
  await at(
    '2026-03-02',
    '06:10',
    invoice('INV-2', {
      customerId: 'zeta',
      currency: 'EUR',
      totalMinor: 250_000,
      issuedOn: businessDate('2025-12-21'),
      dueOn: '2026-01-20',
    }),
  );

  await at('2026-03-03', '06:00', wrongInvoice);
  await until('2026-03-03', '09:00');
  expectOne('mended inputs', await world.redriveRejected('InboundEvents', mended));

  await until('2026-03-04', '09:00');
  await world.untilGivenUp(admission, () =>
    at('2026-03-04', '09:00', invoice('INV-4', { legalEntity: 'south', dueOn: '2026-06-01' })),
  );
  await until('2026-03-04', '12:00');
  await world.redriveDead(admission.queue);

  await at('2026-03-06', '12:00', onTime.paid);
  await at('2026-03-12', '12:00', paidLate);
  await until('2026-03-12', '18:00');
};

/** What the scenario is there for; each line must be among those that its events tell. */
const milestones = [
  'acme CaseOpened #1',
  'acme ContactSent email remind-before-due@2026-03-10',
  'acme StepPerformed remind-before-due@2026-03-10: sent',
  'acme CashAllocated * to INV-1 1000.00 USD, settles INV-1',
  'acme CaseClosed settled',
  'zeta CaseStageEntered administrative at 41 days',
  'zeta CaseStageEntered extrajudicial at 48 days',
  'zeta ContactSent email demand-payment@2026-01-20',
  'zeta CaseClosed settled',
  'InputRejected InvoiceIssued from bus: *',
  'AlertRaised critical input-dead-lettered',
  'acme/north InvoicePosted INV-3 900.00 USD due 2026-06-01',
  'acme/south InvoicePosted INV-4 1000.00 USD due 2026-06-01',
];

/** The milestones that these events do not show. */
export const missedBy = (events: readonly PublishedEvent[]): string[] => {
  const lines = events.map(({ type, data }) => lineOf({ type, data } as unknown as DomainFact));
  return milestones.filter((milestone) => {
    const [before = '', after] = milestone.split('*');
    const shown = (line: string): boolean =>
      after === undefined ? line === before : line.startsWith(before) && line.endsWith(after);
    return !lines.some(shown);
  });
};
