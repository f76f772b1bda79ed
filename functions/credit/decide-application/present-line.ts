import { lineIdOf } from '../../../shared/domain/credit/line/types.ts';
import type { Application } from '../../../shared/domain/credit/types.ts';
import type { LineDesk } from '../../../shared/services/credit/line-desk.ts';
import type { PresentLine } from './inputs.ts';

/**
 * The line that a customer has already, with what is owed and promised against it, which is not
 * known while a rate is missing. A line in another currency is left to people.
 */
export const presentLineOf =
  (desk: Pick<LineDesk, 'look'>) =>
  async ({
    customerId,
    legalEntity,
    currency,
  }: Pick<Application, 'customerId' | 'legalEntity' | 'currency'>): Promise<
    PresentLine | undefined
  > => {
    const view = await desk.look(lineIdOf(customerId, legalEntity));
    if (view === undefined) return undefined;
    const { exposure } = view;
    const { line } = view.stored;
    if (line.currency !== currency || line.status === 'closed') return undefined;
    const { lineId, limitMinor, termsDays, riskClass, grade, holds } = line;
    return {
      line: { lineId, limitMinor, termsDays, riskClass, grade, onHold: holds.length > 0 },
      // Prepaid cash beyond what is owed is no exposure.
      exposureMinor: exposure.ok ? Math.max(0, exposure.exposureMinor) : null,
    };
  };
