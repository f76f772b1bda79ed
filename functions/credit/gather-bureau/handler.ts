import { laterOf, newsReadIn } from '../../../shared/domain/credit/application/news.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import { InvalidInput } from '../../../shared/lambda/task.ts';
import {
  type GatherBureauDeps,
  gatherFromBureaus,
} from '../../../shared/services/credit/gather-bureau.ts';
import {
  type ApplicationReads,
  gatheringCaseOf,
} from '../../../shared/services/credit/gathering-case.ts';
import type { HeardOf } from '../../../shared/services/credit/heard-of.ts';
import type {
  ApplicationRequest,
  GatherAnswer,
} from '../../../statemachines/credit-approval/io.ts';

export type Deps = Omit<GatherBureauDeps, 'onFault'> & {
  readonly applications: ApplicationReads;
  readonly heardOf: HeardOf;
};

/** @throws InvalidInput when there is no such application. */
export const createHandler =
  (deps: Deps) =>
  async ({ applicationId }: ApplicationRequest, log: Logger): Promise<GatherAnswer> => {
    const of = await gatheringCaseOf(deps.applications, applicationId);
    if (of === undefined) throw new InvalidInput('no such application');
    // Read now: an alert may have come since the application, or the review, began.
    const told = await deps.heardOf(of);
    const lastAt = told
      .map(({ heardAt }) => heardAt)
      .toSorted()
      .at(-1);
    const gathered = await gatherFromBureaus(
      { ...deps, onFault: (fault) => log.warn('a bureau did not answer as it should', fault) },
      { ...of, askAfter: laterOf(of.askAfter, lastAt) },
    );
    const bureaus = deps.settings.bureaus.map(({ name }) => name);
    const newsAt = newsReadIn(told, gathered.asked, bureaus);
    return {
      source: 'bureau',
      ...gathered,
      asked: [...gathered.asked],
      ...(newsAt === undefined ? {} : { newsAt }),
    };
  };
