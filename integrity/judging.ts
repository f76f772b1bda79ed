import { epochMs, type Instant } from '../shared/domain/calendar.ts';
import type { JournalItem } from '../shared/ports/journal.ts';

export type Judging = {
  readonly now: Instant;
  /** What follows a commit may take so long; only what is older is a finding. */
  readonly graceSeconds: number;
};

/** Whether the stream moved so lately that what follows from it may still be on its way. */
export const isRecent = (
  events: readonly JournalItem[] | undefined,
  { now, graceSeconds }: Judging,
): boolean => {
  const movedAt = events?.at(-1)?.recordedAt;
  return movedAt !== undefined && epochMs(now) - epochMs(movedAt) < graceSeconds * 1000;
};
