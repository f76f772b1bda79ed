import { policyOf } from '../../credit-policies/catalogue.ts';
import type { BusinessDate } from '../../shared/domain/calendar.ts';
import { evolve } from '../../shared/domain/credit/application/evolve.ts';
import { type ApplicationFact, isFinal } from '../../shared/domain/credit/application/facts.ts';
import { exposureOf, insuranceOf } from '../../shared/domain/credit/line/exposure.ts';
import { evolveWhole } from '../../shared/domain/credit/line/replay.ts';
import {
  type AccountFigures,
  type CreditLine,
  type LineBook,
  type LineFact,
  lineOfAccount,
} from '../../shared/domain/credit/line/types.ts';
import type { RateLookup } from '../../shared/domain/credit/rates.ts';
import type { Application } from '../../shared/domain/credit/types.ts';
import { invariant } from '../../shared/domain/errors.ts';
import { expectedLoss } from '../../shared/domain/kpi/loss.ts';
import { movementsOf, totalsAsOf } from '../../shared/domain/ledger/asof.ts';
import { sumMinor } from '../../shared/domain/money.ts';
import { million } from '../../shared/domain/scoring/types.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { compareText } from '../model.ts';
import { countBy } from './activity.ts';
import { rounded } from './months.ts';
import type { Report } from './schema.ts';

type Streams = ReadonlyMap<string, readonly JournalItem[]>;
type Credit = Report['credit'];

const streamsOf = (journal: readonly JournalItem[], prefix: string): Streams =>
  Map.groupBy(
    journal.filter(({ streamId }) => streamId.startsWith(prefix)),
    ({ streamId }) => streamId.slice(prefix.length),
  );

const folded = <State>(
  items: readonly JournalItem[],
  next: (state: State | undefined, fact: never, on: BusinessDate) => State,
): State | undefined =>
  items.reduce<State | undefined>(
    (state, { type, data, effectiveOn }) => next(state, { type, data } as never, effectiveOn),
    undefined,
  );

/** Hours from each referral to what a person, or time, made of it. */
const referralHours = (items: readonly JournalItem[]): number[] => {
  const hours: number[] = [];
  let since: string | undefined;
  for (const { type, recordedAt } of items) {
    if (type === 'CreditReferred') since = recordedAt;
    if (since === undefined || !answers.has(type)) continue;
    hours.push((Date.parse(recordedAt) - Date.parse(since)) / 3_600_000);
    since = undefined;
  }
  return hours;
};

const answers: ReadonlySet<string> = new Set([
  'CreditApproved',
  'CreditDeclined',
  'CreditInformationRequested',
  'CreditApplicationExpired',
  'CreditApplicationWithdrawn',
]);

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0
    ? null
    : rounded(values.reduce((sum, value) => sum + value, 0) / values.length);

const medianOf = (values: readonly number[]): number | null => {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : rounded((low + high) / 2);
};

const typesIn = (journal: readonly JournalItem[], type: string): readonly JournalItem[] =>
  journal.filter((item) => item.type === type);

const byWhom = (items: readonly JournalItem[]) => {
  const counts = countBy(items, ({ data }) => (data as { by: 'policy' | 'person' }).by);
  return { byPolicy: counts.policy ?? 0, byPerson: counts.person ?? 0 };
};

/** What a line is used for at the end of a day, of its accounts in all currencies. */
type Used = {
  readonly line: CreditLine;
  /** An account counts for nothing, because no rate was known for its currency. */
  readonly unpriced: boolean;
  readonly exposureMinor: number;
  readonly expectedLossMinor: number;
  readonly expectedDaysLate: number | undefined;
};

const usedOf = (
  line: CreditLine,
  accounts: Streams,
  applications: ReadonlyMap<string, Application>,
  on: BusinessDate,
  rates: RateLookup,
): Used => {
  const { lineId, probabilityPpm = 0, applicationId } = line;
  // The newest rate of the run counts, however old it is at its end: nothing is decided by it.
  const pricing = { on, rateDays: Number.POSITIVE_INFINITY, rates };
  const all = [...accounts].flatMap(([accountId, items]): AccountFigures[] => {
    if (lineOfAccount(accountId) !== lineId) return [];
    const { openMinor, unappliedMinor } = totalsAsOf(movementsOf(items, undefined), on);
    return [{ accountId, version: items.length, openMinor, unappliedMinor }];
  });
  const priced = all.filter((each) => exposureOf(line, [each], pricing).ok);
  const exposure = exposureOf(line, priced, pricing);
  invariant(exposure.ok, `what is counted of ${lineId} has a rate`);
  const { exposureMinor } = exposure;
  const application = applications.get(applicationId);
  const policy = application?.decision?.policy;
  const loss =
    application === undefined || policy === undefined
      ? 0
      : policyOf(policy.id, policy.version).lossGivenDefaultPercent[application.applicantKind];
  const { ownRiskMinor } = insuranceOf(line, exposureMinor);
  return {
    line,
    unpriced: priced.length < all.length,
    exposureMinor,
    expectedLossMinor: expectedLoss(probabilityPpm / million, loss / 100, ownRiskMinor),
    expectedDaysLate: application?.decision?.lateness?.expectedDays,
  };
};

const riskRows = (used: readonly Used[]): Credit['risk'] =>
  [...Map.groupBy(used, ({ line }) => `${line.currency} ${line.riskClass}`)]
    .toSorted(([a], [b]) => compareText(a, b))
    .flatMap(([, own]) => {
      const [first] = own;
      if (first === undefined) return [];
      const { currency, riskClass } = first.line;
      return [
        {
          currency,
          riskClass,
          lines: own.length,
          limitMinor: sumMinor(own.map(({ line }) => line.limitMinor)),
          reservedMinor: sumMinor(own.map(({ line }) => line.reservedMinor)),
          exposureMinor: sumMinor(own.map(({ exposureMinor }) => exposureMinor)),
          unpriced: own.filter(({ unpriced }) => unpriced).length,
          onHold: own.filter(({ line }) => line.holds.length > 0).length,
          expectedLossMinor: sumMinor(own.map(({ expectedLossMinor }) => expectedLossMinor)),
          expectedDaysLate: meanOf(own.flatMap(({ expectedDaysLate }) => expectedDaysLate ?? [])),
        },
      ];
    });

/** The credit side of a run: what became of applications, and how lines stand at its end. */
export const creditFigures = (
  journal: readonly JournalItem[],
  on: BusinessDate,
  rates: RateLookup,
): Credit => {
  const applicationStreams = streamsOf(journal, 'application#');
  const applications = new Map(
    [...applicationStreams].flatMap(([id, items]) => {
      const state = folded<Application>(items, (at, fact: ApplicationFact, day) =>
        evolve(at, fact, day),
      );
      return state === undefined ? [] : [[id, state] as const];
    }),
  );
  const lines = [...streamsOf(journal, 'line#').values()].flatMap((items) => {
    const book = folded<LineBook>(items, (at, fact: LineFact, day) => evolveWhole(at, fact, day));
    return book === undefined || book.line.status === 'closed' ? [] : [book.line];
  });
  const accounts = streamsOf(journal, 'account#');
  const states = [...applications.values()];
  const hours = [...applicationStreams.values()].flatMap(referralHours);
  return {
    applications: {
      received: states.filter(({ kind }) => kind === 'new').length,
      reviews: states.filter(({ kind }) => kind === 'review').length,
      open: states.filter(({ status }) => !isFinal(status)).length,
      ended: countBy(
        states.filter(({ status }) => isFinal(status)),
        ({ status }) => status,
      ) as Record<string, number>,
    },
    approved: byWhom(typesIn(journal, 'CreditApproved')),
    declined: byWhom(typesIn(journal, 'CreditDeclined')),
    referrals: {
      referred: typesIn(journal, 'CreditReferred').length,
      escalated: typesIn(journal, 'CreditReferralEscalated').length,
      hoursMean: meanOf(hours),
      hoursMedian: medianOf(hours),
    },
    orders: {
      reserved: typesIn(journal, 'CreditReserved').length,
      held: typesIn(journal, 'CreditOrderHeld').length,
    },
    risk: riskRows(lines.map((line) => usedOf(line, accounts, applications, on, rates))),
  };
};
