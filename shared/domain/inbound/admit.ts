import type { AccountCommand, PartyCommand } from '../../ports/commands.ts';
import { accountIdOf } from '../account.ts';
import { type BusinessDate, businessDate, instant } from '../calendar.ts';
import type { PaymentMessage } from '../payments/message.ts';
import { admitCredit, type CreditAdmission, isCreditInput } from './admit-credit.ts';
import type { InboundEvent } from './examine.ts';

/** To whom an admitted event goes. */
export type Admission =
  | { readonly to: 'account'; readonly command: AccountCommand }
  | { readonly to: 'party'; readonly command: PartyCommand }
  | { readonly to: 'payments'; readonly message: PaymentMessage }
  | CreditAdmission;

/**
 * What an event asks for, keyed by the fact that it tells and not by the event: the same invoice
 * sent again under another event id is the same input.
 *
 * @param source of the bus, kept for those who trace a payment.
 * @param chaseFrom the first day on which an account is chased for what it brought along.
 */
export const admit = (
  event: InboundEvent,
  source: string,
  chaseFrom: (accountId: string, on: BusinessDate) => BusinessDate,
): Admission => {
  if (isCreditInput(event)) return admitCredit(event);
  const { eventId, correlationId = eventId, occurredAt } = event.meta;
  const cause = { causationId: eventId, correlationId };
  if (event.type === 'CustomerUpserted') {
    const { customerId, partyId = customerId } = event.data;
    return {
      to: 'party',
      command: {
        inputId: `customer:${customerId}:${eventId}`,
        partyId,
        cause,
        occurredAt: instant(occurredAt),
        customer: event.data,
      },
    };
  }
  if (event.type === 'PaymentReported') {
    return {
      to: 'payments',
      message: { door: 'bus', source, meta: event.meta, data: event.data },
    };
  }
  const { customerId, legalEntity, currency } = event.data;
  const common = { accountId: accountIdOf(customerId, legalEntity, currency), cause };
  if (event.type === 'PromiseToPayBroken') {
    const { promiseId, amountMinor, promisedOn } = event.data;
    const inputId = `promise:${promiseId}`;
    return {
      to: 'account',
      command: {
        ...common,
        kind: 'note-broken-promise',
        inputId,
        promiseId,
        amountMinor,
        promisedOn,
      },
    };
  }
  const { invoiceNumber } = event.data;
  switch (event.type) {
    case 'InvoiceIssued': {
      const { dueOn, instalments, totalMinor, issuedOn, orderId, paymentUrl, documentUrl } =
        event.data;
      const on = event.data.openingBalance && businessDate(event.data.openingBalance.on);
      return {
        to: 'account',
        command: {
          ...common,
          kind: 'issue-invoice',
          inputId: `invoice:${invoiceNumber}`,
          customerId,
          invoiceNumber,
          issuedOn,
          totalMinor,
          instalments:
            instalments ?? (dueOn === undefined ? [] : [{ dueOn, amountMinor: totalMinor }]),
          ...(orderId === undefined ? {} : { orderId }),
          ...(paymentUrl === undefined ? {} : { paymentUrl }),
          ...(documentUrl === undefined ? {} : { documentUrl }),
          ...(on === undefined
            ? {}
            : { openingBalance: { on, chaseFrom: chaseFrom(common.accountId, on) } }),
        },
      };
    }
    case 'InvoiceAdjusted': {
      const { adjustmentId, deltaMinor, adjustedOn, reason } = event.data;
      return {
        to: 'account',
        command: {
          ...common,
          kind: 'adjust-invoice',
          inputId: `adjustment:${adjustmentId}`,
          adjustmentId,
          invoiceNumber,
          deltaMinor,
          adjustedOn,
          reason,
        },
      };
    }
    case 'InvoiceCancelled': {
      const { cancelledOn, reason } = event.data;
      return {
        to: 'account',
        command: {
          ...common,
          kind: 'cancel-invoice',
          inputId: `cancellation:${invoiceNumber}`,
          invoiceNumber,
          cancelledOn,
          reason,
        },
      };
    }
    case 'CreditNoteIssued': {
      const { creditNoteNumber, amountMinor, issuedOn } = event.data;
      return {
        to: 'account',
        command: {
          ...common,
          kind: 'post-credit-note',
          inputId: `credit-note:${creditNoteNumber}`,
          creditNoteNumber,
          invoiceNumber,
          amountMinor,
          issuedOn,
        },
      };
    }
  }
};
