import {
  addDays,
  addSeconds,
  type BusinessDate,
  dateIn,
  epochMs,
  type Instant,
  instantAt,
} from '../calendar.ts';
import type { SendingStop } from './control.ts';

/** Why a message that the gate allows still waits. */
export const postponements = { stopped: 'sending-stopped', capped: 'daily-cap' } as const;

export type Postponement = {
  readonly until: Instant;
  readonly reason: (typeof postponements)[keyof typeof postponements];
};

/** The day whose cap a message counts for, the same in every zone. */
export const capDay = (now: Instant): BusinessDate => dateIn('UTC', now);

/** In [0, 1), the same for the same attempt: what waits together does not return together. */
const shareOf = (attemptId: string): number => Number.parseInt(attemptId.slice(4, 8), 16) / 0x10000;

const shortestLook = 15 * 60;
const longestLook = 4 * 3600;

/**
 * When to look again during a stop: after once to twice as long as it has lasted, so that a short
 * one costs its steps little time, a long one few looks, and its end is no stampede.
 */
export const afterStop = (stop: SendingStop, attemptId: string, now: Instant): Postponement => {
  const lasted = (epochMs(now) - epochMs(stop.at)) / 1000;
  const seconds = Math.min(longestLook, Math.max(shortestLook, lasted));
  const until = addSeconds(now, Math.round(seconds * (1 + shareOf(attemptId))));
  return { until, reason: postponements.stopped };
};

const tomorrowSpread = 6 * 3600;

/** Some time in the first hours of the next day, whose windows spread it further. */
export const afterCap = (attemptId: string, now: Instant): Postponement => {
  const midnight = instantAt('UTC', addDays(capDay(now), 1), '00:00');
  const until = addSeconds(midnight, Math.round(tomorrowSpread * shareOf(attemptId)));
  return { until, reason: postponements.capped };
};
