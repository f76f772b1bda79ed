import { type BusinessDate, instantAt, type Zone } from '../../shared/domain/calendar.ts';
import type { WebhookInput } from '../model.ts';
import { providerId } from './provider-id.ts';

export type StandardPayment = {
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly invoiceNumbers: readonly string[];
  readonly accountId?: string;
  readonly customerId?: string;
};

type Moment = { readonly zone: Zone; readonly day: BusinessDate; readonly time: string };

/** A payment event in the payload that our Standard Webhooks door documents. */
export const standardWebhook = (
  type: 'succeeded' | 'failed' | 'refunded' | 'disputed',
  { zone, day, time }: Moment,
  payment: StandardPayment,
): WebhookInput => {
  const at = instantAt(zone, day, time);
  return {
    door: 'webhook',
    provider: 'standard-webhooks',
    at,
    day,
    key: `standard:${type}:${payment.reference}`,
    signedBy: 'provider',
    payload: {
      type: `payment.${type}`,
      timestamp: at,
      data: {
        paymentId: providerId('pay', payment.reference),
        ...(payment.accountId === undefined ? {} : { accountId: payment.accountId }),
        ...(payment.customerId === undefined ? {} : { customerId: payment.customerId }),
        invoiceNumbers: payment.invoiceNumbers,
        amountMinor: payment.amountMinor,
        currency: payment.currency,
        occurredAt: at,
      },
    },
  };
};
