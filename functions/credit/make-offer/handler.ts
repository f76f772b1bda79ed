import { dateIn, type Instant, type Zone } from '../../../shared/domain/calendar.ts';
import { dueOf, offerExpiresAt } from '../../../shared/domain/credit/application/decide.ts';
import type { ApplicationDecision } from '../../../shared/domain/credit/application/facts.ts';
import {
  decideOffer,
  decideOfferSent,
  decideUnoffered,
} from '../../../shared/domain/credit/application/formalise.ts';
import { letterOf, mailOf } from '../../../shared/domain/credit/letters/letter.ts';
import { type ReasonTexts, toldIn } from '../../../shared/domain/credit/letters/reasons.ts';
import type { LetterTemplate } from '../../../shared/domain/credit/letters/template.ts';
import type { CreditPolicy } from '../../../shared/domain/credit/policy/schema.ts';
import type {
  Application,
  CreditTerms,
  LetterOutcome,
} from '../../../shared/domain/credit/types.ts';
import { invariant } from '../../../shared/domain/errors.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import { InvalidInput } from '../../../shared/lambda/task.ts';
import type {
  Applicant,
  ApplicationStore,
  CreditFiles,
  StoredApplication,
} from '../../../shared/ports/applications.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { LetterWriter } from '../../../shared/ports/credit-letters.ts';
import { ApplicationContended, maxRaces } from '../../../shared/services/credit/contended.ts';
import { letterValues } from '../../../shared/services/credit/letter-values.ts';
import { waitUntil } from '../../../shared/services/credit/plan.ts';
import type { LetterPost } from '../../../shared/services/credit/post-letter.ts';
import {
  type ApplicationRequest,
  type OfferAnswer,
  OfferNotDue,
} from '../../../statemachines/credit-approval/io.ts';

export type Deps = {
  readonly applications: Pick<ApplicationStore, 'load' | 'applicant' | 'commit'>;
  readonly files: CreditFiles;
  readonly post: LetterPost;
  readonly writer: LetterWriter;
  readonly templateOf: (name: string) => LetterTemplate;
  readonly reasonTexts: ReasonTexts;
  readonly policyOf: (name: string, version: number) => CreditPolicy;
  readonly creditor: { readonly name: string };
  /** The link by which the applicant answers. */
  readonly linkOf: (offer: {
    readonly tokenId: string;
    readonly expiresAt: Instant;
  }) => Promise<string>;
  readonly sha256: (content: string | Uint8Array) => string;
  readonly bookZone: Zone;
  readonly clock: Clock;
};

const pdf = 'application/pdf';

/**
 * Offers approved terms: writes them as a document, with the reasons where they are less than was
 * asked, journals its digest and the end of the offer, sends document and link, and journals what
 * became of that. Until then it is asked again and sends the same offer once more, so that neither
 * a crash nor a provider that is away costs anybody the letter. Who was erased meanwhile is offered
 * nothing: the application ends.
 *
 * @throws OfferNotDue when the application is not, or no longer, one to offer terms for.
 * @throws LetterDelayed when the letter could not leave and may later.
 */
export const createHandler = (deps: Deps) => {
  const { applications, files, post, writer, policyOf, sha256, clock } = deps;

  /** Template, words and reasons of the offer of these terms. */
  const wordsOf = (
    state: Application,
    terms: CreditTerms,
    applicant: Applicant,
    expiresAt: Instant,
  ) => {
    const reasons = state.approved?.reasons ?? [];
    const { locale } = applicant;
    const name = reasons.length === 0 ? 'credit-offer' : 'credit-counter-offer';
    const values = letterValues(deps.creditor.name, state, applicant, { terms, until: expiresAt });
    const { texts: list } = toldIn(locale, reasons, deps.reasonTexts);
    return { template: deps.templateOf(name), locale, values, list };
  };

  const commit = async (
    stored: StoredApplication,
    decided: ApplicationDecision,
    now: Instant,
  ): Promise<StoredApplication | 'conflict'> => {
    if (!decided.decided) throw new OfferNotDue(decided.message);
    const { applicationId } = stored.state;
    return applications.commit({
      stored,
      facts: decided.facts,
      effectiveOn: dateIn(deps.bookZone, now),
      cause: { causationId: `offer:${applicationId}`, correlationId: applicationId },
    });
  };

  /** Sends the offer as it stands in the journal. */
  const send = async (
    { state }: StoredApplication,
    applicant: Applicant,
    to: string,
  ): Promise<'sent' | 'failed'> => {
    const { offer } = state;
    invariant(offer !== undefined, `${state.applicationId} has an offer`);
    const bytes = await files.get(offer.documentKey);
    invariant(
      bytes !== undefined && sha256(bytes) === offer.documentSha256,
      `the document of ${state.applicationId} is the one that was offered`,
    );
    const words = wordsOf(state, offer, applicant, offer.expiresAt);
    const mail = mailOf({ ...words, url: await deps.linkOf(offer) });
    const document = { fileName: `${words.template.name}.pdf`, contentType: pdf, bytes };
    return post.send({ letterId: offer.tokenId, mail, document }, to);
  };

  /** Puts the approved terms into a document and journals the offer. */
  const make = async (
    stored: StoredApplication,
    applicant: Applicant,
    tokenId: string,
    now: Instant,
  ): Promise<StoredApplication | 'conflict'> => {
    const { state } = stored;
    const { approved, decision, applicationId } = state;
    if (approved === undefined || decision === undefined) throw new OfferNotDue(applicationId);
    const { id, version } = decision.policy;
    const expiresAt = offerExpiresAt(policyOf(id, version), now);
    const letter = letterOf(wordsOf(state, approved, applicant, expiresAt));
    const bytes = await writer.write(letter, now);
    const documentSha256 = sha256(bytes);
    const documentKey = `offers/${applicationId}/${documentSha256.slice(0, 16)}.pdf`;
    await files.put(documentKey, bytes, pdf);
    const offer = { tokenId, documentSha256, documentKey, expiresAt };
    return commit(stored, decideOffer(state, offer), now);
  };

  return async ({ applicationId }: ApplicationRequest, log: Logger): Promise<OfferAnswer> => {
    let outcome: LetterOutcome | undefined;
    for (let race = 0; race < maxRaces; race += 1) {
      const stored = await applications.load(applicationId);
      if (stored === undefined) throw new InvalidInput(`there is no application ${applicationId}`);
      const { status, offer } = stored.state;
      if (status !== 'approved' && status !== 'offered') {
        throw new OfferNotDue(`${applicationId} is ${status}`);
      }
      const now = clock.now();
      if (offer?.sent !== undefined) {
        return { next: 'await-answer', ...waitUntil(stored, offer.expiresAt, now) };
      }
      const applicant = await applications.applicant(applicationId);
      if (applicant === undefined) {
        // What was offered before the erasure runs out by itself.
        if (offer !== undefined) {
          return { next: 'await-answer', ...waitUntil(stored, offer.expiresAt, now) };
        }
        if ((await commit(stored, decideUnoffered(stored.state), now)) === 'conflict') continue;
        throw new OfferNotDue(`nobody is known for ${applicationId} any more`);
      }
      const tokenId = sha256(`credit-offer\n${applicationId}`).slice(0, 32);
      const cause = { causationId: `offer:${applicationId}`, correlationId: applicationId };
      const way = await post.wayOf({ letterId: tokenId, to: applicant.email, cause, now });
      if (way.way === 'later' && outcome === undefined) {
        // What is approved, and what was offered, has an end, whether or not a letter may leave.
        const end = dueOf(stored.state);
        const until = end !== undefined && end < way.until ? end : way.until;
        return { next: 'await-answer', ...waitUntil(stored, until, now) };
      }
      const offered = status === 'offered' ? stored : await make(stored, applicant, tokenId, now);
      if (offered === 'conflict') continue;
      if (outcome === undefined && way.way !== 'later') {
        outcome = way.way === 'sent' ? await send(offered, applicant, way.to) : way.way;
      }
      invariant(outcome !== undefined, `something became of the offer of ${applicationId}`);
      const { locale } = applicant;
      const reasons = offered.state.approved?.reasons?.map(({ code }) => code);
      const sent = { outcome, locale, ...(reasons === undefined ? {} : { reasons }) };
      const told = await commit(offered, decideOfferSent(offered.state, sent), now);
      if (told === 'conflict') continue;
      const { offer: made } = told.state;
      invariant(made !== undefined, `${applicationId} is offered`);
      log[outcome === 'sent' || outcome === 'simulated' ? 'info' : 'warn']('an offer was made', {
        applicationId,
        outcome,
      });
      return { next: 'await-answer', ...waitUntil(told, made.expiresAt, now) };
    }
    throw new ApplicationContended(applicationId);
  };
};
