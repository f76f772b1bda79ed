import { dateIn, type Instant, type Zone } from '../../calendar.ts';
import type { Application } from '../types.ts';

/** Where in the journal of an account something is told. */
type LedgerPlace = {
  readonly currency: string;
  readonly version: number;
  readonly recordedAt: Instant;
};

type Decided = Pick<Application, 'decision' | 'receivedOn'>;

/**
 * What the decision of an application makes of news of a bureau.
 *
 * - `read`: the reports that it rests on were received after it.
 * - `unread`: no report knows of it, so people decide, who are told.
 * - `since`: it came later.
 */
export type NewsStanding = 'read' | 'unread' | 'since';

export const newsStanding = (
  { decision }: Pick<Application, 'decision'>,
  heardAt: Instant,
): NewsStanding => {
  const upTo = (at: Instant | undefined) => at !== undefined && heardAt <= at;
  if (upTo(decision?.newsAt)) return 'read';
  return upTo(decision?.unreadNewsAt) ? 'unread' : 'since';
};

/** Whether nobody who decided an application was told of what a bureau has told of. */
export const isNewsTo = (state: Pick<Application, 'decision'>, heardAt: Instant): boolean =>
  newsStanding(state, heardAt) === 'since';

/** What there is of a bureau's word: its reports, and those who had none. */
type Said = {
  readonly provider: string;
  readonly status: string;
  readonly receivedAt?: Instant | string | undefined;
};

const isReport = ({ status }: Said): boolean => status === 'found' || status === 'reused';

/** What a bureau told of; of a name that is none of those who are asked, it may be any of them. */
type Heard = { readonly heardAt: Instant; readonly bureau?: string | undefined };

/**
 * Up to when all that bureaus told of is read: every report at hand is newer, and among them is one
 * of the bureau that told, where it is one of those who are asked at all. Whoever was not asked, or
 * did not answer, knows of nothing, and neither a bureau without a record nor the report of one
 * says anything of what another one told.
 *
 * @param bureaus the names of those who may be asked.
 */
export const newsReadIn = (
  told: readonly Heard[],
  said: readonly Said[],
  bureaus: readonly string[],
): Instant | undefined => {
  const reports = said.filter(isReport);
  const isRead = ({ heardAt, bureau }: Heard): boolean =>
    reports.length > 0 &&
    reports.every(({ receivedAt = '' }) => heardAt < receivedAt) &&
    (bureau === undefined ||
      !bureaus.includes(bureau) ||
      reports.some(({ provider }) => provider === bureau));
  const moments = told.map(({ heardAt }) => heardAt).toSorted();
  const unread = told
    .filter((each) => !isRead(each))
    .map(({ heardAt }) => heardAt)
    .toSorted()
    .at(0);
  return moments.findLast((heardAt) => unread === undefined || heardAt < unread);
};

/** The later of two moments, of which there may be none. */
export const laterOf = (
  one: Instant | undefined,
  other: Instant | undefined,
): Instant | undefined => (one !== undefined && (other === undefined || one > other) ? one : other);

/**
 * Whether an event of an account tells what the decision of an application knows nothing of: it comes
 * after what was read of the journal. Where none of it was read, for an application that is decided
 * all counts from the day on which it came in.
 */
export const isLaterThan = (
  { decision, receivedOn }: Decided,
  { currency, version, recordedAt }: LedgerPlace,
  zone: Zone,
): boolean => {
  const read = decision?.readTo?.find((each) => each.currency === currency);
  return read === undefined ? dateIn(zone, recordedAt) >= receivedOn : version > read.version;
};
