import type { OpenReferral } from '../../../ports/applications.ts';
import { shardOf } from '../../account.ts';
import type { Application, CreditRole } from '../types.ts';

/** Where the application of an offer is found by the token of its link. */
export const offerKey = (tokenId: string) => ({ pk: `OFFER#${tokenId}`, sk: 'APPLICATION' });

/**
 * Where an application holds the place of its applicant, and a review that of its line: one of
 * each may be open at once.
 */
export const openKey = ({
  fingerprint,
  kind,
  lineId = '',
}: Pick<Application, 'fingerprint' | 'kind' | 'lineId'>) => ({
  pk: `APPLICANT#${fingerprint}`,
  sk: kind === 'review' ? `OPEN#review#${lineId}` : 'OPEN',
});

/** Where it stays what an application or a review came to: of two ends only one can be written. */
export const grantKey = (applicationId: string) => ({
  pk: `GRANT#${applicationId}`,
  sk: 'OUTCOME',
});

/**
 * What keeps an accepted application that is taken back from being granted; written on condition
 * that its line is not in force yet.
 */
export const withdrawalOf = (before: Application | undefined, after: Application) =>
  before?.status === 'accepted' && (after.status === 'withdrawn' || after.status === 'refused')
    ? { ...grantKey(after.applicationId), outcome: 'withdrawn' as const }
    : undefined;

/** The partition of a desk's list that holds these applications. */
export const deskPartition = (role: CreditRole, shard: number): string =>
  `CREDITDESK#${role}#${shard}`;

/** The order of a desk's list, and where it continues. */
export const placeOf = ({
  dueAt,
  applicationId,
}: Pick<OpenReferral, 'dueAt' | 'applicationId'>): string => `${dueAt}#${applicationId}`;

/** What the list of a desk says of an application; undefined while no person has it. */
const entryOf = (application: Application | undefined): OpenReferral | undefined => {
  if (application?.status !== 'referred' || application.referral === undefined) return undefined;
  const { applicationId, kind, customerId, legalEntity, currency, referral, decision } =
    application;
  const { role, dueAt, limitMinor, termsDays, approvals, claimedBy } = referral;
  return {
    applicationId,
    kind,
    customerId,
    legalEntity,
    role,
    dueAt,
    limitMinor,
    currency,
    termsDays,
    approvals: approvals.length,
    ...(decision?.riskClass === undefined ? {} : { riskClass: decision.riskClass }),
    ...(claimedBy === undefined ? {} : { claimedBy }),
  };
};

/** The item of the list of its desk that an application has; undefined for none. */
export const referralItemOf = (application: Application | undefined) => {
  const entry = entryOf(application);
  return (
    entry && {
      pk: deskPartition(entry.role, shardOf(entry.applicationId)),
      sk: placeOf(entry),
      ...entry,
    }
  );
};
