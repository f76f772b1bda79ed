import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { instant } from '../../../shared/domain/calendar.ts';
import type { Admission } from '../../../shared/domain/inbound/admit.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import type { Rejection } from '../../../shared/ports/rejections.ts';
import { createHandler } from './handler.ts';

const log = createLogger({}, () => undefined);

const busEvent = (type: string, data: object, id = 'bus-1') =>
  JSON.stringify({
    version: '0',
    id,
    'detail-type': type,
    source: 'upstream.erp',
    detail: { meta: { eventId: 'e-1', occurredAt: '2026-01-05T06:00:00Z' }, data },
  });
const invoice = {
  invoiceNumber: 'A-1',
  customerId: 'acme',
  currency: 'USD',
  issuedOn: '2026-01-05',
  dueOn: '2026-02-04',
  totalMinor: 1000,
};
const customer = { customerId: 'acme', name: 'Acme', locale: 'en', zone: 'UTC' };

const bad = (totalMinor: number, id: string) =>
  busEvent('InvoiceIssued', { ...invoice, totalMinor }, id);

const door = (over: { refuse?: number[]; reject?: () => Promise<void> } = {}) => {
  const admissions: Admission[] = [];
  const rejections: Rejection[] = [];
  const handle = createHandler({
    admitted: {
      send: async (batch) => {
        admissions.push(...batch);
        return new Map((over.refuse ?? []).map((place) => [place, 'Busy']));
      },
    },
    rejections: {
      reject: async (rejection) => {
        await over.reject?.();
        rejections.push(rejection);
      },
    },
    digest: sha256,
    openingBalance: { spreadDays: 20 },
    clock: { now: () => instant('2026-01-05T06:00:00Z') },
  });
  const admit = (...bodies: string[]) =>
    handle(
      bodies.map((body, index) => ({
        messageId: `m${index}`,
        body,
        group: undefined,
        deliveries: 1,
        receiptHandle: '',
        attributes: {},
      })),
      log,
    );
  return { admit, admissions, rejections };
};

describe('a batch of bus events', () => {
  it('is chased over the days after its arrival for what it brings along', async () => {
    const { admit, admissions } = door();
    const legacy = { issuedOn: '2025-09-01', openingBalance: { on: '2025-12-31' } };
    const customers = Array.from({ length: 40 }, (_, index) => `c${index}`);
    await admit(
      ...customers.map((customerId) =>
        busEvent('InvoiceIssued', { ...invoice, ...legacy, customerId }),
      ),
    );
    const days = admissions.flatMap((admission) =>
      admission.to === 'account' && admission.command.kind === 'issue-invoice'
        ? (admission.command.openingBalance?.chaseFrom ?? [])
        : [],
    );
    expect(days).toHaveLength(40);
    expect(days.every((on) => on >= '2026-01-06' && on <= '2026-01-25')).toBe(true);
    expect(new Set(days).size).toBeGreaterThan(10);
  });

  it('goes to the queues of its aggregates', async () => {
    const { admit, admissions, rejections } = door();
    expect(
      await admit(busEvent('InvoiceIssued', invoice), busEvent('CustomerUpserted', customer)),
    ).toEqual([]);
    expect(admissions.map(({ to }) => to)).toEqual(['account', 'party']);
    expect(rejections).toEqual([]);
  });

  it('asks again for what a queue did not take, and for nothing else', async () => {
    const { admit } = door({ refuse: [1] });
    expect(
      await admit(
        busEvent('InvoiceIssued', { ...invoice, totalMinor: 0 }),
        busEvent('InvoiceIssued', invoice),
        busEvent('CustomerUpserted', customer),
      ),
    ).toEqual(['m2']);
  });

  it('parks what does not fit, whole and with its reasons', async () => {
    const { admit, rejections } = door();
    const body = busEvent('CustomerUpserted', { ...customer, email: 'not-an-address' });
    expect(await admit(body)).toEqual([]);
    expect(rejections).toEqual([
      {
        inputId: expect.stringMatching(/^e-1@[0-9a-f]{16}$/),
        redriveTo: 'InboundEvents',
        door: 'bus',
        inputType: 'CustomerUpserted',
        body,
        reasons: ['data.email: "not-an-address"; expected an e-mail address'],
        journalReasons: ['data.email: (not shown); expected an e-mail address'],
      },
    ]);
  });

  it('asks again for what could not be parked', async () => {
    const { admit } = door({ reject: () => Promise.reject(new Error('down')) });
    expect(await admit(busEvent('Nonsense', {}), busEvent('InvoiceIssued', invoice))).toEqual([
      'm0',
    ]);
  });

  it('tells deliveries of one rejected event from a second attempt to mend it', async () => {
    const { admit, rejections } = door();
    await admit(bad(0, 'bus-1'), bad(0, 'bus-2'), bad(-1, 'bus-3'), 'not json', '{}');
    expect(new Set(rejections.map(({ inputId }) => inputId)).size).toBe(4);
    expect(rejections[0]?.inputId).toBe(rejections[1]?.inputId);
  });
});
