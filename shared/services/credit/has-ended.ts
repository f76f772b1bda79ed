import { isFinal } from '../../domain/credit/application/facts.ts';
import type { ApplicationStore } from '../../ports/applications.ts';

/** Whether an application or a review has ended: a line may wait for one that did so undecided. */
export type HasEnded = (applicationId: string) => Promise<boolean>;

export const createHasEnded =
  (applications: Pick<ApplicationStore, 'load'>): HasEnded =>
  async (applicationId) => {
    const stored = await applications.load(applicationId);
    return stored !== undefined && isFinal(stored.state.status);
  };
