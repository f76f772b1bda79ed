import { currencyOf } from '../../domain/account.ts';
import type { Instant, Zone } from '../../domain/calendar.ts';
import { setAside } from '../../domain/collections/acts.ts';
import {
  type Next,
  type NotChased,
  nextIn,
  notChasedIn,
  type Standing,
  standingIn,
} from '../../domain/operations/next.ts';
import { type Happened, pastOf } from '../../domain/operations/past.ts';
import { together } from '../../domain/together.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CaseStore } from '../../ports/collections.ts';
import type { JournalReader } from '../../ports/journal.ts';
import type { SendingStore } from '../../ports/sending.ts';
import { type SurveyDeps, survey } from '../collections/survey.ts';
import { mostRecent, partyEvents } from './show.ts';

/** Why things were sent or not, what is next, and when. */
export type Explanation = {
  readonly accountId: string;
  readonly currency: string;
  readonly at: Instant;
  /** Of the party: its days and hours count. */
  readonly zone: Zone;
  readonly standing: Standing;
  readonly next: Next;
  readonly notChased: readonly NotChased[];
  /** The newest last. */
  readonly past: readonly Happened[];
};

export type ExplainDeps = SurveyDeps & {
  readonly cases: Pick<CaseStore, 'load'>;
  readonly journal: JournalReader;
  readonly sending: SurveyDeps['sending'];
  readonly stops: Pick<SendingStore, 'stop'>;
  readonly clock: Clock;
  /** The strategy of cases that open from now on. */
  readonly strategy: { readonly name: string; readonly version: number };
};

/** Events of the ledger and of the case that are looked through. */
const lookedAt = 200;

/** The answer to "why". Undefined when there is no such account. */
export const explainAccount = async (
  deps: ExplainDeps,
  accountId: string,
): Promise<Explanation | undefined> => {
  const [stored, seen, stop, entries] = await together([
    deps.cases.load(accountId),
    survey(deps, accountId),
    deps.stops.stop(),
    deps.journal.last(`account#${accountId}`, lookedAt),
  ]);
  if (seen.ledger.version === 0) return undefined;
  const state = stored?.state;
  const { name, version } = state?.status === 'open' ? state.strategy : deps.strategy;
  const [ofParty, ofCase] = await together([
    deps.journal.last(`party#${seen.partyId}`, partyEvents),
    state === undefined ? [] : deps.journal.last(`case#${state.caseId}`, lookedAt),
  ]);
  const desk = seen.desk(state?.caseId ?? '');
  const situation = {
    state,
    position: setAside(seen.position, state),
    strategy: deps.strategyOf(name, version),
    desk,
    view: seen.view,
    rules: deps.contactRules,
    stop,
    now: deps.clock.now(),
  };
  return {
    accountId,
    currency: currencyOf(accountId),
    at: situation.now,
    zone: desk.zone,
    standing: standingIn(situation),
    next: nextIn(situation),
    notChased: notChasedIn(situation),
    past: pastOf([...entries, ...ofCase, ...ofParty], accountId).slice(-mostRecent),
  };
};
