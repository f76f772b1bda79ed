import type { CallPoint, FaultPlan } from '../../local/faults.ts';
import { hashText } from '../../local/kernel/random.ts';
import { dayMs, hourMs, startMs } from './world.ts';

const functions = [
  'GatherHistoryFunction',
  'GatherBureauFunction',
  'GatherFinancialsFunction',
  'DecideApplicationFunction',
  'MakeOfferFunction',
  'GiveNoticeFunction',
  'PlanApplicationFunction',
  'ActivateLineFunction',
] as const;

/** Every service is out of order to one function after the other, for half a day. */
const FIRST_OUTAGE_DAY = 75;
const DAYS_BETWEEN = 4;
const OUTAGE_MS = 12 * hourMs;

const isOut = ({ functionName }: CallPoint, now: number): boolean => {
  const nth = (functions as readonly string[]).indexOf(functionName);
  if (nth < 0) return false;
  const from = startMs + (FIRST_OUTAGE_DAY + DAYS_BETWEEN * nth) * dayMs + 8 * hourMs;
  return now >= from && now < from + OUTAGE_MS;
};

/** So many applications are unlucky with a function: it cannot work for them for some hours. */
const UNLUCKY = 3;
const UNLUCKY_MS = 3 * hourMs;

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
  /** What happens while the offer of an application is written: its writer dies until then. */
  const meanwhile = new Map<string, () => void>();
  const stalled = new Set<string>();
  const died = new Set<string>();
  /** When an unlucky application is rid of its bad luck with a function. */
  const unlucky = new Map<string, Map<string, number>>();
  const hasBadLuck = ({ functionName }: CallPoint, id: string, now: number): boolean => {
    if (!functions.some((name) => name === functionName)) return false;
    const known = unlucky.get(functionName) ?? new Map<string, number>();
    unlucky.set(functionName, known);
    if (!known.has(id) && known.size < UNLUCKY) known.set(id, now + UNLUCKY_MS);
    return now < (known.get(id) ?? 0);
  };
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
      if (point.functionName === 'MakeOfferFunction') {
        const happens = meanwhile.get(applicationId);
        meanwhile.delete(applicationId);
        if (happens !== undefined) {
          stalled.add(applicationId);
          happens();
        }
        if (stalled.has(applicationId)) return 'crash-before';
      }
      if (hasBadLuck(point, applicationId, now())) return 'refuse';
      return diesFirst(point, applicationId) ? 'crash-after' : undefined;
    },
  });
  return { plan, meanwhile, goOn: (applicationId: string) => void stalled.delete(applicationId) };
};

export type Disturbed = ReturnType<typeof disturb>;
