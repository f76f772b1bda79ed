import type { DomainData } from '../../../events/catalogue.ts';
import { dateIn, type Instant, type Zone } from '../../../shared/domain/calendar.ts';
import type { ApplicationDecision } from '../../../shared/domain/credit/application/facts.ts';
import {
  adverseOf,
  adverseOn,
  decideNotice,
  decideQuestionSent,
} from '../../../shared/domain/credit/application/formalise.ts';
import { letterOwed } from '../../../shared/domain/credit/application/next.ts';
import { letterOf, mailOf } from '../../../shared/domain/credit/letters/letter.ts';
import { type ReasonTexts, toldIn } from '../../../shared/domain/credit/letters/reasons.ts';
import type { LetterTemplate } from '../../../shared/domain/credit/letters/template.ts';
import type {
  Application,
  LetterOutcome,
  PrincipalReason,
} from '../../../shared/domain/credit/types.ts';
import { invariant } from '../../../shared/domain/errors.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import { InvalidInput } from '../../../shared/lambda/task.ts';
import type {
  Applicant,
  ApplicationStore,
  CreditFiles,
} from '../../../shared/ports/applications.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { LetterWriter } from '../../../shared/ports/credit-letters.ts';
import type { JournalReader } from '../../../shared/ports/journal.ts';
import { ApplicationContended, maxRaces } from '../../../shared/services/credit/contended.ts';
import { type Addressee, letterValues } from '../../../shared/services/credit/letter-values.ts';
import { planOf, waitUntil } from '../../../shared/services/credit/plan.ts';
import type { LetterPost } from '../../../shared/services/credit/post-letter.ts';
import type { ApplicationRequest, PlanAnswer } from '../../../statemachines/credit-approval/io.ts';

export type Deps = {
  readonly applications: Pick<ApplicationStore, 'load' | 'applicant' | 'commit'>;
  readonly journal: Pick<JournalReader, 'last'>;
  readonly files: CreditFiles;
  readonly post: LetterPost;
  /** Where the party of a customer gets mail now. */
  readonly addressOf: (customerId: string) => Promise<string | undefined>;
  readonly writer: LetterWriter;
  readonly templateOf: (name: string) => LetterTemplate;
  readonly reasonTexts: ReasonTexts;
  readonly creditor: { readonly name: string };
  readonly sha256: (content: string | Uint8Array) => string;
  readonly bookZone: Zone;
  readonly clock: Clock;
};

const pdf = 'application/pdf';

/** After an adverse decision come the end of a review and the notice, and what a race may add. */
const lastEvents = 20;

const adverse: ReadonlySet<string> = new Set([
  'CreditDeclined',
  'CreditApproved',
  'CreditApplicationExpired',
  'CreditApplicationSetAside',
]);

const reasonsOf = async (
  { journal }: Pick<Deps, 'journal'>,
  applicationId: string,
): Promise<readonly PrincipalReason[]> => {
  const events = await journal.last(`application#${applicationId}`, lastEvents);
  const decided = events.findLast(({ type }) => adverse.has(type));
  const { reasons = [] } = (decided?.data ?? {}) as Partial<DomainData<'CreditApproved'>>;
  invariant(reasons.length > 0, `${applicationId} was decided with reasons to tell`);
  return reasons;
};

/** Words for whoever was erased meanwhile: the letter is kept, and goes nowhere. */
const addresseeOf = (
  applicant: Applicant | undefined,
  { customerId, country }: Application,
  zone: Zone,
): Addressee => applicant ?? { name: customerId, locale: 'en', country, zone };

const adverseLetters = {
  declined: 'credit-declined',
  reduced: 'credit-line-reduced',
  closed: 'credit-line-closed',
  undecided: 'credit-undecided',
  'set-aside': 'credit-set-aside',
} as const;

const questionLetters = {
  question: 'credit-question',
  reminder: 'credit-question-reminder',
} as const;

/** What became of a letter, and where it is kept. */
type Written = Pick<
  DomainData<'CreditQuestionSent'>,
  'outcome' | 'locale' | 'documentSha256' | 'documentKey'
>;

/**
 * A line outlives the address that was applied with: letters about its review go to where its party
 * is reached now, and to the address of the application where none is known. Who was erased is not
 * written to at all.
 */
const recipientOf = async (
  { addressOf }: Pick<Deps, 'addressOf'>,
  { kind, customerId }: Application,
  applicant: Applicant | undefined,
): Promise<string | undefined> => {
  if (applicant === undefined || kind === 'new') return applicant?.email;
  return (await addressOf(customerId)) ?? applicant.email;
};

/** A letter that an applicant is owed: its words, and the fact that it was written. */
type Owed = {
  readonly name: string;
  readonly list: readonly string[];
  readonly until?: Instant;
  readonly decide: (written: Written) => ApplicationDecision;
};

/**
 * Writes to an applicant what it is owed, and journals that: an adverse decision with its
 * principal reasons (declined, a line that was reduced or closed, nobody decided in time, what was
 * accepted and set aside), or
 * what is asked of it, once when it is asked and once more before its time is over. The letter goes
 * first: a crash in between sends it twice rather than never.
 *
 * @throws LetterDelayed when the letter could not leave and may later.
 */
export const createHandler = (deps: Deps) => {
  const { applications, files, post, writer, sha256, clock } = deps;

  const owedBy = async (
    state: Application,
    { locale }: Addressee,
    now: Instant,
  ): Promise<Owed | undefined> => {
    const { applicationId, question } = state;
    const owed = letterOwed(state, now);
    if (owed === undefined) return undefined;
    if (owed !== 'notice') {
      invariant(question !== undefined, `${applicationId} is asked something`);
      const decide = (written: Written) => decideQuestionSent(state, written, now);
      return { name: questionLetters[owed], list: question.what, until: question.dueAt, decide };
    }
    const reasons = await reasonsOf(deps, applicationId);
    const { texts: list, asDecided } = toldIn(locale, reasons, deps.reasonTexts);
    return {
      name: adverseLetters[adverseOf(state)],
      list,
      decide: (written) =>
        decideNotice(state, {
          reasons: reasons.map(({ code }) => code),
          ...(asDecided.length === 0 ? {} : { asDecided: [...asDecided] }),
          ...written,
        }),
    };
  };

  return async ({ applicationId }: ApplicationRequest, log: Logger): Promise<PlanAnswer> => {
    const cause = { causationId: `notice:${applicationId}`, correlationId: applicationId };
    const sent = new Map<string, LetterOutcome>();
    for (let race = 0; race < maxRaces; race += 1) {
      const stored = await applications.load(applicationId);
      if (stored === undefined) throw new InvalidInput(`there is no application ${applicationId}`);
      const now = clock.now();
      const { state } = stored;
      const applicant = await applications.applicant(applicationId);
      const addressee = addresseeOf(applicant, state, deps.bookZone);
      const owed = await owedBy(state, addressee, now);
      if (owed === undefined) return planOf(stored, now);
      const { name, list, until } = owed;
      const letterId = sha256(`${name}\n${applicationId}\n${state.round}`).slice(0, 32);
      const to = await recipientOf(deps, state, applicant);
      const way = await post.wayOf({ letterId, to, cause, now });
      if (way.way === 'later') {
        return { next: 'await-information', ...waitUntil(stored, way.until, now) };
      }
      const values = letterValues(deps.creditor.name, state, addressee, {
        terms: state.approved,
        on: adverseOn(state),
        ...(until === undefined ? {} : { until }),
      });
      const { locale } = addressee;
      const given = { template: deps.templateOf(name), locale, values, list };
      const bytes = await writer.write(letterOf(given), now);
      const documentSha256 = sha256(bytes);
      const documentKey = `notices/${applicationId}/${documentSha256.slice(0, 16)}.pdf`;
      await files.put(documentKey, bytes, pdf);
      if (way.way === 'sent' && !sent.has(name)) {
        const document = { fileName: `${name}.pdf`, contentType: pdf, bytes };
        sent.set(name, await post.send({ letterId, mail: mailOf(given), document }, way.to));
      }
      const outcome = sent.get(name) ?? way.way;
      const decided = owed.decide({ outcome, locale, documentSha256, documentKey });
      invariant(decided.decided, `${applicationId} owes its applicant a letter`);
      const committed = await applications.commit({
        stored,
        facts: decided.facts,
        effectiveOn: dateIn(deps.bookZone, now),
        cause,
      });
      if (committed === 'conflict') continue;
      log[outcome === 'failed' || outcome === 'no-address' ? 'warn' : 'info'](
        'a letter was given',
        {
          applicationId,
          letter: name,
          outcome,
        },
      );
      return planOf(committed, now);
    }
    throw new ApplicationContended(applicationId);
  };
};
