import { describe, expect, it } from 'vitest';
import type { InboundName } from '../../../events/catalogue.ts';
import application from '../../../events/examples/CreditApplicationSubmitted.json' with {
  type: 'json',
};
import order from '../../../events/examples/OrderPlaced.json' with { type: 'json' };
import { admit } from './admit.ts';
import { examine } from './examine.ts';
import { reasonOf } from './problems.ts';

const meta = { eventId: 'e-1', occurredAt: '2026-02-02T08:00:00-06:00' };

const admitted = (type: InboundName, data: object) => {
  const examined = examine(type, { meta, data });
  if (!examined.ok) throw new Error(JSON.stringify(examined.problems));
  return admit(examined.event, 'upstream.crm', (_, on) => on);
};
const refusals = (type: InboundName, data: object, to: 'sender' | 'journal' = 'journal') => {
  const examined = examine(type, { meta, data });
  return examined.ok ? [] : examined.problems.map((problem) => reasonOf(problem, to));
};

describe('what applicants say', () => {
  it('goes to the credit commands, keyed by the application and not by the event', () => {
    expect(admitted('CreditApplicationSubmitted', application.data)).toEqual({
      to: 'credit',
      command: {
        kind: 'receive-application',
        inputId: 'application:CA-2026-0107',
        customerId: 'acme',
        cause: { causationId: 'e-1', correlationId: 'e-1' },
        occurredAt: '2026-02-02T14:00:00.000Z',
        application: application.data,
      },
    });
    const answer = { applicationId: 'CA-1', answerId: 'n-1', customerId: 'acme' };
    expect(admitted('CreditInformationProvided', answer)).toMatchObject({
      to: 'credit',
      command: { kind: 'receive-answer', inputId: 'answer:CA-1:n-1' },
    });
    // Who reviews a line may ask as well.
    const applicationId = 'review:acme|main:2026-02-02';
    expect(admitted('CreditInformationProvided', { ...answer, applicationId })).toMatchObject({
      command: { inputId: `answer:${applicationId}:n-1` },
    });
  });

  it.each<[string, object, string]>([
    ['a tax id with another check digit', { taxId: '900373913-5' }, 'data.applicant.taxId'],
    ['a country whose tax ids nobody knows here', { country: 'XX' }, 'data.applicant.country'],
    ['a zone that does not exist', { zone: 'Mars/Olympus' }, 'data.applicant.zone'],
  ])('is refused with %s', (_, change, field) => {
    const applicant = { ...application.data.applicant, ...change };
    const [reason, ...more] = refusals('CreditApplicationSubmitted', {
      ...application.data,
      applicant,
    });
    expect(reason?.split(':')[0]).toBe(field);
    expect(more).toEqual([]);
  });

  it('is refused without a tax id in the journal', () => {
    const applicant = { ...application.data.applicant, taxId: '900373913-5' };
    const data = { ...application.data, applicant };
    expect(refusals('CreditApplicationSubmitted', data)[0]).toContain('(not shown)');
    expect(refusals('CreditApplicationSubmitted', data, 'sender')[0]).toContain('900373913-5');
  });

  it('says who entered it, or that nobody of ours did', () => {
    const { submittedBy, ...anonymous } = application.data;
    const expected =
      'expected either who entered it, or channel "applicant" when nobody of yours did';
    for (const data of [anonymous, { ...anonymous, submittedBy, channel: 'applicant' }]) {
      expect(refusals('CreditApplicationSubmitted', data)).toEqual([
        expect.stringContaining(expected),
      ]);
    }
    const alone = { ...anonymous, channel: 'applicant' };
    expect(examine('CreditApplicationSubmitted', { meta, data: alone }).ok).toBe(true);
  });

  it('needs currencies that exist, of the statements too', () => {
    const financials = { ...application.data.financials, currency: 'ABC' };
    expect(
      refusals('CreditApplicationSubmitted', { ...application.data, currency: 'XYZ', financials }),
    ).toEqual([
      'data.currency: "XYZ"; expected a currency of ISO 4217',
      'data.financials.currency: "ABC"; expected a currency of ISO 4217',
    ]);
  });
});

describe('what moves lines', () => {
  const rate = { base: 'COP', quote: 'USD', on: '2026-02-02', rate: '0.000245' };
  const alert = { alertId: 'al-1', customerId: 'acme', bureau: 'one', kind: 'other' };
  it.each<[InboundName, object, string, string]>([
    ['OrderPlaced', order.data, 'order-placed', 'order:SO-981:1'],
    ['OrderPlaced', { ...order.data, revision: 2 }, 'order-placed', 'order:SO-981:2'],
    [
      'OrderCancelled',
      { orderId: 'SO-981', customerId: 'acme' },
      'order-cancelled',
      'order-cancelled:SO-981:1',
    ],
    ['ExchangeRatePublished', rate, 'rate-published', 'rate:COP:USD:2026-02-02'],
    [
      'BureauAlertReceived',
      { ...alert, at: '2026-02-02T00:00:00Z' },
      'bureau-alert',
      'bureau-alert:one:al-1',
    ],
  ])('%s %j', (type, data, kind, inputId) => {
    expect(admitted(type, data)).toMatchObject({ to: 'lines', signal: { kind, inputId } });
  });

  it('is refused when it makes no sense', () => {
    expect(refusals('OrderPlaced', { ...order.data, currency: 'XYZ' })).toHaveLength(1);
    expect(refusals('ExchangeRatePublished', { ...rate, quote: 'COP' })).toEqual([
      'data.quote: "COP"; expected another currency than base',
    ]);
    expect(refusals('ExchangeRatePublished', { ...rate, rate: '0.0' })).toHaveLength(1);
  });
});
