import { type BusinessDate, dateIn, type Zone } from '../../../shared/domain/calendar.ts';
import { isFinal } from '../../../shared/domain/credit/application/facts.ts';
import { newsStanding } from '../../../shared/domain/credit/application/news.ts';
import { lineOf } from '../../../shared/domain/credit/application/of-applicant.ts';
import type { CreditPolicy } from '../../../shared/domain/credit/policy/schema.ts';
import { othersIn } from '../../../shared/domain/credit/standing.ts';
import type { Application } from '../../../shared/domain/credit/types.ts';
import { together } from '../../../shared/domain/together.ts';
import type { ApiResponse } from '../../../shared/lambda/api.ts';
import {
  applicationParameter,
  notFound,
  type OperatorRequest,
  read,
} from '../../../shared/lambda/operator.ts';
import type { ApplicationStore } from '../../../shared/ports/applications.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { JournalReader } from '../../../shared/ports/journal.ts';
import type { HeardOf } from '../../../shared/services/credit/heard-of.ts';
import type { StandingReader } from '../../../shared/services/credit/standing.ts';
import { type LineDeps, shownLine } from './lines.ts';

export type Deps = LineDeps & {
  readonly applications: Pick<ApplicationStore, 'load' | 'applicant' | 'ofApplicant'>;
  readonly journal: Pick<JournalReader, 'last'>;
  readonly standingOf: StandingReader;
  /** What bureaus told of the applicant. */
  readonly heardOf: HeardOf;
  /** That decides what was not decided yet. */
  readonly policy: { readonly name: string; readonly version: number };
  readonly policyOf: (name: string, version: number) => CreditPolicy;
  readonly bookZone: Zone;
  readonly clock: Clock;
};

/** A round is three events, an act one or two: enough for what happened last. */
const shownEvents = 100;
/** Each is caught up with its accounts; the ids of all are listed. */
const shownLines = 20;
const shownNews = 20;

/** What counts along in whose authority an approval takes, as it stands now. */
const connectedTo = async (
  { standingOf, policy, policyOf }: Deps,
  state: Application,
  on: BusinessDate,
) => {
  const { id, version } = state.decision?.policy ?? { id: policy.name, version: policy.version };
  const { currency } = policyOf(id, version);
  const { standing } = await standingOf(state, { currency, on });
  const { otherLimits, tooManyLimits = false } = standing;
  return {
    // Undefined when nobody knows it: a rate is missing, or there are too many.
    limitsMinor: othersIn(standing, { currency }),
    currency,
    tooMany: tooManyLimits,
    limits: otherLimits.map(({ rate: _rate, ...limit }) => limit),
  };
};

/** What bureaus told of, the last one first, and whether a report knows of it. */
const bureauNewsOf = async ({ heardOf }: Deps, state: Application) =>
  (await heardOf(state))
    .toSorted((one, other) => (one.heardAt < other.heardAt ? 1 : -1))
    .slice(0, shownNews)
    .map(({ heardAt, insolvent }) => ({
      heardAt,
      insolvent,
      standing: newsStanding(state, heardAt),
    }));

/**
 * An application as it stands, who applies, what else there is of the applicant, and what happened;
 * of one that is open also how the lines stand, what counts along and what bureaus told of. The tax
 * id is left out: whoever decides needs to know that it was checked, not what it is. So is the name
 * of the offer's link. Nothing is written.
 */
export const createHandler =
  (deps: Deps) =>
  async ({ params }: OperatorRequest): Promise<ApiResponse> => {
    const of = read(applicationParameter, params);
    if (!of.ok) return of.answer;
    const { applications, journal, bookZone, clock } = deps;
    const { applicationId } = of.value;
    const [stored, applicant, events] = await Promise.all([
      applications.load(applicationId),
      applications.applicant(applicationId),
      journal.last(`application#${applicationId}`, shownEvents),
    ]);
    if (stored === undefined) return notFound(`there is no application ${applicationId}`);
    const { open, ended, lines } = await applications.ofApplicant(stored.state.fingerprint);
    const isOpen = !isFinal(stored.state.status);
    const looked = isOpen
      ? [...new Set([lineOf(stored.state), ...lines])].slice(0, shownLines)
      : [];
    const [shown, connected, bureauNews] = await together([
      together(looked.map((lineId) => shownLine(deps, lineId))),
      isOpen ? connectedTo(deps, stored.state, dateIn(bookZone, clock.now())) : undefined,
      isOpen ? bureauNewsOf(deps, stored.state) : undefined,
    ]);
    const { offer, ...state } = stored.state;
    const { tokenId: _token, ...offered } = offer ?? { tokenId: undefined };
    const { taxId: _taxId, ...known } = applicant ?? { taxId: undefined };
    return {
      status: 200,
      body: {
        ...state,
        ...(offer === undefined ? {} : { offer: offered }),
        ...(applicant === undefined ? {} : { applicant: known }),
        before: {
          open: open.filter((id) => id !== applicationId),
          ended: ended.filter((each) => each.applicationId !== applicationId),
          lines,
        },
        lines: shown.filter((line) => line !== undefined),
        ...(connected === undefined ? {} : { connected }),
        ...(bureauNews === undefined ? {} : { bureauNews }),
        version: stored.head.version,
        history: events.map(({ version, type, effectiveOn, recordedAt, data }) => {
          const {
            tokenId: _link,
            applicationId: _id,
            ...said
          } = data as Readonly<Record<string, unknown>>;
          return { version, type, effectiveOn, recordedAt, ...said };
        }),
      },
    };
  };
