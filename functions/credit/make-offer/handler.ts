import { addSeconds, dateIn, type Instant, type Zone } from '../../../shared/domain/calendar.ts';
import { formatFor } from '../../../shared/domain/contact/format.ts';
import { offerExpiresAt } from '../../../shared/domain/credit/application/decide.ts';
import {
  decideOffer,
  decideUnoffered,
} from '../../../shared/domain/credit/application/formalise.ts';
import { letterOf, mailOf } from '../../../shared/domain/credit/letters/letter.ts';
import type {
  LetterTemplate,
  LetterValues,
} from '../../../shared/domain/credit/letters/template.ts';
import type { CreditPolicy } from '../../../shared/domain/credit/policy/schema.ts';
import type { Application, CreditTerms } from '../../../shared/domain/credit/types.ts';
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
import { waitUntil } from '../../../shared/services/credit/plan.ts';
import { LetterDelayed, type LetterPost } from '../../../shared/services/credit/post-letter.ts';
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
  readonly template: LetterTemplate;
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

/** What the words of an offer are made of. */
const valuesOf = (
  { creditor }: Pick<Deps, 'creditor'>,
  { applicationId, currency }: Application,
  { limitMinor, termsDays }: CreditTerms,
  applicant: Applicant,
  expiresAt: Instant,
): LetterValues => {
  const format = formatFor(applicant.locale, applicant.country, currency);
  return {
    creditor: creditor.name,
    name: applicant.name,
    reference: applicationId,
    limit: format.moneyWithCode(limitMinor),
    days: format.count(termsDays),
    // The last day that is whole: whoever answers on it is never too late.
    until: format.date(dateIn(applicant.zone, addSeconds(expiresAt, -86_400))),
  };
};

/**
 * Offers approved terms: writes them as a document, journals its digest and the end of the offer,
 * then sends document and link. Asked again, it sends the same offer once more, so that a crash
 * after the commit costs nobody the letter.
 *
 * @throws OfferNotDue when the application is not, or no longer, one to offer terms for.
 * @throws LetterDelayed when the letter could not leave and may later.
 */
export const createHandler = (deps: Deps) => {
  const { applications, files, post, writer, template, policyOf, sha256, clock } = deps;

  /** Sends the offer as it stands in the journal. */
  const send = async (
    stored: StoredApplication,
    applicant: Applicant,
    letterId: string,
    to: string,
  ): Promise<'sent' | 'failed'> => {
    const { state } = stored;
    const { offer } = state;
    invariant(offer !== undefined, `${state.applicationId} has an offer`);
    const bytes = await files.get(offer.documentKey);
    invariant(
      bytes !== undefined && sha256(bytes) === offer.documentSha256,
      `the document of ${state.applicationId} is the one that was offered`,
    );
    const values = valuesOf(deps, state, offer, applicant, offer.expiresAt);
    const url = await deps.linkOf(offer);
    const { locale } = applicant;
    const mail = mailOf({ template, locale, values, url });
    const document = { fileName: `${template.name}.pdf`, contentType: pdf, bytes };
    return post.send({ letterId, mail, document }, to);
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
    const values = valuesOf(deps, state, approved, applicant, expiresAt);
    const letter = letterOf({ template, locale: applicant.locale, values });
    const bytes = await writer.write(letter, now);
    const documentSha256 = sha256(bytes);
    const documentKey = `offers/${applicationId}/${documentSha256.slice(0, 16)}.pdf`;
    await files.put(documentKey, bytes, pdf);
    const decided = decideOffer(state, { tokenId, documentSha256, documentKey, expiresAt });
    if (!decided.decided) throw new OfferNotDue(decided.message);
    return applications.commit({
      stored,
      facts: decided.facts,
      effectiveOn: dateIn(deps.bookZone, now),
      cause: { causationId: `offer:${applicationId}`, correlationId: applicationId },
    });
  };

  /** Who applied was erased since the terms were approved. */
  const giveUp = (stored: StoredApplication, now: Instant) => {
    const { applicationId } = stored.state;
    const decided = decideUnoffered(stored.state);
    if (!decided.decided) throw new OfferNotDue(decided.message);
    return applications.commit({
      stored,
      facts: decided.facts,
      effectiveOn: dateIn(deps.bookZone, now),
      cause: { causationId: `offer:${applicationId}`, correlationId: applicationId },
    });
  };

  return async ({ applicationId }: ApplicationRequest, log: Logger): Promise<OfferAnswer> => {
    for (let race = 0; race < maxRaces; race += 1) {
      const stored = await applications.load(applicationId);
      if (stored === undefined) throw new InvalidInput(`there is no application ${applicationId}`);
      const { status } = stored.state;
      if (status !== 'approved' && status !== 'offered') {
        throw new OfferNotDue(`${applicationId} is ${status}`);
      }
      const applicant = await applications.applicant(applicationId);
      const now = clock.now();
      if (applicant === undefined) {
        if (status === 'approved' && (await giveUp(stored, now)) === 'conflict') continue;
        // What was offered before the erasure runs out by itself, unless it is answered.
        const { offer } = stored.state;
        if (offer !== undefined) {
          return { next: 'await-answer', ...waitUntil(stored, offer.expiresAt, now) };
        }
        throw new OfferNotDue(`nobody is known for ${applicationId} any more`);
      }
      const tokenId = sha256(`credit-offer\n${applicationId}`).slice(0, 32);
      const cause = { causationId: `offer:${applicationId}`, correlationId: applicationId };
      const way = await post.wayOf({ letterId: tokenId, to: applicant.email, cause, now });
      if (way.way === 'later') {
        // What is promised already waits for its letter; what is not is promised when it can go.
        if (status === 'offered') throw new LetterDelayed(`${applicationId} until ${way.until}`);
        return { next: 'await-answer', ...waitUntil(stored, way.until, now) };
      }
      const offered = status === 'offered' ? stored : await make(stored, applicant, tokenId, now);
      if (offered === 'conflict') continue;
      const { offer } = offered.state;
      invariant(offer !== undefined, `${applicationId} is offered`);
      const outcome =
        way.way === 'sent' ? await send(offered, applicant, tokenId, way.to) : way.way;
      log[outcome === 'sent' || outcome === 'simulated' ? 'info' : 'warn']('an offer was made', {
        applicationId,
        outcome,
      });
      return { next: 'await-answer', ...waitUntil(offered, offer.expiresAt, now) };
    }
    throw new ApplicationContended(applicationId);
  };
};
