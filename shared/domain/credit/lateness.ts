import { million } from '../scoring/types.ts';
import { type CreditInputs, isMissing } from './inputs.ts';
import type { Lateness } from './types.ts';

/** What inputs of a decision say of how late the account pays, as the decision records it. */
export const latenessIn = ({ history }: CreditInputs): Lateness | undefined => {
  if (isMissing(history)) return undefined;
  const { lateProbability, expectedDaysLate, latenessModel } = history;
  if (
    lateProbability === undefined ||
    expectedDaysLate === undefined ||
    latenessModel === undefined
  ) {
    return undefined;
  }
  const { lateAfterDays, ...model } = latenessModel;
  return {
    probabilityPpm: Math.round(lateProbability * million),
    lateAfterDays,
    expectedDays: expectedDaysLate,
    model,
  };
};
