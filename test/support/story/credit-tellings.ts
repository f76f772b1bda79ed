import { busInput } from '../../../book/inputs/upstream.ts';
import type { InboundData } from '../../../events/catalogue.ts';
import type { Telling } from './tellings.ts';

type Submitted = InboundData<'CreditApplicationSubmitted'>;
type Answered = InboundData<'CreditInformationProvided'>;

/** Statements of a healthy company, in US dollars. */
export const healthy: NonNullable<Submitted['financials']> = {
  asOf: '2025-12-31',
  months: 12,
  currency: 'USD',
  figures: {
    totalAssets: 100_000_000,
    currentAssets: 60_000_000,
    inventories: 10_000_000,
    totalLiabilities: 40_000_000,
    currentLiabilities: 25_000_000,
    tradePayables: 10_000_000,
    ownFunds: 60_000_000,
    turnover: 200_000_000,
    purchases: 120_000_000,
    operatingIncome: 20_000_000,
    interestPaid: 1_000_000,
    netIncome: 14_000_000,
  },
};

type Applied = Partial<Omit<Submitted, 'applicant'>> & {
  readonly applicant?: Partial<Submitted['applicant']>;
};

/** A company of Spain asks for 5,000.00 USD at 30 days. */
export const applies =
  (applicationId: string, { applicant, ...over }: Applied = {}): Telling =>
  ({ zone, day, time }) => ({
    input: busInput(zone, 'crm', {
      type: 'CreditApplicationSubmitted',
      key: `${applicationId}-${day}-${time.replaceAll(':', '')}`,
      day,
      time,
      data: {
        applicationId,
        customerId: 'acme',
        legalEntity: 'main',
        applicant: {
          kind: 'company',
          name: 'Acme SL',
          country: 'ES',
          taxId: 'A58818501',
          email: 'acme@example.com',
          locale: 'en',
          zone: 'UTC',
          ...applicant,
        },
        amountMinor: 500_000,
        currency: 'USD',
        termsDays: 30,
        documents: [],
        financials: healthy,
        consent: {
          givenAt: '2026-03-01T12:00:00Z',
          purposes: ['credit-assessment', 'bureau-enquiry', 'automated-decision'],
          textVersion: 'v1',
        },
        ...(over.submittedBy === undefined ? { channel: 'applicant' as const } : {}),
        ...over,
      },
    }),
  });

/** The applicant answers what it was asked. */
export const answers =
  (applicationId: string, answerId: string, over: Partial<Answered> = {}): Telling =>
  ({ zone, day, time }) => ({
    input: busInput(zone, 'crm', {
      type: 'CreditInformationProvided',
      key: `${applicationId}-${answerId}-${time.replaceAll(':', '')}`,
      day,
      time,
      data: { applicationId, answerId, customerId: 'acme', documents: [], ...over },
    }),
  });
