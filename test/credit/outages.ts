import type { CallPoint, FaultPlan } from '../../local/faults.ts';
import { hashText } from '../../local/kernel/random.ts';
import { dayMs, hourMs, startMs } from './world.ts';

/** Functions to which every service is out of order for more than a day, one after the other. */
const outages = [
  { functionName: 'GatherHistoryFunction', day: 75 },
  { functionName: 'GatherBureauFunction', day: 79 },
  { functionName: 'GatherFinancialsFunction', day: 83 },
  { functionName: 'DecideApplicationFunction', day: 87 },
  { functionName: 'MakeOfferFunction', day: 91 },
  { functionName: 'GiveNoticeFunction', day: 95 },
  { functionName: 'PlanApplicationFunction', day: 99 },
  { functionName: 'ActivateLineFunction', day: 103 },
] as const;

const OUTAGE_MS = 36 * hourMs;

const isOut = ({ functionName }: CallPoint, now: number): boolean =>
  outages.some(({ functionName: name, day }) => {
    const from = startMs + day * dayMs;
    return name === functionName && now >= from && now < from + OUTAGE_MS;
  });

/** The application that a call is about, as far as its key tells. */
const applicationIn = ({ input }: CallPoint): string | undefined => {
  const { Key } = input as { readonly Key?: { readonly pk?: unknown } };
  const pk = typeof Key?.pk === 'string' ? Key.pk : (Key?.pk as { S?: string } | undefined)?.S;
  return pk?.startsWith('APPLICATION#') ? pk.slice('APPLICATION#'.length) : undefined;
};

/** Of so many applications one has functions that die the first time that they look at it. */
const WEAK_OF = 12;

/** Everything that AWS allows itself, seldom, all of the time; and each function once out of order. */
export const disturb = (seed: number) => {
  /** Applications whose offer nobody can write for now. */
  const stalled = new Set<string>();
  const died = new Set<string>();
  const diesFirst = (point: CallPoint, applicationId: string): boolean => {
    const key = `${point.functionName} ${applicationId}`;
    if (died.has(key) || hashText(key, seed) % WEAK_OF !== 0) return false;
    died.add(key);
    return true;
  };
  const plan = (now: () => number): FaultPlan => ({
    seed,
    duplicates: 0.03,
    reorder: true,
    throttle: 0.003,
    crash: 0.001,
    partial: 0.01,
    script: (point) => {
      if (isOut(point, now())) return 'refuse';
      const applicationId = applicationIn(point);
      if (applicationId === undefined) return undefined;
      if (point.functionName === 'MakeOfferFunction' && stalled.has(applicationId)) {
        return 'crash-before';
      }
      return diesFirst(point, applicationId) ? 'crash-after' : undefined;
    },
  });
  return { plan, stalled };
};
