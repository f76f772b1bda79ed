/** What happens of a line once it is looked at for news: it waits for a review, or is held. */
const hears = new Set(['CreditReviewDue', 'CreditReviewQueued', 'CreditHoldPlaced']);

/**
 * Counts what ledgers tell of customers, and holds decisions without an active line against it: what
 * was told before the last decision is known, all else is news that nobody may overlook.
 */
export const createNewsCount = (hold: (holds: boolean, what: string) => void) => {
  const told = new Map<string, number>();
  /** As it was before what happens at once now. */
  const before = new Map<string, number>();
  const known = new Map<string, number>();
  /** Lines that began without knowing all that was told; they hear of it at once. */
  const unheard = new Set<string>();
  const counts = { overlooked: 0 };
  return {
    counts,
    begin: (): void => {
      for (const [lineId, count] of told) before.set(lineId, count);
    },
    /** Everything that was begun has ended; `whole` unless something is to be tried again. */
    end: (whole: boolean): void => {
      hold(!whole || unheard.size === 0, `nobody told of news: ${[...unheard].join()}`);
      unheard.clear();
    },
    tell: (accountId: string): void => {
      const lineId = accountId.slice(0, accountId.lastIndexOf('|'));
      told.set(lineId, (told.get(lineId) ?? 0) + 1);
    },
    decided: (applicationId: string, lineId: string): void => {
      known.set(applicationId, told.get(lineId) ?? 0);
    },
    /** What was told at the same time may be seen or not. */
    approved: (applicationId: string, lineId: string): void => {
      const isKnown = (before.get(lineId) ?? 0) <= (known.get(applicationId) ?? 0);
      hold(isKnown, `${applicationId} was approved despite of news of ${lineId}`);
    },
    begun: (applicationId: string, lineId: string): void => {
      const knew = known.get(applicationId) ?? 0;
      hold((before.get(lineId) ?? 0) <= knew, `${lineId} began despite of news`);
      if ((told.get(lineId) ?? 0) <= knew) return;
      counts.overlooked += 1;
      unheard.add(lineId);
    },
    ofLine: (type: string, lineId: string): void => {
      if (hears.has(type)) unheard.delete(lineId);
    },
  };
};
