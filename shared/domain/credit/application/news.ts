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
 * Whether a bureau told of something that the decision of an application rests on nothing of. What
 * was told before it came in is known: bureaus are asked after that.
 */
export const isNewsTo = (
  { decision, receivedOn }: Decided,
  heardAt: Instant,
  zone: Zone,
): boolean =>
  dateIn(zone, heardAt) >= receivedOn &&
  (decision?.newsAt === undefined || heardAt > decision.newsAt);

/**
 * Whether an event of an account tells what the decision of an application knows nothing of: it comes
 * after what was read of the journal. Where nothing was read, or by a decision of before that says
 * nothing of it, all counts from the day of the decision or else from that of the application on.
 */
export const isLaterThan = (
  { decision, receivedOn }: Decided,
  { currency, version, recordedAt }: LedgerPlace,
  zone: Zone,
): boolean => {
  const read = decision?.readTo?.find((each) => each.currency === currency);
  return read === undefined
    ? dateIn(zone, recordedAt) >= (decision?.decidedOn ?? receivedOn)
    : version > read.version;
};
