import { businessDate } from '../../calendar.ts';
import { lineIdOf } from '../line/types.ts';
import type { Application } from '../types.ts';
import type { ApplicantRecord, Ended } from './applicant-record.ts';
import { isFinal } from './facts.ts';
import { openKey } from './items.ts';

type Item = { readonly pk: string; readonly sk: string } & Readonly<Record<string, unknown>>;

const endedPrefix = 'ENDED#';
const linePrefix = 'LINE#';

export const applicantPartition = (fingerprint: string): string => `APPLICANT#${fingerprint}`;
export const groupPartition = (groupId: string): string => `APPLICANT#GROUP#${groupId}`;
export const linePartition = (lineId: string): string => `APPLICANT#LINE#${lineId}`;

/** The line that an application is for, or a review is of, whether or not there is one yet. */
export const lineOf = ({
  customerId,
  legalEntity,
  lineId,
}: Pick<Application, 'customerId' | 'legalEntity' | 'lineId'>): string =>
  lineId ?? lineIdOf(customerId, legalEntity);

const leftOffers: ReadonlySet<string> = new Set(['withdrawn', 'refused', 'expired']);
const leftPeople: ReadonlySet<string> = new Set(['withdrawn', 'expired']);

/**
 * Whether an application was left while people had it, or with less of theirs on offer: whoever
 * leaves before a no, or a no to a part, is not the first to come next time. To say nothing to a
 * question leaves it as a withdrawal does; what ran out because no person decided was settled by
 * nobody either.
 */
const isUnsettled = ({
  kind,
  status,
  approved,
  lastRole,
}: Pick<Application, 'kind' | 'status' | 'approved' | 'lastRole'>): boolean =>
  kind === 'new' &&
  (approved === undefined
    ? leftPeople.has(status) && lastRole !== undefined
    : approved.by === 'person' && approved.reasons !== undefined && leftOffers.has(status));

/**
 * How it ended, for those that say something about the applicant: applications of theirs, and
 * reviews that a person declined. Undefined for others.
 */
export const endedOf = (application: Application): Ended | undefined => {
  const { applicationId, kind, status, declined, approved, endedOn, lineId } = application;
  const line = lineId === undefined ? {} : { lineId };
  if (declined !== undefined) {
    return { applicationId, kind, outcome: 'declined', ...declined, ...line };
  }
  if (kind === 'review' || endedOn === undefined || status === 'duplicate') return undefined;
  const by = status === 'active' && approved !== undefined ? { by: approved.by } : {};
  const unsettled = isUnsettled(application) ? { unsettled: true as const } : {};
  return { applicationId, kind, outcome: status, ...by, on: endedOn, ...line, ...unsettled };
};

/**
 * Where an application that is open is found: by its applicant, by the line that it is for, and by
 * the group that it names.
 */
export const placesOf = (application: Application): readonly Item[] => {
  const { applicationId, groupId } = application;
  const partitions = [
    linePartition(lineOf(application)),
    ...(groupId === undefined ? [] : [groupPartition(groupId)]),
  ];
  return [
    { ...openKey(application), applicationId },
    ...partitions.map((pk) => ({ pk, sk: `OPEN#${applicationId}`, applicationId })),
  ];
};

/** The items by which an application is known to others of its applicant and of their group. */
export const applicantItemsOf = (application: Application): readonly Item[] => {
  const { fingerprint, status, lineId } = application;
  const pk = applicantPartition(fingerprint);
  const ended = endedOf(application);
  return [
    ...(isFinal(status) ? [] : placesOf(application)),
    ...(ended === undefined ? [] : [{ pk, sk: `${endedPrefix}${ended.applicationId}`, ...ended }]),
    // The same for every application of the line, and there for good: its state is the line's.
    ...(status === 'active' && lineId !== undefined
      ? [{ pk, sk: `${linePrefix}${lineId}`, lineId }]
      : []),
  ];
};

/** What the items of an applicant's partition say. */
export const recordIn = (items: readonly Readonly<Record<string, unknown>>[]): ApplicantRecord => {
  const under = (prefix: string) => items.filter(({ sk }) => String(sk).startsWith(prefix));
  return {
    open: under('OPEN').map(({ applicationId }) => String(applicationId)),
    ended: under(endedPrefix).map(({ pk: _pk, sk: _sk, ...ended }) => {
      const known = ended as Ended;
      return { ...known, on: businessDate(known.on) };
    }),
    lines: under(linePrefix).map(({ lineId }) => String(lineId)),
  };
};
