import { describe, expect, it } from 'vitest';
import { busEntryOf, UnknownEvent } from './bus-entry.ts';

const item = {
  pk: 'account#acme|main|USD',
  sk: '0000000007',
  type: 'InvoicePosted',
  data: { invoiceNumber: 'F1' },
  streamId: 'account#acme|main|USD',
  version: 7,
  recordedAt: '2026-03-02T06:00:00.000Z',
  effectiveOn: '2026-03-01',
  causationId: 'invoice:F1',
  correlationId: 'order-1',
  previousHash: 'aa',
  hash: 'bb',
};

const meta = {
  eventId: 'account#acme|main|USD#7',
  streamId: 'account#acme|main|USD',
  version: 7,
  recordedAt: '2026-03-02T06:00:00.000Z',
  effectiveOn: '2026-03-01',
  causationId: 'invoice:F1',
  correlationId: 'order-1',
};

describe('what an item of the journal is on the bus', () => {
  it('is its event under the source of its context, named by stream and version', () => {
    const recorded = busEntryOf(item);
    expect(recorded.meta).toEqual(meta);
    expect(recorded.data).toEqual({ invoiceNumber: 'F1' });
    const { source, detailType, detail } = recorded.entry;
    expect([source, detailType]).toEqual(['cartera.receivables', 'InvoicePosted']);
    expect(JSON.parse(detail)).toEqual({ meta, data: { invoiceNumber: 'F1' } });
  });

  it('has neither the hashes nor the keys of the journal', () => {
    expect(busEntryOf(item).entry.detail).not.toMatch(/hash|"[ps]k"/i);
  });

  it('is unknown when no contract of ours describes it', () => {
    const unknown = { name: 'UnknownEvent', message: 'Tomorrow is not in the catalogue' };
    expect(() => busEntryOf({ ...item, type: 'Tomorrow' })).toThrow(
      expect.objectContaining(unknown),
    );
    // What others tell us is not ours to publish.
    expect(() => busEntryOf({ ...item, type: 'InvoiceIssued' })).toThrow(UnknownEvent);
  });

  it.each(['type', 'data', 'streamId', 'version', 'recordedAt', 'effectiveOn'])(
    'needs its %s',
    (field) => {
      expect(() => busEntryOf({ ...item, [field]: undefined })).toThrow(
        expect.objectContaining({ name: 'ZodError' }),
      );
    },
  );
});
