import type { DomainData, InboundData } from '../../events/catalogue.ts';
import type { Instant } from '../domain/calendar.ts';
import type { CreditLine } from '../domain/credit/line/types.ts';
import type { Cause } from './journal.ts';

type Admitted = {
  /** Natural key of the fact, applied once whichever delivery brought it. */
  readonly inputId: string;
  readonly customerId: string;
  readonly cause: Cause;
  readonly occurredAt: Instant;
};

/** What applicants say and what reviews begin, as it travels on the CreditCommands queue, in order by customer, reviews by line. */
export type CreditCommand = Admitted &
  (
    | {
        readonly kind: 'receive-application';
        readonly application: InboundData<'CreditApplicationSubmitted'>;
      }
    | {
        readonly kind: 'receive-answer';
        readonly answer: InboundData<'CreditInformationProvided'>;
      }
    | {
        /** A line is to be looked at again: what watch-exposure sends once its line says so. */
        readonly kind: 'begin-review';
        readonly review: DomainData<'CreditReviewDue'>;
        /** What is reviewed: the terms, and the application that they are of. */
        readonly line: Pick<CreditLine, 'applicationId' | 'limitMinor' | 'currency' | 'termsDays'>;
      }
    | {
        /** A person closed a line: whoever has it is to be told. */
        readonly kind: 'tell-close';
        readonly closed: Required<Pick<DomainData<'CreditLineClosed'>, 'reasons' | 'act'>> & {
          readonly applicationId: string;
          readonly lineId: string;
          readonly reviewId?: string | undefined;
        };
        readonly line: Pick<CreditLine, 'applicationId' | 'limitMinor' | 'currency' | 'termsDays'>;
      }
  );

/** What moves lines of credit besides the ledger, as it travels on the CreditSignals queue. */
export type CreditSignal = Omit<Admitted, 'customerId'> &
  (
    | { readonly kind: 'order-placed'; readonly order: InboundData<'OrderPlaced'> }
    | { readonly kind: 'order-cancelled'; readonly order: InboundData<'OrderCancelled'> }
    | { readonly kind: 'rate-published'; readonly rate: InboundData<'ExchangeRatePublished'> }
    | { readonly kind: 'bureau-alert'; readonly alert: InboundData<'BureauAlertReceived'> }
  );

/** Something falls due on a line by itself: the daily sweep asks to look at it. */
export type LineLook = { readonly kind: 'look'; readonly lineId: string };
