import { type BusinessDate, dateIn, type Zone } from '../../../shared/domain/calendar.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import { decideRound, type Round } from '../../../shared/domain/credit/application/decide.ts';
import { decideCredit, evaluatorVersion } from '../../../shared/domain/credit/decision.ts';
import { latenessIn } from '../../../shared/domain/credit/lateness.ts';
import type { CreditPolicy } from '../../../shared/domain/credit/policy/schema.ts';
import type { Rate } from '../../../shared/domain/credit/rates.ts';
import type { Application, Published } from '../../../shared/domain/credit/types.ts';
import type { Scorecard } from '../../../shared/domain/scoring/types.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import { InvalidInput } from '../../../shared/lambda/task.ts';
import type { ApplicationStore, CreditFiles } from '../../../shared/ports/applications.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import { ApplicationContended, maxRaces } from '../../../shared/services/credit/contended.ts';
import type { HeardOf } from '../../../shared/services/credit/heard-of.ts';
import { planOf } from '../../../shared/services/credit/plan.ts';
import type { StandingReader } from '../../../shared/services/credit/standing.ts';
import type {
  DecideRequest,
  GatherAnswer,
  PlanAnswer,
} from '../../../statemachines/credit-approval/io.ts';
import { type Gathered, inputsOf, type PresentLine } from './inputs.ts';
import { knownIn } from './known.ts';

export type Deps = {
  readonly applications: Pick<ApplicationStore, 'load' | 'applicant' | 'commit'>;
  readonly files: CreditFiles;
  /** The line of the customer, if there is one, as its accounts show it now. */
  readonly lineOf: (state: Application) => Promise<PresentLine | undefined>;
  /** Who the applicant is to us already. */
  readonly standingOf: StandingReader;
  /** What bureaus told of the applicant. */
  readonly heardOf: HeardOf;
  /** The newest rate between two currencies up to a day, either way round. */
  readonly rateOf: (from: string, to: string, on: BusinessDate) => Promise<Rate | undefined>;
  /** Of applications that nothing was decided about yet. */
  readonly policy: { readonly name: string; readonly version: number };
  readonly policyOf: (name: string, version: number) => CreditPolicy;
  readonly scorecardOf: (name: string, version: number) => Scorecard;
  readonly sha256: (text: string) => string;
  readonly bookZone: Zone;
  readonly clock: Clock;
};

/** What a source kept, if it is still what its digest says. */
const readPart = async (
  { files, sha256 }: Pick<Deps, 'files' | 'sha256'>,
  { source, status, key, sha256: digest }: GatherAnswer,
): Promise<Gathered> => {
  const bytes = key === undefined ? undefined : await files.get(key);
  const text = bytes && new TextDecoder().decode(bytes);
  const value: unknown =
    text !== undefined && sha256(text) === digest ? JSON.parse(text) : undefined;
  return { source, status, value };
};

/** Every provider that was asked, or the source as a whole where there are none. */
const sourcesOf = (gathered: readonly GatherAnswer[]): Round['sources'] =>
  gathered.flatMap(({ source, status, sha256, receivedAt, asked = [] }): Round['sources'] => {
    if (asked.length > 0) return asked.map((each) => ({ source, ...each }));
    return [
      {
        source,
        status,
        ...(sha256 === undefined ? {} : { sha256 }),
        ...(receivedAt === undefined ? {} : { receivedAt }),
      },
    ];
  });

const publishedOf = (
  data: { readonly name: string; readonly version: number },
  sha256: Deps['sha256'],
): Published => ({ id: data.name, version: data.version, sha256: sha256(canonicalJson(data)) });

/** An application goes on under the policy that it began with. */
const policyFor = ({ policy, policyOf }: Deps, { decision }: Application): CreditPolicy =>
  decision === undefined
    ? policyOf(policy.name, policy.version)
    : policyOf(decision.policy.id, decision.policy.version);

/**
 * Decides a round of an application by policy: keeps all that it looks at whole, then journals the
 * decision with the digests. A round is decided once; asked again it answers what comes next.
 *
 * @throws InvalidInput when there is no such application.
 * @throws ApplicationContended when others kept committing first.
 */
export const createHandler =
  (deps: Deps) =>
  async ({ applicationId, gathered }: DecideRequest, log: Logger): Promise<PlanAnswer> => {
    const { applications, files, sha256, clock } = deps;
    for (let race = 0; race < maxRaces; race += 1) {
      const stored = await applications.load(applicationId);
      if (stored === undefined) throw new InvalidInput(`there is no application ${applicationId}`);
      const { state } = stored;
      const at = clock.now();
      if (state.status !== 'gathering') return planOf(stored, at);
      const on = dateIn(deps.bookZone, at);
      const policy = policyFor(deps, state);
      const card = policy.scorecards[state.applicantKind];
      const scorecard = deps.scorecardOf(card.name, card.version);
      const of = { currency: policy.currency, on };
      const { standing, counted, line } = await deps.standingOf(state, of);
      const told = (await deps.heardOf(state)).map(({ heardAt }) => heardAt);
      const gatheredInputs = inputsOf({
        state,
        applicant: await applications.applicant(applicationId),
        gathered: await Promise.all(gathered.map((each) => readPart(deps, each))),
        present: await deps.lineOf(state),
        standing,
        rate:
          state.currency === policy.currency
            ? undefined
            : await deps.rateOf(state.currency, policy.currency, on),
        at,
        on,
      });
      const known = knownIn(state, gathered, gatheredInputs, told);
      const inputs =
        known.unreadNewsAt === undefined
          ? gatheredInputs
          : { ...gatheredInputs, standing: { ...standing, unreadNews: true as const } };
      const text = canonicalJson(inputs);
      const digest = sha256(text);
      const key = `decisions/${applicationId}/${state.round}-${digest.slice(0, 16)}.json`;
      await files.put(key, new TextEncoder().encode(text), 'application/json');
      const decision = decideCredit(inputs, policy, scorecard);
      const round = decideRound(
        state,
        {
          round: state.round,
          sources: sourcesOf(gathered),
          decision,
          policy: publishedOf(policy, sha256),
          scorecard: publishedOf(scorecard, sha256),
          evaluator: evaluatorVersion,
          inputs: { key, sha256: digest },
          lateness: latenessIn(inputs),
          line,
          ...known,
          decidedOn: on,
        },
        policy,
        at,
      );
      if (!round.decided) return planOf(stored, at);
      const committed = await applications.commit({
        stored,
        facts: round.facts,
        counted,
        effectiveOn: on,
        cause: {
          causationId: `round:${applicationId}:${state.round}`,
          correlationId: applicationId,
        },
      });
      if (committed === 'conflict') continue;
      const { outcome, rules } = decision;
      log.info('policy decided', { applicationId, round: state.round, outcome, rules });
      return planOf(committed, at);
    }
    throw new ApplicationContended(applicationId);
  };
