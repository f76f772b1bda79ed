import * as z from 'zod';
import { amountMinor, currency } from '../../../events/envelope.ts';
import { dateIn, type Instant, type Zone } from '../../../shared/domain/calendar.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import {
  decideReception,
  type Reception,
} from '../../../shared/domain/credit/application/decide.ts';
import type { ApplicationFact } from '../../../shared/domain/credit/application/facts.ts';
import { namesOfApplicant } from '../../../shared/domain/credit/names.ts';
import type { Application } from '../../../shared/domain/credit/types.ts';
import type { Applicant, ApplicationStore } from '../../../shared/ports/applications.ts';
import type { DigestOf } from '../../../shared/ports/digests.ts';
import type { Cause } from '../../../shared/ports/journal.ts';
import { nameDigests } from '../../../shared/services/credit/name-digests.ts';

export type ReceptionDeps = {
  readonly applications: ApplicationStore;
  /** Of what tells who somebody is. */
  readonly digestOf: DigestOf;
  readonly bookZone: Zone;
};

/** What becomes of a command: done, done before, over before it began, or why nobody can do it. */
export type Outcome =
  | 'done'
  | 'done-before'
  | 'over'
  | { readonly refused: string; readonly message: string };

/** Tells whether what comes again under one id says the same. */
export const contentOf = async (digestOf: DigestOf, asked: unknown): Promise<string> =>
  (await digestOf('input', canonicalJson(asked))).slice(0, 16);

type OfApplicant = 'applicantKind' | 'country' | 'zone' | 'contentSha256' | 'applicantNames';

/**
 * Begins an application, with its applicant beside it. The journal has digests of who applies.
 *
 * @param open the application that has the place already: the new one ends at once.
 * @param also what follows in the same commit.
 */
export const begin = async (
  { applications, digestOf, bookZone }: ReceptionDeps,
  of: {
    readonly reception: Omit<Reception, OfApplicant>;
    readonly applicant: Applicant;
    readonly open?: string | undefined;
    readonly also?: readonly ApplicationFact[];
    readonly inputId: string;
    readonly content: string;
    readonly cause: Cause;
  },
  now: Instant,
): Promise<'done' | 'conflict'> => {
  const { reception, applicant, open, also = [], inputId, content, cause } = of;
  const begun = decideReception(
    {
      ...reception,
      applicantKind: applicant.kind,
      country: applicant.country,
      zone: applicant.zone,
      contentSha256: await digestOf('applicant', canonicalJson(applicant)),
      applicantNames: await nameDigests(namesOfApplicant(applicant), digestOf),
    },
    open,
  );
  const committed = await applications.commit({
    stored: undefined,
    facts: [...begun, ...also],
    effectiveOn: dateIn(bookZone, now),
    cause,
    applicant,
    mark: { actId: inputId, content },
  });
  return committed === 'conflict' ? committed : 'done';
};

/** Whose terms a line has, and the review of it that is open. */
export type OfLine = {
  readonly granted: Application;
  /** Undefined when they were erased. */
  readonly applicant: Applicant | undefined;
  readonly open: string | undefined;
};

/** Undefined when nobody can tell any more whose terms they are. */
export const ofLine = async (
  { applications }: Pick<ReceptionDeps, 'applications'>,
  lineId: string,
  applicationId: string,
): Promise<OfLine | undefined> => {
  const granted = (await applications.load(applicationId))?.state;
  if (granted === undefined) return undefined;
  const applicant = await applications.applicant(applicationId);
  return { granted, applicant, open: await applications.openOf(granted.fingerprint, lineId) };
};

/** Without the applicant there is nobody to ask about, or to write to. */
export const applicantGone = (applicationId: string, so: string): Outcome => ({
  refused: 'no-applicant',
  message: `the applicant of ${applicationId} is not known any more${so}`,
});

/** The terms of a line, and the application that they are of. */
export const lineFields = z.object({
  applicationId: z.string().min(1),
  limitMinor: amountMinor,
  currency,
  termsDays: z.int().nonnegative(),
});

/** What a review of a line asks for: what there is. */
export const reviewOf = (
  lineId: string,
  { customerId, legalEntity, fingerprint }: Application,
  line: z.infer<typeof lineFields>,
) => ({
  kind: 'review' as const,
  customerId,
  legalEntity,
  fingerprint,
  // A limit of nothing is no longer a line; a review asks for something.
  amountMinor: Math.max(1, line.limitMinor),
  currency: line.currency,
  termsDays: line.termsDays,
  documents: [],
  lineId,
});
