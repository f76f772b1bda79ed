import { type BusinessDate, dateIn, type Instant, type Zone } from '../../calendar.ts';
import type { Application } from '../types.ts';

type Decided = Pick<Application, 'decision' | 'receivedOn'>;

/**
 * Whether a bureau told of something that the decision of an application rests on nothing of. What
 * was told before it came in is known: bureaus are asked after that.
 */
export const hasNewsSince = (
  { decision, receivedOn }: Decided,
  heardAt: Instant | undefined,
  zone: Zone,
): boolean =>
  heardAt !== undefined &&
  dateIn(zone, heardAt) >= receivedOn &&
  (decision?.newsAt === undefined || heardAt > decision.newsAt);

/** From this day on a loss is news for what was decided; of a decision of before, from the first. */
export const lossesCountFrom = ({ decision, receivedOn }: Decided): BusinessDate =>
  decision?.decidedOn ?? receivedOn;
