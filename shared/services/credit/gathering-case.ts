import { together } from '../../domain/together.ts';
import type { ApplicationStore } from '../../ports/applications.ts';
import type { GatheringCase } from '../../ports/gathering.ts';

export type ApplicationReads = Pick<ApplicationStore, 'load' | 'applicant'>;

/** What the sources have to know of an application. Undefined when there is none. */
export const gatheringCaseOf = async (
  applications: ApplicationReads,
  applicationId: string,
): Promise<GatheringCase | undefined> => {
  const [stored, applicant] = await together([
    applications.load(applicationId),
    applications.applicant(applicationId),
  ]);
  if (stored === undefined) return undefined;
  const { round, customerId, legalEntity, currency, askedDays, fingerprint, askAfter, status } =
    stored.state;
  const of = { applicationId, round, customerId, legalEntity };
  // Of what was decided as it began nobody asks a bureau: that costs, and is told about the applicant.
  const asked = status === 'gathering' ? applicant : undefined;
  return { ...of, currency, termsDays: askedDays, fingerprint, askAfter, applicant: asked };
};
