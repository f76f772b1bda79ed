import { policyOf, scorecardOf } from '../../credit-policies/catalogue.ts';
import { reasonTexts } from '../../credit-policies/reasons.ts';
import type { InboundData } from '../../events/catalogue.ts';
import { createHandler as createAct } from '../../functions/credit/act-on-application/handler.ts';
import { createHandler as createActivate } from '../../functions/credit/activate-line/handler.ts';
import { createHandler as createAnswer } from '../../functions/credit/answer-offer/handler.ts';
import { createHandler as createDecide } from '../../functions/credit/decide-application/handler.ts';
import { presentLineOf } from '../../functions/credit/decide-application/present-line.ts';
import { createHandler as createNotice } from '../../functions/credit/give-notice/handler.ts';
import { createHandler as createOffer } from '../../functions/credit/make-offer/handler.ts';
import { createHandler as createPlan } from '../../functions/credit/plan-application/handler.ts';
import { createHandler as createRegister } from '../../functions/credit/register-application/handler.ts';
import { sha256 } from '../../shared/adapters/dynamodb/hash-chain.ts';
import {
  createMemoryApplications,
  createMemoryFiles,
} from '../../shared/adapters/memory/applications.ts';
import { nodeSigning } from '../../shared/adapters/node/signing.ts';
import { addSeconds, instant } from '../../shared/domain/calendar.ts';
import { canonicalJson } from '../../shared/domain/canonical-json.ts';
import type { ContactMode } from '../../shared/domain/contact/mode.ts';
import type { RoleAssignments } from '../../shared/domain/credit/authority.ts';
import type { LineOutcome, LineRefusal } from '../../shared/domain/credit/line/terms.ts';
import type { CreditLine } from '../../shared/domain/credit/line/types.ts';
import { offerOfToken, offerToken } from '../../shared/domain/credit/offer-link.ts';
import type { Rate } from '../../shared/domain/credit/rates.ts';
import { createLogger } from '../../shared/lambda/logger.ts';
import type { ApplicationStore } from '../../shared/ports/applications.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { OutboundLetter, SendResult } from '../../shared/ports/contact.ts';
import type { Grant } from '../../shared/ports/credit-lines.ts';
import type { DigestOf } from '../../shared/ports/digests.ts';
import type { JournalEnds, JournalReader } from '../../shared/ports/journal.ts';
import type { Rejection } from '../../shared/ports/rejections.ts';
import type { RateOf } from '../../shared/services/credit/in-currency.ts';
import type { LineDesk, ReviewTrigger } from '../../shared/services/credit/line-desk.ts';
import { createLetterPost } from '../../shared/services/credit/post-letter.ts';
import { createStandingReader, type StandingDeps } from '../../shared/services/credit/standing.ts';
import type { GatherAnswer } from '../../statemachines/credit-approval/io.ts';
import { letterTemplateOf as templateOf } from '../../templates/letters.ts';
import { bureau, financials, history } from './credit-application.ts';
import { createCustomerNews } from './customer-news.ts';
import { beginReview, createWaitingLines } from './waiting-lines.ts';

const silent = createLogger({}, () => undefined);
const roles = { analyst: ['Analyst'], manager: ['Manager'], director: ['Director'] };

const digestOf: DigestOf = async (purpose, text) => sha256(`a test's key:${purpose}:${text}`);

/** A person in a credit role, as a signature names them. */
export const signed = (role: string, name: string): string =>
  `arn:aws:sts::111122223333:assumed-role/${role}/${name}`;

export const submitted = (
  over: Partial<InboundData<'CreditApplicationSubmitted'>> = {},
): InboundData<'CreditApplicationSubmitted'> => ({
  applicationId: 'CA-1',
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
  },
  amountMinor: 500_000,
  currency: 'USD',
  termsDays: 30,
  documents: [{ kind: 'tax', reference: 'https://files.example/acme' }],
  consent: {
    givenAt: '2026-02-01T09:00:00Z',
    purposes: ['credit-assessment', 'bureau-enquiry', 'automated-decision'],
    textVersion: 'v1',
  },
  ...(over.submittedBy === undefined ? { channel: 'applicant' as const } : {}),
  ...over,
});

const message = (body: unknown, deliveries = 1) => ({
  messageId: 'm',
  body: JSON.stringify(body),
  group: 'acme',
  deliveries,
  receiptHandle: 'r',
  attributes: {},
});

const of = (applicationId: string) => ({ applicationId });

type Options = {
  readonly mode?: ContactMode;
  readonly provider?: () => SendResult;
  readonly stopped?: boolean;
  /** Where the party of every customer gets mail now. */
  readonly partyAddress?: string;
  /** Rates that count, by `from/to`. */
  readonly rates?: Readonly<Record<string, Rate>>;
  /** What lines make of what is granted: as asked by default. */
  readonly line?: {
    outcome?: LineOutcome;
    refusal?: LineRefusal;
    /** The review that a line waits for; an application is refused while it is open. */
    review?: string;
    /** What happens once it has looked, before it commits. */
    meanwhile?: () => void;
  };
  /** Stands in for what is in memory otherwise. */
  readonly on?: {
    readonly clock: Clock;
    readonly applications: ApplicationStore;
    readonly journal: Pick<JournalReader, 'last'> & Pick<JournalEnds, 'newestFirst'>;
    readonly lines: StandingDeps['lines'];
    readonly desk: LineDesk;
    readonly rateOf: RateOf;
    readonly roles: RoleAssignments;
  };
  /** What acts of people log. */
  readonly written?: (line: string) => void;
  /** Asked before and after each call that has an effect; true kills the process there. */
  readonly crashes?: (point: string) => boolean;
};

/** The process died between two calls. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/**
 * All functions of the approval of credit over stores in memory, on 2 February 2026, 09:00 UTC.
 */
export const openCreditDesk = (options: Options = {}) => {
  let now = instant('2026-02-02T09:00:00.000Z');
  const watched: ReviewTrigger[] = [];
  const clock = options.on?.clock ?? { now: () => now };
  const crashing = <Port extends object>(name: string, port: Port): Port =>
    new Proxy(port, {
      get: (target, property) => {
        const call: unknown = Reflect.get(target, property);
        if (typeof call !== 'function') return call;
        return async (...parameters: unknown[]): Promise<unknown> => {
          const point = `${name}.${String(property)}`;
          if (options.crashes?.(`before ${point}`)) throw new Crash(point);
          const result: unknown = await call(...parameters);
          if (options.crashes?.(`after ${point}`)) throw new Crash(point);
          return result;
        };
      },
    });
  const memory = createMemoryApplications();
  const applications = crashing('applications', options.on?.applications ?? memory);
  const kept = createMemoryFiles();
  const files = crashing('files', kept);
  const letters: OutboundLetter[] = [];
  const rejected: Rejection[] = [];
  const granted: unknown[] = [];
  const known = new Map<string, CreditLine>();
  const lines: StandingDeps['lines'] = options.on?.lines ?? {
    load: async (lineId) => {
      const line = known.get(lineId);
      return line && { line, head: { version: 1, hash: 'hash' }, accounts: {} };
    },
    members: async (groupId) =>
      [...known.values()].filter((line) => line.groupId === groupId).map(({ lineId }) => lineId),
    group: async (groupId) =>
      groupId === 'slip' ? undefined : { groupId, limitMinor: 100_000_000, currency: 'USD' },
  };
  const stop = { at: now, actor: 'ana', reason: 'test' };
  const sender = {
    send: async (letter: OutboundLetter): Promise<SendResult> => {
      const result = options.provider?.() ?? { result: 'accepted', providerMessageId: 'p' };
      if (result.result !== 'rejected') letters.push(letter);
      return result;
    },
  };
  const post = createLetterPost({
    sender: crashing('provider', sender),
    sending: {
      stop: async () => (options.stopped === true ? stop : undefined),
      take: async () => 'taken',
      announce: async () => undefined,
    },
    dailyCap: { email: 100, sms: 100 },
    modeFor: () => options.mode ?? 'live',
  });
  const conclude = (applicationId: string, outcome: Grant['outcome'], terms: unknown) => {
    const before = memory.grants.get(applicationId);
    if (before !== undefined) return { outcome: before };
    memory.grants.set(applicationId, outcome);
    granted.push(terms);
    return { outcome };
  };
  const desk: Parameters<typeof createActivate>[0]['desk'] = options.on?.desk ?? {
    grant: async (terms, kind, _cause, _basis, since) => {
      const before = memory.grants.get(terms.applicationId);
      if (before !== undefined) return { outcome: before };
      if (options.line?.refusal !== undefined) return options.line.refusal;
      const review = kind === 'application' ? options.line?.review : undefined;
      if (review !== undefined && (await since?.isOpen(review)) === true) {
        return { decided: false, code: 'superseded', message: `the review ${review} runs` };
      }
      if (kind === 'application' && (await since?.hasNews([])) === true) {
        return { decided: false, code: 'news-since', message: 'something was told' };
      }
      options.line?.meanwhile?.();
      const outcome = options.line?.outcome ?? (kind === 'review' ? 'changed' : 'active');
      return conclude(terms.applicationId, outcome, terms);
    },
    closeReviewed: async (lineId, applicationId) =>
      conclude(applicationId, options.line?.outcome ?? 'closed', { lineId, applicationId }),
    currencies: async () => [],
    watch: async (_lineId, _cause, trigger) => {
      if (options.crashes?.('before watch')) throw new Crash('watch');
      if (trigger !== undefined) watched.push(trigger);
    },
  };
  // The document is what a letter says: how a page looks is the matter of the adapter.
  const writer = {
    write: async (letter: object, at: string) =>
      new TextEncoder().encode(canonicalJson({ letter, at })),
  };
  const common = { applications, policyOf, sha256, bookZone: 'UTC', clock };
  const words = { templateOf, reasonTexts, creditor: { name: 'Example Supplies' } };
  const letterDeps = { ...common, ...words, files, post, writer };
  const waiting = createWaitingLines();
  const register = createRegister({
    ...common,
    lines: options.on?.lines ?? waiting.lines,
    digestOf,
    rejections: { reject: async (rejection) => void rejected.push(rejection) },
  });
  const rateOf: RateOf =
    options.on?.rateOf ?? (async (from, to) => options.rates?.[`${from}/${to}`]);
  const reads = { rateOf, standingOf: createStandingReader({ applications, lines, rateOf }) };
  const { heardOf, newsSince, alert, tell, readTo } = createCustomerNews(
    clock.now,
    applications,
    options.on?.journal,
  );
  const decide = createDecide({
    ...common,
    files,
    policy: { name: 'default', version: 2 },
    scorecardOf,
    lineOf: options.on === undefined ? async () => undefined : presentLineOf(options.on.desk),
    heardOf,
    ...reads,
  });
  const plan = createPlan(common);
  const offer = createOffer({
    ...letterDeps,
    linkOf: async (link) =>
      `https://api.example/v1/credit/offers/${offerToken(link, 's', nodeSigning)}`,
  });
  const notice = createNotice({
    ...letterDeps,
    journal: options.on?.journal ?? memory.reader,
    addressOf: async () => options.partyAddress,
  });
  const activate = createActivate({ ...common, desk, newsSince });
  const act = createAct({
    ...common,
    policy: { name: 'default', version: 2 },
    roles: options.on?.roles ?? roles,
    digestOf,
    ...reads,
    newsSince,
  });
  const answer = createAnswer({
    ...common,
    digestOf,
    linkOf: async (token) => offerOfToken(token, ['s'], nodeSigning),
  });
  return {
    store: memory,
    files: kept,
    letters,
    rejected,
    granted,
    digestOf,
    /** Puts a line that stands beside the applications of the desk. */
    holds: (line: CreditLine) => void known.set(line.lineId, line),
    now: () => now,
    heardOf,
    /** A bureau, or the ledger, tells of news of the customer. */
    alert,
    tell,
    /** What a line that began was handed. */
    watched,
    later: (seconds: number) => {
      now = addSeconds(now, seconds);
    },
    types: () => memory.journal.map(({ type }) => type),
    register: (application = submitted()) =>
      register(
        message({
          kind: 'receive-application',
          inputId: `application:${application.applicationId}`,
          customerId: application.customerId,
          cause: { causationId: 'e', correlationId: 'e' },
          occurredAt: now,
          application,
        }),
        silent,
      ),
    /** Hands a command to whoever takes applications up; the line waits for a review that it begins. */
    command: (body: object) => {
      const { review } = body as { readonly review?: Record<'lineId' | 'applicationId', string> };
      if (review !== undefined) waiting.waits(review.lineId, review.applicationId);
      return register(message(body), silent);
    },
    inform: (given: Partial<InboundData<'CreditInformationProvided'>> = {}) => {
      const told = { applicationId: 'CA-1', answerId: 'A-1', customerId: 'acme', documents: [] };
      const said = { ...told, ...given };
      return register(
        message({
          kind: 'receive-answer',
          inputId: `answer:${said.applicationId}:${said.answerId}`,
          customerId: said.customerId,
          cause: { causationId: 'e', correlationId: 'e' },
          occurredAt: now,
          answer: said,
        }),
        silent,
      );
    },
    waits: waiting.waits,
    /** A review that is due begins; a late one is not what its line waits for. */
    review: (lineId: string, on = '2026-02-02', deliveries = 1, late = false) => {
      const begin = beginReview(lineId, on);
      if (!late) waiting.waits(lineId, begin.review.applicationId);
      return register(message(begin, deliveries), silent);
    },
    /** What sources of these values answer. */
    gathered: async (
      parts: { history?: unknown; bureau?: unknown; financials?: unknown } = {
        history,
        bureau,
        financials,
      },
    ): Promise<GatherAnswer[]> =>
      Promise.all(
        (['history', 'bureau', 'financials'] as const).map(async (source) => {
          const value = parts[source];
          const read = source === 'history' ? { readTo: readTo() } : {};
          if (value === undefined) return { source, status: 'no-record' as const, ...read };
          const text = canonicalJson(value);
          const key = `gathered/CA-1/1/${source}-${sha256(text).slice(0, 16)}.json`;
          await kept.put(key, new TextEncoder().encode(text), 'application/json');
          return { source, status: 'found' as const, key, sha256: sha256(text), ...read };
        }),
      ),
    decide: (gathered: readonly GatherAnswer[], id = 'CA-1') =>
      decide({ ...of(id), gathered: [...gathered] }, silent),
    plan: (id = 'CA-1') => plan(of(id), silent),
    offer: (id = 'CA-1') => offer(of(id), silent),
    notice: (id = 'CA-1') => notice(of(id), silent),
    activate: (id = 'CA-1') => activate(of(id), silent),
    act: async (body: object, actor = signed('Manager', 'mara'), id = 'CA-1') => {
      const currency = (await (options.on?.applications ?? memory).load(id))?.state.currency;
      return act(
        {
          actor,
          route: 'POST /v1/operator/credit/applications/{applicationId}/acts',
          params: { applicationId: id },
          query: {},
          body: { reason: 'looked at it', ...('limitMinor' in body ? { currency } : {}), ...body },
        },
        options.written === undefined ? silent : createLogger({}, options.written),
      );
    },
    answer: (
      path: string,
      body: string | undefined,
      headers: Readonly<Record<string, string>> = {},
    ) =>
      answer(
        {
          method: body === undefined ? 'GET' : 'POST',
          path,
          headers,
          query: {},
          params: { token: path.split('/').at(-1) ?? '' },
          rawBody: Buffer.from(body ?? ''),
        },
        silent,
        { route: '', caller: undefined, sourceIp: '192.0.2.7' },
      ),
  };
};

export type CreditDesk = ReturnType<typeof openCreditDesk>;

/** The link of the first letter. */
export const linkIn = ({ letters }: Pick<CreditDesk, 'letters'>): string =>
  new URL(/https:\S+/.exec(letters[0]?.text ?? '')?.[0] ?? 'https://none.example/').pathname;
