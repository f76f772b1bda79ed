import { addDays, type BusinessDate, instantAt, type Zone } from '../../shared/domain/calendar.ts';
import { standardWebhook } from '../inputs/standard-webhooks.ts';
import { stripeSucceeded } from '../inputs/stripe.ts';
import { apiInput } from '../inputs/upstream.ts';
import type { BookInput } from '../model.ts';

/**
 * What other systems get wrong: each of these must be turned away or set aside with its reason, and
 * none of them may move money.
 */
export const mistakes = (zone: Zone, from: BusinessDate): BookInput[] => {
  const on = (days: number, time = '09:40') => ({ zone, day: addDays(from, days), time });
  const onBus = (days: number, key: string, data: Readonly<Record<string, unknown>>): BookInput => {
    const { day, time } = on(days);
    const at = instantAt(zone, day, time);
    return {
      door: 'bus',
      at,
      day,
      key,
      source: 'upstream.erp',
      detailType: 'InvoiceIssued',
      detail: { meta: { eventId: key, occurredAt: at }, data },
    };
  };
  const invoice = {
    customerId: 'US-0001',
    legalEntity: 'north',
    currency: 'USD',
    issuedOn: addDays(from, 30),
  };
  const overHttp = apiInput(zone, 'legacy-billing', 'mistake:one-bad-item', [
    {
      type: 'InvoiceCancelled',
      key: 'mistake:no-reason',
      ...on(52),
      data: { ...invoice, invoiceNumber: 'NO-00001', cancelledOn: addDays(from, 52), reason: '' },
    },
  ]);
  const forged = stripeSucceeded(on(61), {
    reference: 'forged',
    amountMinor: 999_900,
    currency: 'USD',
    invoiceNumbers: ['NO-00001'],
  });
  const wrongType = standardWebhook('succeeded', on(83), {
    reference: 'amount-as-text',
    amountMinor: 0,
    currency: 'BRL',
    invoiceNumbers: ['BR-00001'],
  });
  return [
    onBus(33, 'mistake:negative-total', {
      ...invoice,
      invoiceNumber: 'ER-00001',
      dueOn: addDays(from, 60),
      totalMinor: -500,
    }),
    onBus(47, 'mistake:instalments-do-not-add-up', {
      ...invoice,
      invoiceNumber: 'ER-00002',
      totalMinor: 100_000,
      instalments: [
        { dueOn: addDays(from, 75), amountMinor: 40_000 },
        { dueOn: addDays(from, 105), amountMinor: 50_000 },
      ],
    }),
    // Nobody has told who this customer is: the debt counts, but nobody can be contacted.
    onBus(40, 'invoice:ER-00003', {
      ...invoice,
      customerId: 'US-9999',
      invoiceNumber: 'ER-00003',
      dueOn: addDays(from, 55),
      totalMinor: 77_700,
    }),
    overHttp,
    { ...forged, key: 'mistake:forged', signedBy: 'forger' },
    { ...wrongType, key: 'mistake:amount-as-text', payload: withAmountAsText(wrongType.payload) },
    // Cash that names an invoice which never comes stays unmatched, and on view.
    stripeSucceeded(on(70), {
      reference: 'unmatched',
      amountMinor: 12_300,
      currency: 'USD',
      invoiceNumbers: ['NO-00002'],
    }),
  ];
};

const withAmountAsText = (
  payload: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => ({
  ...payload,
  data: { ...(payload['data'] as object), amountMinor: '12,50' },
});
