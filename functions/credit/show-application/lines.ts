import type { DomainData } from '../../../events/catalogue.ts';
import type { CreditLine } from '../../../shared/domain/credit/line/types.ts';
import type { JournalItem, JournalReader } from '../../../shared/ports/journal.ts';
import { figuresOf } from '../../../shared/services/credit/line-desk.ts';
import type { LineView } from '../../../shared/services/credit/line-view.ts';

export type LineDeps = {
  readonly look: (
    lineId: string,
  ) => Promise<Pick<LineView, 'book' | 'exposure' | 'circumstances'> | undefined>;
  readonly journal: Pick<JournalReader, 'last'>;
  /** Whether lines are looked at for what is past due. */
  readonly looksPastDue: boolean;
};

type Placed = { readonly since: string; readonly by?: string; readonly reason?: string };

/** One page of the journal; a hold that was placed before it is shown without its day. */
const searchedEvents = 200;

/** Since when each hold is in force, and by whom. */
const placedIn = (events: readonly JournalItem[]): ReadonlyMap<string, Placed> => {
  const placed = new Map<string, Placed>();
  for (const { type, data, recordedAt: since } of events) {
    if (type === 'CreditHoldReleased') {
      for (const reason of (data as DomainData<'CreditHoldReleased'>).because)
        placed.delete(reason);
    }
    if (type !== 'CreditHoldPlaced') continue;
    const { because, act } = data as DomainData<'CreditHoldPlaced'>;
    for (const reason of because) if (!placed.has(reason)) placed.set(reason, { since });
    // A second person may hold what one holds already: whoever ends it needs the rank of that one.
    if (act !== undefined) placed.set('person', { since, by: act.actor, reason: act.reason });
  }
  return placed;
};

const holdsOf = async (
  { journal }: LineDeps,
  { lineId, holds, heldBy }: CreditLine,
): Promise<readonly (Partial<Placed> & { readonly hold: string })[]> => {
  if (holds.length === 0) return [];
  const placed = placedIn(await journal.last(`line#${lineId}`, searchedEvents));
  return holds.map((hold) => ({
    hold,
    ...(hold === 'person' && heldBy !== undefined ? { by: heldBy.actor } : {}),
    ...placed.get(hold),
  }));
};

/** A line as whoever decides about its customer has to know it; undefined when there is none. */
export const shownLine = async (deps: LineDeps, lineId: string) => {
  const view = await deps.look(lineId);
  if (view === undefined) return undefined;
  const { book, exposure, circumstances } = view;
  const { line } = book;
  const { status, closedOn, limitMinor, currency, termsDays, riskClass, reviewOn, review } = line;
  return {
    lineId,
    status,
    closedOn,
    limitMinor,
    currency,
    termsDays,
    riskClass,
    reviewOn,
    review,
    groupId: line.groupId,
    holds: await holdsOf(deps, line),
    figures: figuresOf(line, exposure),
    unknown: exposure.ok ? undefined : { rule: exposure.code, message: exposure.message },
    pastDue: deps.looksPastDue ? circumstances.pastDue : undefined,
  };
};
