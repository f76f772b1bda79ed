import { dateIn, type Instant } from '../../domain/calendar.ts';
import { isReusable, reusableAfter } from '../../domain/credit/gathering/reuse.ts';
import type { BureauPlan, BureauSettings } from '../../domain/credit/gathering/settings.ts';
import {
  type BureauTry,
  bureausFor,
  lacksData,
  oneReport,
  readReport,
  statusOf,
} from '../../domain/credit/gathering/waterfall.ts';
import type { BureauReport } from '../../domain/credit/inputs.ts';
import { together } from '../../domain/together.ts';
import type { Bureau, BureauAnswer, BureauQuery } from '../../ports/bureau.ts';
import type { Clock } from '../../ports/clock.ts';
import type {
  BureauReports,
  GatheredFiles,
  GatheringCase,
  Kept,
  KeptAnswer,
} from '../../ports/gathering.ts';

export type GatherBureauDeps = {
  readonly settings: BureauSettings;
  /** Every bureau of the settings, by name. */
  readonly bureauOf: (plan: BureauPlan) => Bureau;
  readonly reports: BureauReports;
  readonly files: GatheredFiles;
  readonly clock: Clock;
  /** Hexadecimal SHA-256 of a text. */
  readonly sha256: (text: string) => string;
  /** Told of every bureau that failed; the words hold nothing about the applicant. */
  readonly onFault: (fault: BureauFault) => void;
};

export type BureauFault = {
  readonly provider: string;
  readonly status: 'timed-out' | 'unavailable' | 'invalid';
  readonly problems?: readonly string[];
};

/** What a source came to: small, because it passes through a state machine. */
export type Gathered = {
  readonly status: ReturnType<typeof statusOf>;
  readonly key?: string;
  readonly sha256?: string;
  readonly receivedAt?: Instant;
};

export type GatheredFromBureaus = Gathered & {
  readonly bureau?: string;
  readonly asked: readonly Omit<BureauTry, 'report'>[];
};

/** Without it nobody asks a bureau about anybody. */
const bureauConsent = 'bureau-enquiry';

const isFault = ({ answer }: BureauAnswer): boolean =>
  answer === 'timed-out' || answer === 'unavailable';

/** Asks until the bureau says something, or as often as the settings allow. */
const askOften = async (
  bureau: Bureau,
  query: BureauQuery,
  attempts: number,
): Promise<BureauAnswer> => {
  let answer = await bureau.ask(query);
  for (let done = 1; done < attempts && isFault(answer); done += 1) {
    if (answer.answer === 'unavailable' && answer.refused) return answer;
    answer = await bureau.ask(query);
  }
  return answer;
};

type AskableApplicant = NonNullable<GatheringCase['applicant']>;

type Said = Exclude<BureauAnswer, { readonly answer: 'timed-out' | 'unavailable' }>;

/** A report in another currency says the same but for its amounts. */
const inCurrency = (report: BureauReport, currency: string, wanted: string): BureauReport =>
  currency === wanted ? report : { ...report, openDefaultsMinor: null };

/**
 * Asks the bureaus that may know the applicant, the next one only while something that is wanted
 * is not known. A report that is young enough, and not older than the last news, is used again, an answer that an earlier try of this
 * application already had is not asked for twice, and a bureau that does not answer, or answers
 * garbage, costs only what it would have said.
 */
export const gatherFromBureaus = async (
  deps: GatherBureauDeps,
  of: GatheringCase,
): Promise<GatheredFromBureaus> => {
  const { settings, reports, clock, sha256 } = deps;

  const tryOf = ({ answer, sha256: digest }: Kept, status: BureauTry['status']): BureauTry => ({
    provider: answer.bureau,
    status,
    ...(answer.report && { report: inCurrency(answer.report, answer.currency, of.currency) }),
    sha256: digest,
    receivedAt: answer.receivedAt,
  });

  const answerOf = (provider: string, requestId: string, said: Said): KeptAnswer => {
    const receivedAt = clock.now();
    const kept = { bureau: provider, requestId, receivedAt, currency: of.currency, raw: said.raw };
    if (said.answer === 'no-record') return { ...kept, status: 'no-record' };
    const read =
      said.answer === 'garbage'
        ? { ok: false as const, problems: said.problems }
        : readReport(provider, said.record, dateIn('UTC', receivedAt));
    return read.ok
      ? { ...kept, status: 'found', report: read.report }
      : { ...kept, status: 'invalid', problems: read.problems };
  };

  const consult = async (
    plan: BureauPlan,
    { kind, country, taxId, name }: AskableApplicant,
  ): Promise<BureauTry> => {
    const { name: provider, attempts } = plan;
    const requestId = sha256(`${of.applicationId}#${of.round}#${provider}`);
    const now = clock.now();
    const after = reusableAfter(now, settings.reuseMonths);
    const [before, newest] = await together([
      reports.answered(provider, of.fingerprint, requestId),
      reports.newest(provider, of.fingerprint, after),
    ]);
    if (before) return tryOf(before, before.answer.status);
    const { reuseMonths } = settings;
    if (newest && isReusable(newest.answer.receivedAt, now, reuseMonths, of.askAfter)) {
      return tryOf(newest, 'reused');
    }
    const on = dateIn('UTC', now);
    const query = { requestId, kind, country, taxId, name, currency: of.currency, on };
    const answer = await askOften(deps.bureauOf(plan), query, attempts);
    if (answer.answer === 'timed-out' || answer.answer === 'unavailable') {
      const problems = answer.answer === 'unavailable' ? { problems: [answer.error] } : {};
      deps.onFault({ provider, status: answer.answer, ...problems });
      return { provider, status: answer.answer };
    }
    const kept = await reports.keep(of.fingerprint, answerOf(provider, requestId, answer));
    const { status, problems = [] } = kept.answer;
    if (status === 'invalid') deps.onFault({ provider, status, problems });
    return tryOf(kept, status);
  };

  const tries: BureauTry[] = [];
  const { applicant } = of;
  if (!applicant?.purposes.includes(bureauConsent)) return { status: 'not-asked', asked: [] };
  for (const plan of bureausFor(settings.bureaus, applicant)) {
    if (!lacksData(oneReport(tries), settings.wanted)) break;
    tries.push(await consult(plan, applicant));
  }

  const status = statusOf(tries);
  const asked = tries.map(({ provider, status: each, sha256: digest, receivedAt }) => ({
    provider,
    status: each,
    ...(digest && { sha256: digest }),
    ...(receivedAt && { receivedAt }),
  }));
  const report = oneReport(tries);
  const first = tries.find((each) => each.report !== undefined);
  if (report === undefined || first === undefined) return { status, asked };
  const { applicationId, round } = of;
  const kept = await deps.files.put({ applicationId, round, source: 'bureau' }, report);
  return {
    status,
    ...kept,
    bureau: first.provider,
    ...(first.receivedAt && { receivedAt: first.receivedAt }),
    asked,
  };
};
