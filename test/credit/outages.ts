import type { CallPoint, FaultPlan } from '../../local/faults.ts';
import { dayMs, hourMs, startMs } from './world.ts';

/** Functions that die at every call for some hours of a day, one after the other. */
const outages = [
  { functionName: 'GatherHistoryFunction', day: 75, hours: 8 },
  { functionName: 'GatherBureauFunction', day: 78, hours: 8 },
  { functionName: 'GatherFinancialsFunction', day: 82, hours: 8 },
  { functionName: 'DecideApplicationFunction', day: 85, hours: 8 },
  { functionName: 'MakeOfferFunction', day: 89, hours: 8 },
  { functionName: 'GiveNoticeFunction', day: 92, hours: 8 },
  { functionName: 'PlanApplicationFunction', day: 96, hours: 8 },
  { functionName: 'ActivateLineFunction', day: 99, hours: 8 },
] as const;

const isOut = ({ functionName }: CallPoint, now: number): boolean =>
  outages.some(({ functionName: name, day, hours }) => {
    const from = startMs + day * dayMs + 8 * hourMs;
    return name === functionName && now >= from && now < from + hours * hourMs;
  });

/** Everything that AWS allows itself, seldom, all of the time; and each function once out of order. */
export const disturbances = (seed: number, now: () => number): FaultPlan => ({
  seed,
  duplicates: 0.03,
  reorder: true,
  throttle: 0.003,
  crash: 0.001,
  partial: 0.01,
  script: (point) => (isOut(point, now()) ? 'crash-before' : undefined),
});
