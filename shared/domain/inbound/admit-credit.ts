import type { InboundName } from '../../../events/catalogue.ts';
import type { CreditCommand, CreditSignal } from '../../ports/credit-commands.ts';
import { instant } from '../calendar.ts';
import type { InboundEvent } from './examine.ts';

/** Inbound events of the credit side. */
const creditNames = [
  'CreditApplicationSubmitted',
  'CreditInformationProvided',
  'OrderPlaced',
  'OrderCancelled',
  'ExchangeRatePublished',
  'BureauAlertReceived',
] as const satisfies readonly InboundName[];

type CreditName = (typeof creditNames)[number];
export type CreditInput = Extract<InboundEvent, { readonly type: CreditName }>;

/** To whom an admitted event of the credit side goes. */
export type CreditAdmission =
  | { readonly to: 'credit'; readonly command: CreditCommand }
  | { readonly to: 'lines'; readonly signal: CreditSignal };

const names: ReadonlySet<string> = new Set(creditNames);
export const isCreditInput = (event: InboundEvent): event is CreditInput => names.has(event.type);

/** What an event of the credit side asks for, keyed by the fact that it tells. */
export const admitCredit = (event: CreditInput): CreditAdmission => {
  const { eventId, correlationId = eventId, occurredAt } = event.meta;
  const common = {
    cause: { causationId: eventId, correlationId },
    occurredAt: instant(occurredAt),
  };
  switch (event.type) {
    case 'CreditApplicationSubmitted': {
      const { applicationId, customerId } = event.data;
      const inputId = `application:${applicationId}`;
      const application = event.data;
      return {
        to: 'credit',
        command: { ...common, inputId, customerId, kind: 'receive-application', application },
      };
    }
    case 'CreditInformationProvided': {
      const { applicationId, answerId, customerId } = event.data;
      const inputId = `answer:${applicationId}:${answerId}`;
      const answer = event.data;
      return {
        to: 'credit',
        command: { ...common, inputId, customerId, kind: 'receive-answer', answer },
      };
    }
    case 'OrderPlaced': {
      const { orderId, revision } = event.data;
      const inputId = `order:${orderId}:${revision}`;
      return {
        to: 'lines',
        signal: { ...common, inputId, kind: 'order-placed', order: event.data },
      };
    }
    case 'OrderCancelled': {
      const { orderId, revision } = event.data;
      const inputId = `order-cancelled:${orderId}:${revision}`;
      return {
        to: 'lines',
        signal: { ...common, inputId, kind: 'order-cancelled', order: event.data },
      };
    }
    case 'ExchangeRatePublished': {
      const { base, quote, on } = event.data;
      const inputId = `rate:${base}:${quote}:${on}`;
      return {
        to: 'lines',
        signal: { ...common, inputId, kind: 'rate-published', rate: event.data },
      };
    }
    case 'BureauAlertReceived': {
      const { bureau, alertId } = event.data;
      const inputId = `bureau-alert:${bureau}:${alertId}`;
      return {
        to: 'lines',
        signal: { ...common, inputId, kind: 'bureau-alert', alert: event.data },
      };
    }
  }
};
