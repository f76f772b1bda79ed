import { type BusinessDate, dateIn, type Zone } from '../../../shared/domain/calendar.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import type { ActContext } from '../../../shared/domain/credit/application/act-context.ts';
import { decideAct } from '../../../shared/domain/credit/application/acts.ts';
import { applicationRefusals } from '../../../shared/domain/credit/application/facts.ts';
import { creditRoleOf, type RoleAssignments } from '../../../shared/domain/credit/authority.ts';
import { namesOfActor } from '../../../shared/domain/credit/names.ts';
import type { CreditPolicy } from '../../../shared/domain/credit/policy/schema.ts';
import { othersIn } from '../../../shared/domain/credit/standing.ts';
import type { Application } from '../../../shared/domain/credit/types.ts';
import { together } from '../../../shared/domain/together.ts';
import type { ApiResponse } from '../../../shared/lambda/api.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import {
  actIdTaken,
  applicationParameter,
  busy,
  notFound,
  type OperatorRequest,
  read,
  refused,
} from '../../../shared/lambda/operator.ts';
import type { ApplicationCommit, ApplicationStore } from '../../../shared/ports/applications.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { DigestOf } from '../../../shared/ports/digests.ts';
import { maxRaces } from '../../../shared/services/credit/contended.ts';
import type { RateOf } from '../../../shared/services/credit/in-currency.ts';
import { nameDigests } from '../../../shared/services/credit/name-digests.ts';
import type { NewsSince } from '../../../shared/services/credit/news-since.ts';
import type { StandingReader } from '../../../shared/services/credit/standing.ts';
import { actOf, applicationAct } from './acts.ts';

export type Deps = {
  readonly applications: Pick<ApplicationStore, 'load' | 'carriedOut' | 'commit'>;
  /** Of applications that nothing was decided about yet. */
  readonly policy: { readonly name: string; readonly version: number };
  readonly policyOf: (name: string, version: number) => CreditPolicy;
  /** Who has which role, by IAM role or whole ARN. */
  readonly roles: RoleAssignments;
  readonly rateOf: RateOf;
  /** Who the applicant is to us already. */
  readonly standingOf: StandingReader;
  readonly newsSince: NewsSince;
  /** As register-application digests the names of applicants. */
  readonly digestOf: DigestOf;
  readonly sha256: (text: string) => string;
  readonly bookZone: Zone;
  readonly clock: Clock;
};

/** What an approval counts by today: the rate, and what else the applicant may use. */
const stakeAlong = async (
  { rateOf, standingOf, newsSince }: Deps,
  state: Application,
  policy: CreditPolicy,
  on: BusinessDate,
): Promise<
  Pick<ActContext, 'rate' | 'othersMinor' | 'line' | 'news'> & Pick<ApplicationCommit, 'counted'>
> => {
  const { currency } = policy;
  const [rate, { standing, counted, line }] = await together([
    rateOf(state.currency, currency, on),
    standingOf(state, { currency, on }),
  ]);
  // An active line is held or reviewed for news, so nobody has to look for them.
  const looks = state.kind === 'new' && line?.closed !== false;
  const news = looks ? (await newsSince(state)).map(({ because }) => because) : [];
  return { rate, othersMinor: othersIn(standing, policy), counted, line, news };
};

/**
 * Carries out what a person decided about an application: facts with who decided, in which role
 * and why. The role is the one that the environment gives to the principal who signed the request,
 * never one that the request claims. The same act id again answers `done-before`.
 */
export const createHandler =
  (deps: Deps) =>
  async ({ actor, params, body }: OperatorRequest, log: Logger): Promise<ApiResponse> => {
    const { applications, policy, policyOf, roles, digestOf, sha256, clock } = deps;
    const of = read(applicationParameter, params);
    if (!of.ok) return of.answer;
    const given = read(applicationAct, body);
    if (!given.ok) return given.answer;
    const { applicationId } = of.value;
    const { actId, reason } = given.value;
    const asked = actOf(given.value);
    const role = creditRoleOf(actor, roles);
    if (role === undefined) {
      return refused(409, 'no-credit-role', `${actor} has no role in the approval of credit`);
    }
    const mark = { actId: `act:${actId}`, content: sha256(canonicalJson(asked)).slice(0, 16) };
    const done = { applicationId, actId, act: asked.act, role };
    for (let race = 0; race < maxRaces; race += 1) {
      const stored = await applications.load(applicationId);
      if (stored === undefined) return notFound(`there is no application ${applicationId}`);
      const before = await applications.carriedOut(applicationId, mark.actId);
      if (before === mark.content) {
        const { status } = stored.state;
        return { status: 200, body: { ...done, outcome: 'done-before', status } };
      }
      if (before !== undefined) return actIdTaken(actId);
      const { decision, currency } = stored.state;
      if ('currency' in given.value && given.value.currency !== currency) {
        const named = given.value.currency;
        return refused(
          409,
          applicationRefusals.anotherCurrency,
          `currency: ${JSON.stringify(named)}; expected ${currency}, which ${applicationId} is in`,
        );
      }
      const { id, version } = decision?.policy ?? { id: policy.name, version: policy.version };
      const now = clock.now();
      const on = dateIn(deps.bookZone, now);
      const ofApplication = policyOf(id, version);
      const { counted, ...stake } =
        asked.act === 'approve'
          ? await stakeAlong(deps, stored.state, ofApplication, on)
          : { rate: undefined, othersMinor: undefined, counted: undefined, line: undefined };
      const decided = decideAct(stored.state, asked, {
        by: { actId, actor, reason, role },
        policy: ofApplication,
        now,
        ...stake,
        names: await nameDigests(namesOfActor(actor), digestOf),
        roleOf: (principal) => creditRoleOf(principal, roles),
      });
      if (!decided.decided) {
        const { code, message } = decided;
        log.warn('an act on an application was refused', { applicationId, actId, code });
        return refused(409, code, message);
      }
      const causationId = `act:${actId}`;
      const committed = await applications.commit({
        stored,
        facts: decided.facts,
        effectiveOn: on,
        cause: { causationId, correlationId: applicationId },
        mark,
        counted,
      });
      if (committed === 'conflict') continue;
      log.info('a person acted on an application', { applicationId, actId, act: asked.act, role });
      const { status, referral } = committed.state;
      return {
        status: 200,
        body: {
          ...done,
          outcome: 'done',
          status,
          ...(referral === undefined ? {} : { approvals: referral.approvals.length }),
        },
      };
    }
    log.warn('the application is busy', { applicationId, actId });
    return busy('the application');
  };
