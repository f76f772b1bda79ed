import { describe, expect, it } from 'vitest';
import type { DomainFact } from '../../events/catalogue.ts';
import { businessDate, instant } from '../../shared/domain/calendar.ts';
import { decideAct } from '../../shared/domain/credit/application/acts.ts';
import { decideReception, decideRound } from '../../shared/domain/credit/application/decide.ts';
import { evolveAll } from '../../shared/domain/credit/application/evolve.ts';
import type { ApplicationFact } from '../../shared/domain/credit/application/facts.ts';
import { decideOffer } from '../../shared/domain/credit/application/formalise.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import {
  actContext,
  bureau,
  policy,
  reception,
  roundOf,
  signedBy,
  soundInputs,
} from '../../test/support/credit-application.ts';
import { runRecord } from '../../test/support/three-invoices.ts';
import { busInput } from '../inputs/upstream.ts';
import { creditFigures } from './credit.ts';
import { creditSection } from './html/credit.ts';
import { sentMessages } from './messages.ts';
import { ratesAsOf } from './rates.ts';
import type { Report } from './schema.ts';

const on = businessDate('2026-02-02');
const hour = (count: number) => instant(`2026-02-02T${String(count).padStart(2, '0')}:00:00.000Z`);

const itemsOf = (
  streamId: string,
  facts: readonly { readonly fact: DomainFact; readonly at: number }[],
): JournalItem[] =>
  facts.map(({ fact: { type, data }, at }, index) => ({
    streamId,
    version: index + 1,
    type,
    data,
    effectiveOn: on,
    recordedAt: hour(at),
    causationId: 'test',
    correlationId: 'test',
    previousHash: '',
    hash: '',
  }));

/** An application, and what happened to it at which hour, by what its decisions say. */
const application = (applicationId: string, change: object, answeredAt?: number): JournalItem[] => {
  const facts: { fact: ApplicationFact; at: number }[] = [];
  const add = (at: number, more: readonly ApplicationFact[]) =>
    facts.push(...more.map((fact) => ({ fact, at })));
  const state = () =>
    evolveAll(
      undefined,
      facts.map(({ fact }) => fact),
      on,
    );
  const now = hour(9);
  add(9, decideReception(reception({ applicationId, fingerprint: applicationId }), undefined));
  const inputs = { ...soundInputs, applicationId, ...change };
  const received = state();
  if (received === undefined) throw new Error('nothing was received');
  const lateness =
    applicationId === 'CA-1'
      ? {
          probabilityPpm: 90_000,
          lateAfterDays: 10,
          expectedDays: 3.25,
          model: { id: 'house', version: 1, sha256: 'c'.repeat(64) },
        }
      : undefined;
  const round = decideRound(received, { ...roundOf(inputs), lateness }, policy, now);
  if (round.decided) add(9, round.facts);
  const decided = state();
  if (answeredAt !== undefined && decided?.referral !== undefined) {
    const { limitMinor, termsDays } = decided.referral;
    const by = {
      actId: 'a',
      actor: signedBy('ana', 'analyst'),
      role: 'analyst',
      reason: 'R',
    } as const;
    const yes = decideAct(
      decided,
      { act: 'approve', limitMinor, termsDays },
      actContext(by, hour(answeredAt)),
    );
    if (yes.decided) add(answeredAt, yes.facts);
  }
  const approved = state();
  if (approved?.status === 'approved') {
    const offer = decideOffer(approved, {
      tokenId: 'of',
      documentSha256: 'e'.repeat(64),
      documentKey: 'offers/1',
      expiresAt: instant('2026-02-16T09:00:00.000Z'),
    });
    if (offer.decided) add(20, offer.facts);
  }
  return itemsOf(`application#${applicationId}`, facts);
};

const lineOf = (customerId: string, applicationId: string, more: object = {}): DomainFact => ({
  type: 'CreditLineActivated',
  data: {
    lineId: `${customerId}|main`,
    customerId,
    legalEntity: 'main',
    applicationId,
    limitMinor: 2_000_000,
    currency: 'USD',
    termsDays: 30,
    riskClass: 'low',
    grade: 'A1',
    probabilityPpm: 20_000,
    reviewOn: '2027-02-02',
    ...more,
  },
});

const noRates = () => undefined;

const posted = (customerId: string, totalMinor: number, currency = 'USD'): DomainFact => ({
  type: 'InvoicePosted',
  data: {
    accountId: `${customerId}|main|${currency}`,
    customerId,
    invoiceNumber: 'A-1',
    issuedOn: on,
    totalMinor,
    currency,
    instalments: [{ instalment: 1, dueOn: '2026-03-04', amountMinor: totalMinor }],
  },
});

const down = { bureau: { missing: 'timed-out' } };
const journal: readonly JournalItem[] = [
  ...application('CA-1', {}),
  ...application('CA-2', down, 12),
  ...application('CA-3', down, 18),
  ...application('CA-4', down),
  ...application('CA-5', { bureau: { ...bureau, bankrupt: true } }),
  ...itemsOf('line#acme|main', [{ fact: lineOf('acme', 'CA-1'), at: 10 }]),
  ...itemsOf('account#acme|main|USD', [{ fact: posted('acme', 1_000_000), at: 11 }]),
  ...itemsOf('line#birch|main', [
    {
      fact: lineOf('birch', 'CA-2', { insuredMinor: 400_000, coveragePercent: 50 }),
      at: 10,
    },
    {
      fact: {
        type: 'CreditReserved',
        data: {
          lineId: 'birch|main',
          orderId: 'o-1',
          revision: 1,
          amountMinor: 100_000,
          currency: 'USD',
          lineMinor: 100_000,
          expiresOn: '2026-05-01',
        },
      },
      at: 12,
    },
  ]),
  ...itemsOf('account#birch|main|USD', [{ fact: posted('birch', 400_000), at: 11 }]),
  ...itemsOf('line#gone|main', [
    { fact: lineOf('gone', 'CA-3'), at: 10 },
    {
      fact: { type: 'CreditLineClosed', data: { lineId: 'gone|main', because: 'review' } },
      at: 12,
    },
  ]),
];

describe('the credit side of a run', () => {
  const figures = creditFigures(journal, on, noRates);

  it('counts what became of applications, who decided, and how long people took', () => {
    expect(figures).toMatchObject({
      applications: { received: 5, reviews: 0, open: 4, ended: { declined: 1 } },
      approved: { byPolicy: 1, byPerson: 2 },
      declined: { byPolicy: 1, byPerson: 0 },
      // Three and nine hours; the third waits still.
      referrals: { referred: 3, escalated: 0, hoursMean: 6, hoursMedian: 6 },
      orders: { reserved: 1, held: 0 },
    });
  });

  it('adds up limits, what is used of them, and what is expected to be lost of that', () => {
    expect(figures.risk).toEqual([
      {
        currency: 'USD',
        riskClass: 'low',
        lines: 2,
        limitMinor: 4_000_000,
        reservedMinor: 100_000,
        exposureMinor: 1_500_000,
        unpriced: 0,
        onHold: 0,
        // 2 % of 60 % of 10,000.00, and of 5,000.00 less the 2,000.00 that an insurer bears.
        expectedLossMinor: 12_000 + 3600,
        // Nothing was said of one of the two.
        expectedDaysLate: 3.25,
      },
    ]);
  });

  it('counts other currencies by the newest rate that the run was told, and says what has none', () => {
    const rate = (key: string, base: string, quote: string, day: string, value: string) =>
      busInput('UTC', 'treasury', {
        type: 'ExchangeRatePublished',
        key,
        day: businessDate(day),
        time: '04:00',
        data: { base, quote, on: day, rate: value },
      });
    const rates = ratesAsOf(
      [
        rate('r-1', 'EUR', 'USD', '2026-01-20', '3'),
        rate('r-2', 'USD', 'EUR', '2026-02-01', '0.5'),
        rate('r-3', 'EUR', 'USD', '2026-02-03', '9'),
      ],
      on,
    );
    const abroad = (currency: string) =>
      itemsOf(`account#acme|main|${currency}`, [
        { fact: posted('acme', 10_000, currency), at: 11 },
      ]);
    const [euros] = creditFigures([...journal, ...abroad('EUR')], on, rates).risk;
    expect(euros).toMatchObject({ exposureMinor: 1_520_000, unpriced: 0 });
    const [francs] = creditFigures([...journal, ...abroad('CHF')], on, rates).risk;
    expect(francs).toMatchObject({ exposureMinor: 1_500_000, unpriced: 1 });
  });

  it('is shown, and not when nobody asked for credit', () => {
    const of = (credit: Report['credit']) => creditSection({ credit, to: '2026-02-02' } as Report);
    const page = of(figures)?.markup ?? '';
    expect(page).toContain('5 applications and 0 reviews; 4 of them open');
    expect(page).toContain('$15,000.00');
    expect(page).toContain('37.5%');
    expect(page).toContain('$156.00');
    expect(of(creditFigures([], on, noRates))).toBeUndefined();
  });
});

it('leaves letters about credit out of the messages of collections', () => {
  const [message] = runRecord.outbox;
  if (message?.channel !== 'email') throw new Error('the fixture has an e-mail');
  const letter = { ...message, providerMessageId: 'l-1', tags: { letterId: 'CA-1' } };
  const { journal: ofThree, outbox } = runRecord;
  expect(sentMessages([...outbox, letter], ofThree)).toEqual(sentMessages(outbox, ofThree));
});
