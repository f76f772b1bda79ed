import fc from 'fast-check';
import { policyOf, scorecardOf } from '../../credit-policies/catalogue.ts';
import type { CreditAct } from '../../events/credit-parts.ts';
import type { Instant } from '../../shared/domain/calendar.ts';
import type { ActContext } from '../../shared/domain/credit/application/act-context.ts';
import type { Reception, Round } from '../../shared/domain/credit/application/decide.ts';
import {
  type CreditDecision,
  decideCredit,
  evaluatorVersion,
} from '../../shared/domain/credit/decision.ts';
import {
  type BureauReport,
  type CreditInputs,
  type FinancialRatios,
  type InternalHistory,
  missingBecause,
  type Standing,
} from '../../shared/domain/credit/inputs.ts';
import type { HoldReason } from '../../shared/domain/credit/line/types.ts';
import { type CreditRole, creditRoles } from '../../shared/domain/credit/types.ts';

export const policy = policyOf('default', 2);
export const scorecardFor = (kind: 'company' | 'person') => scorecardOf(kind, 1);

export const history: InternalHistory = {
  asOf: '2026-02-02',
  customerForMonths: 70,
  invoices: 90,
  settled: 24,
  purchasesMinor: 40_000_000,
  lateShare: 0.05,
  meanDaysLate: -1,
  maxDaysPastDue: 0,
  daysPastDue: 0,
  openMinor: 900_000,
  overdueMinor: 0,
  brokenPromises: 0,
  returnedPayments: 0,
  writtenOffMinor: 0,
};

export const bureau: BureauReport = {
  bureau: 'sandbox',
  reportId: 'r-1',
  asOf: '2026-02-01',
  score: 85,
  bankrupt: false,
  openDefaults: 0,
  openDefaultsMinor: 0,
  legalActions: 0,
  meanDaysBeyondTerms: 1,
  creditLines: 4,
  utilisation: 0.2,
  inquiries: 1,
  monthsOnFile: 120,
};

export const financials: FinancialRatios = {
  asOf: '2025-12-31',
  ownFundsMinor: 150_000_000,
  turnoverMinor: 610_000_000,
  currentRatio: 1.7,
  quickRatio: 1.1,
  equityRatio: 0.4,
  debtRatio: 0.6,
  returnOnAssets: 0.06,
  margin: 0.03,
  interestCover: 5,
  assetTurnover: 1.4,
  payableDays: 40,
};

/** Somebody without a line, who never applied. */
export const stranger: Standing = {
  otherApplicant: false,
  otherCustomers: 0,
  lineOnHold: false,
  lineHeldFor: [],
  otherLimits: [],
};

/** A sound company that asks for little. */
export const soundInputs: CreditInputs = {
  schemaVersion: 3,
  applicationId: 'CA-1',
  kind: 'new',
  round: 1,
  asOf: { at: '2026-02-02T14:00:00.000Z', on: '2026-02-02' },
  asked: { amountMinor: 2_000_000, currency: 'USD', termsDays: 30 },
  applicant: { kind: 'company', country: 'CO' },
  consent: { bureau: true, automated: true },
  history,
  bureau,
  financials,
  standing: stranger,
  exposureMinor: 900_000,
};

export const decisionOn = (inputs: CreditInputs): CreditDecision =>
  decideCredit(inputs, policy, scorecardFor(inputs.applicant.kind));

export const reception = (given: Partial<Reception> = {}): Reception => ({
  applicationId: 'CA-1',
  kind: 'new',
  customerId: 'acme',
  legalEntity: 'main',
  applicantKind: 'company',
  country: 'CO',
  zone: 'America/Bogota',
  fingerprint: 'f'.repeat(64),
  amountMinor: 2_000_000,
  currency: 'USD',
  termsDays: 30,
  documents: [],
  contentSha256: 'c'.repeat(64),
  submittedBy: 'luis',
  ...given,
});

export const roundOf = (inputs: CreditInputs, decision = decisionOn(inputs)): Round => ({
  round: inputs.round,
  sources: [],
  decision,
  policy: { id: policy.name, version: policy.version, sha256: 'a'.repeat(64) },
  scorecard: { id: inputs.applicant.kind, version: 1, sha256: 'b'.repeat(64) },
  evaluator: evaluatorVersion,
  inputs: { key: `decisions/CA-1/${inputs.round}.json`, sha256: 'd'.repeat(64) },
});

/** The role in which an actor of `signedBy` signed. */
const roleOfSigned = (actor: string): CreditRole | undefined =>
  creditRoles.find((role) => actor.includes(`/Credit-${role}/`));

/** What an act is held against while nobody's role changes and there is one currency. */
export const actContext = (
  by: CreditAct,
  now: Instant,
  over: Partial<ActContext> = {},
): ActContext => ({
  by,
  policy,
  now,
  rate: undefined,
  othersMinor: 0,
  names: [],
  roleOf: roleOfSigned,
  ...over,
});

/** `ana` through the role of analysts, as the signature of a request names her. */
export const signedBy = (person: string, role: CreditRole): string =>
  `arn:aws:sts::111122223333:assumed-role/Credit-${role}/${person}`;

const missing = fc.record({ missing: fc.constantFrom(...missingBecause) });
const orMissing = <T extends object>(known: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: known }, { weight: 1, arbitrary: missing });
const orNull = <T>(known: fc.Arbitrary<T>) => fc.option(known, { freq: 6 });
/** What no rate says is rare, so that most of what is tried can be approved. */
const orUnknown = <T>(known: fc.Arbitrary<T>) => fc.option(known, { freq: 30 });
const count = (max: number) => fc.nat({ max });
const rare = (max: number) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max }) });
const amount = fc.integer({ min: 0, max: 2_000_000_000 });
const decimal = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const anyHistory: fc.Arbitrary<InternalHistory> = fc.record({
  asOf: fc.constant('2026-02-02'),
  customerForMonths: count(120),
  invoices: count(400),
  settled: count(120),
  purchasesMinor: orUnknown(amount),
  lateShare: orNull(decimal(0, 1)),
  meanDaysLate: orNull(decimal(-20, 60)),
  maxDaysPastDue: rare(150),
  daysPastDue: rare(150),
  openMinor: orUnknown(amount),
  overdueMinor: orUnknown(amount),
  brokenPromises: rare(5),
  returnedPayments: rare(4),
  writtenOffMinor: orUnknown(rare(100_000)),
});

const anyBureau: fc.Arbitrary<BureauReport> = fc.record({
  bureau: fc.constantFrom('sandbox', 'other'),
  reportId: fc.constant('r-1'),
  asOf: fc.constantFrom('2026-02-01', '2025-09-01'),
  score: orNull(decimal(0, 100)),
  bankrupt: fc.constantFrom(false, false, false, false, true),
  openDefaults: rare(5),
  openDefaultsMinor: orNull(amount),
  legalActions: orNull(rare(3)),
  meanDaysBeyondTerms: orNull(decimal(-10, 60)),
  creditLines: orNull(count(10)),
  utilisation: orNull(decimal(0, 1)),
  inquiries: orNull(count(10)),
  monthsOnFile: orNull(count(300)),
});

const anyFinancials: fc.Arbitrary<FinancialRatios> = fc.record({
  asOf: fc.constantFrom('2025-12-31', '2023-12-31'),
  ownFundsMinor: orNull(fc.integer({ min: -100_000_000, max: 2_000_000_000 })),
  turnoverMinor: orNull(amount),
  currentRatio: orNull(decimal(0, 4)),
  quickRatio: orNull(decimal(0, 4)),
  equityRatio: orNull(decimal(-1, 1)),
  debtRatio: orNull(decimal(0, 2)),
  returnOnAssets: orNull(decimal(-0.5, 0.5)),
  margin: orNull(decimal(-0.5, 0.5)),
  interestCover: orNull(decimal(-5, 20)),
  assetTurnover: orNull(decimal(0, 5)),
  payableDays: orNull(decimal(0, 200)),
});

const rates = {
  USD: undefined,
  COP: { base: 'COP', quote: 'USD', on: '2026-02-02', rate: '0.000245' },
  CLP: { base: 'USD', quote: 'CLP', on: '2026-02-01', rate: '941.35' },
} as const;

/** What mostly comes: known to us or not, sound or less so, in the currency of the policy. */
export const plausibleInputs: fc.Arbitrary<CreditInputs> = fc
  .record({
    kind: fc.constantFrom('new', 'new', 'new', 'review'),
    amountMinor: fc.integer({ min: 100_000, max: 40_000_000 }),
    score: fc.integer({ min: 30, max: 100 }),
    lateShare: decimal(0, 0.5),
    knownToBureau: fc.constantFrom(true, true, true, false),
  })
  .map(({ kind, amountMinor, score, lateShare, knownToBureau }) => ({
    ...soundInputs,
    kind,
    asked: { ...soundInputs.asked, amountMinor },
    history: { ...history, purchasesMinor: 200_000_000, lateShare },
    bureau: knownToBureau ? { ...bureau, score } : { missing: 'no-record' },
    financials: { ...financials, ownFundsMinor: 400_000_000, turnoverMinor: 2_000_000_000 },
    ...(kind === 'review'
      ? {
          line: {
            lineId: 'acme|main',
            limitMinor: amountMinor,
            termsDays: 30,
            riskClass: 'low',
            grade: 'B1',
            onHold: false,
          },
        }
      : {}),
  }));

const anyStanding: fc.Arbitrary<Standing> = fc
  .record({
    declinedByPersonDaysAgo: fc.option(fc.integer({ min: 0, max: 800 }), {
      freq: 1,
      nil: undefined,
    }),
    unsettledDaysAgo: fc.option(fc.integer({ min: 0, max: 800 }), { freq: 1, nil: undefined }),
    closedByPersonDaysAgo: fc.option(fc.integer({ min: 0, max: 800 }), { freq: 1, nil: undefined }),
    otherApplicant: fc.constantFrom(false, false, false, true),
    otherCustomers: rare(2),
    lineOnHold: fc.constantFrom(false, false, false, true),
    lineHeldFor: fc.constantFrom<HoldReason[][]>(
      [],
      [],
      [],
      ['written-off'],
      ['insolvency', 'person'],
    ),
    lineCurrency: fc.constantFrom(undefined, 'USD', 'COP'),
    limits: fc.array(fc.record({ limitMinor: amount, rated: fc.boolean() }), { maxLength: 2 }),
  })
  .map(({ limits, otherApplicant, otherCustomers, lineOnHold, lineHeldFor, ...days }) => ({
    ...(Object.fromEntries(Object.entries(days).filter(([, day]) => day !== undefined)) as object),
    otherApplicant,
    otherCustomers,
    lineOnHold,
    lineHeldFor,
    otherLimits: limits.map(({ limitMinor, rated }, index) => ({
      lineId: `other-${index}|main`,
      because: 'applicant' as const,
      limitMinor,
      currency: rated ? 'USD' : 'COP',
    })),
  }));

/** Anything that a decision may look at. */
export const anyInputs: fc.Arbitrary<CreditInputs> = fc
  .record({
    kind: fc.constantFrom('new', 'new', 'review'),
    applicantKind: fc.constantFrom('company', 'company', 'person'),
    currency: fc.constantFrom('USD', 'USD', 'COP', 'CLP'),
    knowsRate: fc.constantFrom(true, true, true, false),
    amountMinor: fc.integer({ min: 1, max: 300_000_000 }),
    termsDays: fc.integer({ min: 0, max: 120 }),
    consent: fc.record({ bureau: fc.boolean(), automated: fc.boolean() }),
    history: orMissing(anyHistory),
    bureau: orMissing(anyBureau),
    financials: orMissing(anyFinancials),
    exposureMinor: orUnknown(amount),
    standing: fc.oneof(fc.constant(stranger), fc.constant(stranger), anyStanding),
    riskClass: fc.constantFrom('low', 'medium', 'high'),
  })
  .map(
    ({ kind, applicantKind, currency, knowsRate, amountMinor, termsDays, riskClass, ...rest }) => {
      const rate = rates[currency];
      return {
        schemaVersion: 3,
        applicationId: 'CA-1',
        kind,
        round: 1,
        asOf: soundInputs.asOf,
        asked: { amountMinor, currency, termsDays },
        applicant: { kind: applicantKind, country: 'CO' },
        ...rest,
        ...(kind === 'review'
          ? {
              line: {
                lineId: 'acme|main',
                limitMinor: amountMinor,
                termsDays,
                riskClass,
                grade: 'B1',
                onHold: false,
              },
            }
          : {}),
        ...(rate === undefined || !knowsRate ? {} : { rate }),
      } as const;
    },
  );
