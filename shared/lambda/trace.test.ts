import { describe, expect, it } from 'vitest';
import { traceIn, traceOf } from './trace.ts';

describe('what a message is about', () => {
  it('is told by an inbound event, whose own id stands for a correlation that it lacks', () => {
    const event = (meta: object) => ({
      'detail-type': 'InvoiceIssued',
      source: 'upstream.erp',
      detail: {
        meta: { eventId: 'e-1', ...meta },
        data: { customerId: 'acme', legalEntity: 'main', currency: 'USD', invoiceNumber: 'F1' },
      },
    });
    const about = { accountId: 'acme|main|USD', customerId: 'acme', invoiceNumber: 'F1' };
    expect(traceIn(event({}))).toEqual({ ...about, type: 'InvoiceIssued', correlationId: 'e-1' });
    expect(traceIn(event({ correlationId: 'order-7' }))).toMatchObject({
      correlationId: 'order-7',
    });
  });

  it('is told by a command, by its cause', () => {
    const command = {
      inputId: 'invoice:F1',
      accountId: 'acme|main|USD',
      cause: { causationId: 'e-1', correlationId: 'order-7' },
    };
    expect(traceOf(JSON.stringify(command))).toEqual({
      inputId: 'invoice:F1',
      accountId: 'acme|main|USD',
      correlationId: 'order-7',
    });
  });

  it('is told by a step, which goes under the id of its case', () => {
    const step = { taskToken: 'secret', caseId: 'acme|main|USD|1', accountId: 'acme|main|USD' };
    expect(traceIn({ ...step, step: 'remind' })).toEqual({
      caseId: 'acme|main|USD|1',
      accountId: 'acme|main|USD',
      step: 'remind',
      correlationId: 'acme|main|USD|1',
    });
  });

  it('is told by a webhook, whose id is in the body or in a header', () => {
    const webhook = (body: string) => ({
      door: 'webhook',
      provider: 'stripe',
      headers: { 'webhook-id': 'msg_1' },
      body,
    });
    expect(traceIn(webhook('{"id":"evt_1"}'))).toEqual({ correlationId: 'evt_1' });
    expect(traceIn(webhook('{"type":"x"}'))).toEqual({ correlationId: 'msg_1' });
    expect(traceIn(webhook('no JSON'))).toEqual({ correlationId: 'msg_1' });
  });

  it('is told by an event of SES, by the tag that we gave the message', () => {
    const event = {
      'detail-type': 'Email Sent',
      detail: { mail: { tags: { attemptId: ['a-1'] } } },
    };
    expect(traceIn(event)).toEqual({ type: 'Email Sent', attemptId: 'a-1' });
  });

  it.each(['', 'null', '7', '[]', '{', '{"detail":7}', '{"accountId":7,"cause":null}'])(
    'is nothing in %j',
    (text) => expect(traceOf(text)).toEqual({}),
  );

  it('is no id of ours when it is too long for one', () => {
    expect(traceIn({ accountId: 'x'.repeat(401) })).toEqual({});
  });
});
