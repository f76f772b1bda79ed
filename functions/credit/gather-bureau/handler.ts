import type { Instant } from '../../../shared/domain/calendar.ts';
import { lineIdOf } from '../../../shared/domain/credit/line/types.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import { InvalidInput } from '../../../shared/lambda/task.ts';
import type { LineNews } from '../../../shared/ports/credit-lines.ts';
import {
  type GatherBureauDeps,
  gatherFromBureaus,
} from '../../../shared/services/credit/gather-bureau.ts';
import {
  type ApplicationReads,
  gatheringCaseOf,
} from '../../../shared/services/credit/gathering-case.ts';
import type {
  ApplicationRequest,
  GatherAnswer,
} from '../../../statemachines/credit-approval/io.ts';

export type Deps = Omit<GatherBureauDeps, 'onFault'> & {
  readonly applications: ApplicationReads;
  readonly news: Pick<LineNews, 'newest'>;
};

const later = (one: Instant | undefined, other: Instant | undefined): Instant | undefined =>
  one !== undefined && (other === undefined || one > other) ? one : other;

/** @throws InvalidInput when there is no such application. */
export const createHandler =
  (deps: Deps) =>
  async ({ applicationId }: ApplicationRequest, log: Logger): Promise<GatherAnswer> => {
    const of = await gatheringCaseOf(deps.applications, applicationId);
    if (of === undefined) throw new InvalidInput('no such application');
    // Read now: an alert may have come since the application, or the review, began.
    const heardAt = await deps.news.newest(lineIdOf(of.customerId, of.legalEntity));
    const gathered = await gatherFromBureaus(
      { ...deps, onFault: (fault) => log.warn('a bureau did not answer as it should', fault) },
      { ...of, askAfter: later(of.askAfter, heardAt) },
    );
    return {
      source: 'bureau',
      ...gathered,
      asked: [...gathered.asked],
      ...(heardAt === undefined ? {} : { newsAt: heardAt }),
    };
  };
