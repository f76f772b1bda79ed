import type { DomainData } from '../../events/catalogue.ts';
import { shardOf } from '../../shared/domain/account.ts';
import { addSeconds, type Instant } from '../../shared/domain/calendar.ts';
import { evolve as evolveApplication } from '../../shared/domain/credit/application/evolve.ts';
import { type ApplicationFact, isFinal } from '../../shared/domain/credit/application/facts.ts';
import { offerKey, referralItemOf } from '../../shared/domain/credit/application/items.ts';
import { applicantItemsOf, placesOf } from '../../shared/domain/credit/application/of-applicant.ts';
import { lineItems } from '../../shared/domain/credit/line/items.ts';
import { evolveWhole } from '../../shared/domain/credit/line/replay.ts';
import type { LineBook, LineFact } from '../../shared/domain/credit/line/types.ts';
import type { Application } from '../../shared/domain/credit/types.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import type { Item, Key } from '../reader.ts';

/** What follows from the stream of an application or a line. */
export type CreditProjection = {
  readonly snapshot: Item;
  /** Beside the snapshot, in its partition and elsewhere. */
  readonly items: readonly Item[];
  /** Places that the subject has left: something else may be there now. */
  readonly absent: readonly Key[];
  /** Members of the snapshot that no event tells. */
  readonly believed: ReadonlySet<string>;
};

export type Projected =
  | { readonly stands: true; readonly projection: CreditProjection }
  | { readonly stands: false; readonly version: number; readonly why: string };

const fold = <State>(
  events: readonly JournalItem[],
  evolve: (state: State | undefined, event: JournalItem) => State,
): { readonly state: State | undefined } | { readonly version: number; readonly why: string } => {
  let state: State | undefined;
  for (const event of events) {
    try {
      state = evolve(state, event);
    } catch (error) {
      return {
        version: event.version,
        why: error instanceof Error ? error.message : String(error),
      };
    }
  }
  return { state };
};

const headOf = (events: readonly JournalItem[]) => {
  const last = events.at(-1);
  return { version: last?.version ?? 0, hash: last?.hash ?? '' };
};

const factOf = ({ type, data }: JournalItem) => ({ type, data }) as unknown;

const ofApplication = (events: readonly JournalItem[], state: Application): CreditProjection => {
  const { applicationId, offer, status } = state;
  const referral = referralItemOf(state);
  return {
    snapshot: {
      pk: `APPLICATION#${applicationId}`,
      sk: 'APPLICATION',
      ...state,
      ...headOf(events),
    },
    items: [
      ...applicantItemsOf(state),
      ...(offer === undefined ? [] : [{ ...offerKey(offer.tokenId), applicationId }]),
      ...(referral === undefined ? [] : [referral]),
    ],
    absent: isFinal(status) ? placesOf(state) : [],
    believed: new Set(),
  };
};

/** Longer than whoever grants takes from the reading of accounts to the commit. */
const grantSeconds = 60;

/** Whoever granted last had before them what was given up until then, or left its hold in force. */
const lossesFrom = (events: readonly JournalItem[]): { readonly lossesFrom?: Instant } => {
  const granted = events.findLast(({ type, data }) => {
    if (type === 'CreditLineActivated') return true;
    return (
      type === 'CreditLineChanged' && (data as DomainData<'CreditLineChanged'>).because !== 'person'
    );
  });
  return granted === undefined ? {} : { lossesFrom: addSeconds(granted.recordedAt, -grantSeconds) };
};

const ofLine = (events: readonly JournalItem[], book: LineBook): CreditProjection => {
  const { lineId } = book.line;
  return {
    // Where the ledger was counted up to is believed; without it, a line counts anew.
    snapshot: {
      pk: `LINE#${lineId}`,
      sk: 'LINE',
      accounts: {},
      ...lossesFrom(events),
      ...book.line,
      ...headOf(events),
    },
    items: [...lineItems.projected(book, shardOf(lineId)).values()],
    absent: [],
    believed: new Set(['accounts', 'lossesFrom']),
  };
};

/** @param streamId `application#<id>` or `line#<id>`, with at least one event. */
export const projectCredit = (streamId: string, events: readonly JournalItem[]): Projected => {
  if (streamId.startsWith('application#')) {
    const folded = fold<Application>(events, (state, event) =>
      evolveApplication(state, factOf(event) as ApplicationFact, event.effectiveOn),
    );
    if ('why' in folded) return { stands: false, ...folded };
    return folded.state === undefined
      ? { stands: false, version: 0, why: 'it has no event' }
      : { stands: true, projection: ofApplication(events, folded.state) };
  }
  const folded = fold<LineBook>(events, (book, event) =>
    evolveWhole(book, factOf(event) as LineFact, event.effectiveOn),
  );
  if ('why' in folded) return { stands: false, ...folded };
  return folded.state === undefined
    ? { stands: false, version: 0, why: 'it has no event' }
    : { stands: true, projection: ofLine(events, folded.state) };
};

/** Where the items of a subject are. */
export const partitionOf = (streamId: string): string => {
  const cut = streamId.indexOf('#');
  const prefix = streamId.slice(0, cut) === 'line' ? 'LINE' : 'APPLICATION';
  return `${prefix}#${streamId.slice(cut + 1)}`;
};

/** Of a partition: marks of what was applied, and the applicant, who may be erased. */
export const isBelieved = ({ sk }: Key): boolean => sk.startsWith('IN#') || sk === 'APPLICANT';
