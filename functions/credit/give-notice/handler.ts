import type { DomainData } from '../../../events/catalogue.ts';
import { dateIn, type Zone } from '../../../shared/domain/calendar.ts';
import { decideNotice } from '../../../shared/domain/credit/application/formalise.ts';
import { letterOf, mailOf } from '../../../shared/domain/credit/letters/letter.ts';
import type { LetterTemplate } from '../../../shared/domain/credit/letters/template.ts';
import type { PrincipalReason } from '../../../shared/domain/credit/types.ts';
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
import { planOf, waitUntil } from '../../../shared/services/credit/plan.ts';
import type { LetterPost, LetterWay } from '../../../shared/services/credit/post-letter.ts';
import type { ApplicationRequest, PlanAnswer } from '../../../statemachines/credit-approval/io.ts';

export type Deps = {
  readonly applications: Pick<ApplicationStore, 'load' | 'applicant' | 'commit'>;
  readonly journal: Pick<JournalReader, 'last'>;
  readonly files: CreditFiles;
  readonly post: LetterPost;
  readonly writer: LetterWriter;
  readonly template: LetterTemplate;
  readonly creditor: { readonly name: string };
  readonly sha256: (content: string | Uint8Array) => string;
  readonly bookZone: Zone;
  readonly clock: Clock;
};

const pdf = 'application/pdf';

/** Nothing but the notice comes after a decline, and what a race may add is little. */
const lastEvents = 20;

const reasonsOf = async (
  { journal }: Pick<Deps, 'journal'>,
  applicationId: string,
): Promise<readonly PrincipalReason[]> => {
  const events = await journal.last(`application#${applicationId}`, lastEvents);
  const declined = events.findLast(({ type }) => type === 'CreditDeclined');
  invariant(declined !== undefined, `${applicationId} was declined`);
  return (declined.data as DomainData<'CreditDeclined'>).reasons;
};

/** Words for whoever was erased meanwhile: the notice is kept, and goes nowhere. */
const addresseeOf = (applicant: Applicant | undefined, customerId: string) => ({
  name: applicant?.name ?? customerId,
  locale: applicant?.locale ?? ('en' as const),
});

/**
 * Tells an applicant of an adverse decision with its principal reasons, and journals that. The
 * letter goes first: a crash in between sends it twice rather than never.
 *
 * @throws LetterDelayed when the letter could not leave and may later.
 */
export const createHandler =
  (deps: Deps) =>
  async ({ applicationId }: ApplicationRequest, log: Logger): Promise<PlanAnswer> => {
    const { applications, files, post, writer, template, sha256, clock } = deps;
    const cause = { causationId: `notice:${applicationId}`, correlationId: applicationId };
    let sent: Exclude<LetterWay['way'], 'later'> | 'failed' | undefined;
    for (let race = 0; race < maxRaces; race += 1) {
      const stored = await applications.load(applicationId);
      if (stored === undefined) throw new InvalidInput(`there is no application ${applicationId}`);
      const now = clock.now();
      const { state } = stored;
      if (!state.noticeOwed) return planOf(stored, now);
      const applicant = await applications.applicant(applicationId);
      const { name, locale } = addresseeOf(applicant, state.customerId);
      const letterId = sha256(`credit-notice\n${applicationId}`).slice(0, 32);
      const way = await post.wayOf({ letterId, to: applicant?.email, cause, now });
      if (way.way === 'later') {
        return { next: 'await-information', ...waitUntil(stored, way.until, now) };
      }
      const reasons = await reasonsOf(deps, applicationId);
      const values = {
        creditor: deps.creditor.name,
        name,
        reference: applicationId,
        limit: '',
        days: '',
        until: '',
      };
      const given = { template, locale, values, list: reasons.map(({ text }) => text) };
      const bytes = await writer.write(letterOf(given), now);
      const documentSha256 = sha256(bytes);
      const documentKey = `notices/${applicationId}/${documentSha256.slice(0, 16)}.pdf`;
      await files.put(documentKey, bytes, pdf);
      if (sent === undefined && way.way === 'sent') {
        const document = { fileName: `${template.name}.pdf`, contentType: pdf, bytes };
        sent = await post.send({ letterId, mail: mailOf(given), document }, way.to);
      }
      const outcome = sent ?? way.way;
      const codes = reasons.map(({ code }) => code);
      const told = { reasons: codes, locale, outcome, documentSha256, documentKey };
      const decided = decideNotice(state, told);
      invariant(decided.decided, `${applicationId} owes a notice`);
      const committed = await applications.commit({
        stored,
        facts: decided.facts,
        effectiveOn: dateIn(deps.bookZone, now),
        cause,
      });
      if (committed === 'conflict') continue;
      log[outcome === 'failed' || outcome === 'no-address' ? 'warn' : 'info']('notice was given', {
        applicationId,
        outcome,
      });
      return planOf(committed, now);
    }
    throw new ApplicationContended(applicationId);
  };
