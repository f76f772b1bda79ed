import * as z from 'zod';
import { addSeconds, dateIn, type Zone } from '../../../shared/domain/calendar.ts';
import { formatFor } from '../../../shared/domain/contact/format.ts';
import { applicationRefusals as codes } from '../../../shared/domain/credit/application/facts.ts';
import { decideOfferAnswer } from '../../../shared/domain/credit/application/formalise.ts';
import type { OfferLink } from '../../../shared/domain/credit/offer-link.ts';
import type { Application, Offer } from '../../../shared/domain/credit/types.ts';
import { jsonOf } from '../../../shared/domain/queue-text.ts';
import type { ApiCall, ApiRequest, ApiResponse } from '../../../shared/lambda/api.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import { busy } from '../../../shared/lambda/operator.ts';
import type { Applicant, ApplicationStore } from '../../../shared/ports/applications.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { DigestOf } from '../../../shared/ports/digests.ts';
import { maxRaces } from '../../../shared/services/credit/contended.ts';
import { askPage, type ShownOffer, saidPage } from './pages.ts';

export type Deps = {
  readonly applications: Pick<ApplicationStore, 'load' | 'applicant' | 'ofOffer' | 'commit'>;
  /** The offer of a link of ours; undefined for any other. */
  readonly linkOf: (token: string) => Promise<OfferLink | undefined>;
  readonly digestOf: DigestOf;
  readonly bookZone: Zone;
  readonly clock: Clock;
};

/** An answer is two fields; a larger body is a mistake. */
const maxBodyBytes = 4096;

const answerBody = z.object({
  answer: z.enum(['accept', 'refuse']),
  /** Digest of the document that was shown. */
  document: z.string().regex(/^[0-9a-f]{64}$/),
});

const unknown: ApiResponse = { status: 404, body: { error: 'unknown-offer' } };

/** Forms of a page, and JSON of programs. */
const bodyOf = ({ headers, rawBody }: ApiRequest): unknown => {
  const text = new TextDecoder().decode(rawBody);
  return headers['content-type']?.includes('application/json') === true
    ? jsonOf(text)
    : Object.fromEntries(new URLSearchParams(text));
};

const wantsPage = ({ headers }: ApiRequest): boolean =>
  headers['accept']?.includes('text/html') === true;

/** How the terms are written for whoever was erased since: the offer stands all the same. */
const readerOf = (
  applicant: Applicant | undefined,
  { country }: Application,
  zone: Zone,
): Pick<Applicant, 'locale' | 'country' | 'zone'> => applicant ?? { locale: 'en', country, zone };

const shownOf = (
  { applicationId, currency }: Application,
  offer: Offer,
  reader: ReturnType<typeof readerOf>,
): ShownOffer => {
  const format = formatFor(reader.locale, reader.country, currency);
  return {
    limit: format.moneyWithCode(offer.limitMinor),
    days: format.count(offer.termsDays),
    until: format.date(dateIn(reader.zone, addSeconds(offer.expiresAt, -86_400))),
    reference: applicationId,
    documentSha256: offer.documentSha256,
  };
};

/** What the application says about an offer that takes no answer now. */
const saidOf = (status: Application['status']): 'accepted' | 'refused' | 'expired' | 'over' => {
  if (status === 'accepted' || status === 'active') return 'accepted';
  if (status === 'refused' || status === 'expired') return status;
  return 'over';
};

/**
 * Shows an offer to whoever holds its link, and takes the answer. Opening the link changes
 * nothing, because scanners of mail open every link; the answer is a post. The application decides
 * whether it is in time, with the digest of the document that was shown and of the address that
 * the answer came from. What was offered stands, and is answered, when its applicant was erased since.
 */
export const createHandler =
  (deps: Deps) =>
  async (request: ApiRequest, log: Logger, { sourceIp }: ApiCall): Promise<ApiResponse> => {
    const { applications, digestOf, clock } = deps;
    if (request.rawBody.length > maxBodyBytes) {
      return { status: 413, body: { error: 'too-large', maxBodyBytes } };
    }
    const link = await deps.linkOf(request.params['token'] ?? '');
    const applicationId = link && (await applications.ofOffer(link.tokenId));
    if (link === undefined || applicationId === undefined) {
      log.warn('a link to an offer is not ours');
      return unknown;
    }
    const isPage = wantsPage(request);
    const applicant = await applications.applicant(applicationId);
    const locale = applicant?.locale ?? 'en';
    const say = (status: number, what: Parameters<typeof saidPage>[1]): ApiResponse =>
      isPage ? { status, html: saidPage(locale, what) } : { status, body: { offer: what } };

    for (let race = 0; race < maxRaces; race += 1) {
      const stored = await applications.load(applicationId);
      if (stored === undefined) return unknown;
      const { state } = stored;
      const { offer } = state;
      const now = clock.now();
      if (offer === undefined || offer.tokenId !== link.tokenId) return unknown;
      const isOpen = state.status === 'offered' && now < offer.expiresAt;
      if (request.method === 'GET') {
        if (!isOpen) return say(410, state.status === 'offered' ? 'expired' : saidOf(state.status));
        const shown = shownOf(state, offer, readerOf(applicant, state, deps.bookZone));
        return isPage
          ? { status: 200, html: askPage(locale, shown) }
          : { status: 200, body: { offer: 'open', ...shown, expiresAt: offer.expiresAt } };
      }
      const given = answerBody.safeParse(bodyOf(request));
      if (!given.success) return { status: 400, body: { error: 'malformed' } };
      const { answer, document } = given.data;
      const evidence = {
        at: now,
        addressHash: await digestOf('address', `${applicationId}\n${sourceIp}`),
        documentSha256: document,
      };
      const decided = decideOfferAnswer(state, { tokenId: link.tokenId, answer, evidence }, now);
      if (!decided.decided) {
        const { code } = decided;
        log.warn('an answer to an offer was refused', { applicationId, code });
        if (code === codes.offerExpired) return say(410, 'expired');
        if (code === codes.otherDocument) {
          return { status: 409, body: { error: 'refused', rule: code } };
        }
        const said = saidOf(state.status);
        // The same answer once more is the same answer.
        const same = said === (answer === 'accept' ? 'accepted' : 'refused');
        return say(same ? 200 : 409, said);
      }
      const causationId = `offer-answer:${link.tokenId}`;
      const committed = await applications.commit({
        stored,
        facts: decided.facts,
        effectiveOn: dateIn(deps.bookZone, now),
        cause: { causationId, correlationId: applicationId },
      });
      if (committed === 'conflict') continue;
      log.info('an offer was answered', { applicationId, answer });
      return say(200, answer === 'accept' ? 'accepted' : 'refused');
    }
    return busy('the offer');
  };
