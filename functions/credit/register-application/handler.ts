import * as z from 'zod';
import type { DomainData, InboundData } from '../../../events/catalogue.ts';
import { inboundEvents } from '../../../events/catalogue.ts';
import { identifier } from '../../../events/envelope.ts';
import { dateIn, type Instant } from '../../../shared/domain/calendar.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import { decideAnswer } from '../../../shared/domain/credit/application/decide.ts';
import { readTaxId } from '../../../shared/domain/credit/tax-id.ts';
import { invariant } from '../../../shared/domain/errors.ts';
import { together } from '../../../shared/domain/together.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { QueueMessage } from '../../../shared/lambda/queue.ts';
import type { Applicant } from '../../../shared/ports/applications.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { LineReader } from '../../../shared/ports/credit-lines.ts';
import type { DigestOf } from '../../../shared/ports/digests.ts';
import type { InputRejections } from '../../../shared/ports/rejections.ts';
import { ApplicationContended, maxRaces } from '../../../shared/services/credit/contended.ts';
import { closedFields, tellClose } from './closed.ts';
import { begin, contentOf, type Outcome, type ReceptionDeps } from './reception.ts';
import { beginReview, reviewFields } from './review.ts';

export type Deps = ReceptionDeps & {
  readonly lines: Pick<LineReader, 'load'>;
  readonly rejections: InputRejections;
  readonly clock: Clock;
};

const common = {
  inputId: z.string().min(1),
  customerId: identifier,
  cause: z.object({ causationId: z.string(), correlationId: z.string() }),
} as const;

const command = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    kind: z.literal('receive-application'),
    application: inboundEvents.CreditApplicationSubmitted.data,
  }),
  z.object({
    ...common,
    kind: z.literal('receive-answer'),
    answer: inboundEvents.CreditInformationProvided.data,
  }),
  z.object({ ...common, ...reviewFields }),
  z.object({ ...common, ...closedFields }),
]);

type Command = z.infer<typeof command>;
type Received = Extract<Command, { readonly kind: 'receive-application' }>;
type Answered = Extract<Command, { readonly kind: 'receive-answer' }>;

const refusals = { exists: 'application-exists', unknown: 'no-such-application' } as const;

type Submitted = InboundData<'CreditApplicationSubmitted'>;

const applicantOf = ({ applicant, documents, financials, consent }: Submitted): Applicant => {
  const read = readTaxId(applicant);
  invariant(read.ok, 'a tax id that passed the door is one');
  const { kind, name, country, email, phone, locale, zone, groupId } = applicant;
  return {
    kind,
    name,
    country,
    taxId: read.taxId.value,
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
    locale,
    zone,
    ...(groupId === undefined ? {} : { groupId }),
    purposes: consent.purposes,
    documents,
    ...(financials === undefined ? {} : { financials }),
    notes: [],
  };
};

/** Documents as the journal has them: where they are kept may tell who somebody is. */
const journalled = (
  documents: Submitted['documents'],
  digestOf: DigestOf,
): Promise<DomainData<'CreditApplicationReceived'>['documents']> =>
  together(
    documents.map(async ({ kind, reference }) => ({
      kind,
      referenceSha256: await digestOf('document', reference),
    })),
  );

/** The same for every application of one applicant to one legal entity, however it writes its id. */
const fingerprintOf = (
  { applicant, legalEntity }: Submitted,
  digestOf: DigestOf,
): Promise<string> => {
  const read = readTaxId(applicant);
  invariant(read.ok, 'a tax id that passed the door is one');
  return digestOf('fingerprint', `${read.taxId.subject}|${legalEntity}`);
};

const receive = async (
  deps: Deps,
  { inputId, cause, application }: Received,
  now: Instant,
): Promise<Outcome | 'conflict'> => {
  const { applications, digestOf } = deps;
  const { applicationId, customerId, legalEntity, submittedBy, channel } = application;
  const content = await contentOf(digestOf, application);
  if ((await applications.load(applicationId)) !== undefined) {
    const before = await applications.carriedOut(applicationId, inputId);
    if (before === content) return 'done-before';
    const message = `${applicationId} was received before and said something else`;
    return { refused: refusals.exists, message };
  }
  const applicant = applicantOf(application);
  const fingerprint = await fingerprintOf(application, digestOf);
  const reception = {
    applicationId,
    kind: 'new' as const,
    customerId,
    legalEntity,
    fingerprint,
    ...(applicant.groupId === undefined ? {} : { groupId: applicant.groupId }),
    amountMinor: application.amountMinor,
    currency: application.currency,
    termsDays: application.termsDays,
    documents: await journalled(application.documents, digestOf),
    consent: application.consent,
    ...(submittedBy === undefined ? {} : { submittedBy }),
    ...(channel === undefined ? {} : { channel }),
  };
  const open = await applications.openOf(fingerprint);
  return begin(deps, { reception, applicant, open, inputId, content, cause }, now);
};

const takeAnswer = async (
  { applications, digestOf, bookZone }: Deps,
  { inputId, cause, answer, customerId }: Answered,
  now: Instant,
): Promise<Outcome | 'conflict'> => {
  const { applicationId, answerId, documents, financials, note } = answer;
  const content = await contentOf(digestOf, answer);
  const stored = await applications.load(applicationId);
  if (stored === undefined || stored.state.customerId !== customerId) {
    const message = `${customerId} has no application ${applicationId}`;
    return { refused: refusals.unknown, message };
  }
  if ((await applications.carriedOut(applicationId, inputId)) !== undefined) return 'done-before';
  const decision = decideAnswer(
    stored.state,
    {
      answerId,
      documents: await journalled(documents, digestOf),
      contentSha256: await digestOf('answer', canonicalJson(answer)),
    },
    now,
  );
  if (!decision.decided) return { refused: decision.code, message: decision.message };
  const applicant = await applications.applicant(applicationId);
  const committed = await applications.commit({
    stored,
    facts: decision.facts,
    effectiveOn: dateIn(bookZone, now),
    cause,
    mark: { actId: inputId, content },
    ...(applicant === undefined
      ? {}
      : {
          applicant: {
            ...applicant,
            documents: [...applicant.documents, ...documents],
            ...(financials === undefined ? {} : { financials }),
            notes: [...applicant.notes, ...(note === undefined ? [] : [note])],
          },
        }),
  });
  return committed === 'conflict' ? committed : 'done';
};

const carryOut = (
  deps: Deps,
  given: Command,
  now: Instant,
  deliveries: number,
): Promise<Outcome | 'conflict'> => {
  switch (given.kind) {
    case 'receive-application':
      return receive(deps, given, now);
    case 'receive-answer':
      return takeAnswer(deps, given, now);
    case 'begin-review':
      return beginReview(deps, given, now, deliveries);
    case 'tell-close':
      return tellClose(deps, given, deliveries);
  }
};

/**
 * Takes up applications for credit, what applicants answer, and reviews of lines. What cannot be taken up (a second
 * application under one id, an answer that nobody waits for) is parked whole for a person.
 *
 * @throws ZodError for what is no command; it ends in the dead-letter queue.
 * @throws ApplicationContended when others kept committing first.
 */
export const createHandler =
  (deps: Deps) =>
  async ({ body, deliveries }: QueueMessage, log: Logger): Promise<void> => {
    const given = command.parse(JSON.parse(body));
    const { inputId, kind } = given;
    for (let race = 0; race < maxRaces; race += 1) {
      const now = deps.clock.now();
      const outcome = await carryOut(deps, given, now, deliveries);
      if (outcome === 'conflict') continue;
      if (typeof outcome === 'string') {
        log.info('a command of an applicant', { inputId, kind, outcome });
        return;
      }
      const reason = `${outcome.refused}: ${outcome.message}`;
      await deps.rejections.reject({
        inputId: `${inputId}@${(await deps.digestOf('input', body)).slice(0, 16)}`,
        redriveTo: 'CreditCommands',
        reasons: [reason],
        journalReasons: [reason],
        body,
        door: 'credit-commands',
        inputType: kind,
      });
      log.warn('a command of an applicant was refused', { inputId, kind, code: outcome.refused });
      return;
    }
    throw new ApplicationContended(inputId);
  };
