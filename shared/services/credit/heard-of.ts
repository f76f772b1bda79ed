import { lineOf } from '../../domain/credit/application/of-applicant.ts';
import { maxLooked } from '../../domain/credit/group.ts';
import type { Application } from '../../domain/credit/types.ts';
import { together } from '../../domain/together.ts';
import type { ApplicationStore } from '../../ports/applications.ts';
import type { Alert, LineNews } from '../../ports/credit-lines.ts';

export type HeardOfDeps = {
  readonly applications: Pick<ApplicationStore, 'load' | 'ofApplicant'>;
  readonly news: Pick<LineNews, 'heard'>;
};

/**
 * What bureaus told of whoever an application is of, under any number that they are or were a
 * customer by, in no order. Consistent.
 */
export type HeardOf = (
  state: Pick<
    Application,
    'applicationId' | 'customerId' | 'legalEntity' | 'lineId' | 'fingerprint'
  >,
) => Promise<readonly Alert[]>;

/** Applications that became no line, the newest: those that are open, then as they ended. */
export const maxApplications = 20;

export const createHeardOf = ({ applications, news }: HeardOfDeps): HeardOf => {
  /** Whoever was declined, or left, under a customer number was told of under that. */
  const linesAskedFor = async (ids: readonly string[]): Promise<readonly string[]> => {
    const stored = await together(ids.slice(0, maxApplications).map(applications.load));
    return stored.flatMap((each) => (each === undefined ? [] : lineOf(each.state)));
  };
  // Of whoever has had more lines than are looked at, policy decides nothing alone.
  return async (state) => {
    const { open, ended, lines } = await applications.ofApplicant(state.fingerprint);
    const withoutLine = ended
      .filter(({ lineId }) => lineId === undefined)
      .toSorted((one, other) => (one.on < other.on ? 1 : -1))
      .map(({ applicationId }) => applicationId);
    const others = [...open, ...withoutLine].filter((id) => id !== state.applicationId);
    const own = [lineOf(state), ...lines.slice(0, maxLooked)];
    const looked = new Set([...own, ...(await linesAskedFor(others))]);
    return (await together([...looked].map(news.heard))).flat();
  };
};
