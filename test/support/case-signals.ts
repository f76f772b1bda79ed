import { contactRules } from '../../contact-rules/catalogue.ts';
import { createHandler, type Deps } from '../../functions/collections/signal-case/handler.ts';
import { createMemoryCollections } from '../../shared/adapters/memory/collections.ts';
import type { OpenItem } from '../../shared/domain/collections/types.ts';
import { createLogger } from '../../shared/lambda/logger.ts';
import type { QueueMessage } from '../../shared/lambda/queue.ts';
import { strategyOf } from '../../strategies/catalogue.ts';
import { hash } from './collection-world.ts';
import { accountId, at, ledgerPositionOf, viewOf } from './collections.ts';

export const caseId = `${accountId}|1`;
export const log = createLogger({}, () => undefined);

export const messageOf = (body: object, messageId = 'm1'): QueueMessage => ({
  messageId,
  body: JSON.stringify(body),
  group: undefined,
  deliveries: 1,
  receiptHandle: 'receipt',
  attributes: {},
});
export const ledgerEvent = (eventId = `account#${accountId}#1`, account = accountId) => ({
  detail: { meta: { eventId, correlationId: 'flow' }, data: { accountId: account } },
});

export const invoicePosted = (...dueDates: string[]) => {
  const { detail } = ledgerEvent();
  const data = { ...detail.data, instalments: dueDates.map((dueOn) => ({ dueOn })) };
  return messageOf({ 'detail-type': 'InvoicePosted', detail: { ...detail, data } });
};

export const setUp = (items: OpenItem[], over: Partial<Deps> = {}) => {
  const memory = createMemoryCollections();
  const calls: string[] = [];
  const told = (name: string) => async (argument: unknown) => {
    calls.push(`${name} ${typeof argument === 'string' ? argument : 'case'}`);
  };
  const ledger = { items, reads: 0 };
  const clock = { now: at('2026-06-10T06:00:00Z') };
  const deps: Deps = {
    ledger: {
      position: async (id) => {
        ledger.reads += 1;
        return ledgerPositionOf(ledger.items, { accountId: id });
      },
    },
    parties: { ofCustomer: async () => viewOf() },
    contactRules: contactRules('default', 1),
    sending: 'live',
    strategyOf,
    hash,
    cases: memory.cases,
    waits: memory.waits,
    machine: { start: told('start'), wake: told('wake'), settle: told('settle') },
    creditLines: { load: async () => undefined },
    settings: {
      strategy: { name: 'default', version: 1 },
      strategyByRisk: {},
      contactRules: { name: 'default', version: 1 },
      overdueThresholdMinor: { default: 100_000_000, byCurrency: {} },
    },
    clock: { now: () => clock.now },
    ...over,
  };
  const handle = createHandler(deps);
  const signal = (messages = [messageOf(ledgerEvent())]) => handle(messages, log);
  return { ...memory, calls, ledger, clock, deps, signal };
};

export const types = ({ journal }: { readonly journal: ReturnType<typeof setUp>['journal'] }) =>
  journal.map(({ fact }) => fact.type);
