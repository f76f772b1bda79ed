import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRuntime } from '../../local/runtime.ts';
import { synthesize } from '../../scripts/cdk.ts';

/**
 * Production differs from dev in its key: each queue, table and topic is under it, and the key's
 * own policy decides who may use them. The local runtime asks that policy too. Production begins
 * in shadow; here it sends, so that the rights to send are used as well.
 */
describe('the template of production, run with its own policies', () => {
  const key = 'a-bearer-key-for-this-test';
  const folder = mkdtempSync(join(tmpdir(), 'cartera-prod-'));
  const assembly = join(folder, 'out');
  beforeAll(() => synthesize('prod', { outdir: assembly, contact: { mode: 'live' } }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('takes an invoice from the door to cash without asking for more than it has', async () => {
    const runtime = await openRuntime({
      assembly,
      startAt: '2026-03-02T08:00:00.000Z',
      seed: 7,
      secrets: { EventsApiSecret: JSON.stringify({ valid: [key] }) },
    });
    const report = async (type: string, data: object): Promise<number> => {
      const occurredAt = new Date(runtime.now()).toISOString();
      const event = { type, meta: { eventId: `${type}-1`, occurredAt }, data };
      const { status } = await runtime.http({
        method: 'POST',
        path: '/v1/events',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ events: [event] }),
      });
      return status;
    };
    const statuses: number[] = [];
    try {
      statuses.push(
        await report('CustomerUpserted', {
          customerId: 'C-1',
          name: 'First Customer',
          locale: 'en',
          zone: 'UTC',
          country: 'US',
          email: 'first@example.com',
        }),
      );
      await runtime.runUntil(Date.parse('2026-03-02T09:00:00.000Z'));
      statuses.push(
        await report('InvoiceIssued', {
          invoiceNumber: 'INV-1',
          customerId: 'C-1',
          legalEntity: 'main',
          currency: 'USD',
          totalMinor: 2_000_000,
          issuedOn: '2026-03-02',
          dueOn: '2026-03-09',
        }),
      );
      await runtime.runUntil(Date.parse('2026-03-20T12:00:00.000Z'));
      statuses.push(
        await report('PaymentReported', {
          paymentId: 'P-1',
          customerId: 'C-1',
          legalEntity: 'main',
          amountMinor: 2_000_000,
          currency: 'USD',
          receivedOn: '2026-03-20',
          invoiceNumbers: ['INV-1'],
        }),
      );
      await runtime.runUntil(Date.parse('2026-03-22T00:00:00.000Z'));

      expect(statuses).toEqual([207, 207, 207]);
      expect(runtime.denials).toEqual([]);
      const types = new Set(runtime.busEvents.map(({ detailType }) => detailType));
      for (const type of [
        'InvoicePosted',
        'CaseOpened',
        'ContactSent',
        'AlertRaised',
        'CaseClosed',
      ]) {
        expect(types).toContain(type);
      }
      // Over the threshold of production, so the topic under the key was published to as well.
      expect(runtime.topics.length).toBeGreaterThan(0);
      const left = runtime.queues().filter(({ visible, inFlight }) => visible + inFlight > 0);
      expect(left.map(({ logicalId }) => logicalId)).toEqual([]);
    } finally {
      await runtime.close();
    }
  });
});
