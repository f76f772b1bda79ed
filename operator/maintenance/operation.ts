import type { Invocation } from '../command.ts';
import { type Argument, type Command, type Option, type Said, UsageError } from '../command.ts';
import type { Estate } from '../estate/estate.ts';
import { ended, recordOperation, started } from './log.ts';

/** What a command of maintenance works with. */
export type Work = {
  readonly at: Estate;
  /** Nothing may be changed. */
  readonly dry: boolean;
  /**
   * Says in the journal who begins, and why: awaited before the first change. Whoever finds
   * nothing to do does not begin. Once is enough; again is nothing.
   */
  readonly begin: () => Promise<void>;
};

export type Done = Said & {
  /** What was done, in one sentence for the journal; no personal data. */
  readonly result: string;
  /** Journals, besides the environment's, that should know of it: those just restored. */
  readonly alsoIn?: string;
};

const shared = {
  reason: {
    does: 'why, in a few words without names of people; only --dry-run needs none',
    value: 'TEXT',
  },
  'dry-run': { does: 'only tell what would be done' },
} as const satisfies Record<string, Option>;

const maxReason = 200;

const reasonIn = (options: Invocation['options']): string => {
  const { reason } = options;
  if (reason === undefined) throw new UsageError('--reason is missing; --dry-run needs none');
  if (reason === '' || reason.length > maxReason) {
    throw new UsageError(`--reason: expected 1 to ${maxReason} characters`);
  }
  return reason;
};

/** The words that the command was given, without those that every command takes. */
const scopeOf = ({ args, options }: Invocation): string =>
  [
    ...Object.values(args),
    ...Object.entries(options).flatMap(([name, value]) => {
      if (name in shared) return [];
      return value === 'yes' ? [`--${name}`] : [`--${name} ${value}`];
    }),
  ].join(' ');

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/**
 * A command that changes an environment past the operators' API. It is journalled twice, with
 * actor, reason and what it was given: before its first change, and when it ended, well or not.
 */
export const operation = (plan: {
  readonly name: string;
  readonly does: string;
  readonly args: readonly Argument[];
  readonly options?: Readonly<Record<string, Option>>;
  /** What stands in the journal for arguments that name something of this machine. */
  readonly scope?: (invocation: Invocation) => string;
  readonly run: (invocation: Invocation, work: Work) => Promise<Done>;
}): Command => ({
  name: plan.name,
  does: plan.does,
  args: plan.args,
  options: { ...shared, ...plan.options },
  run: async (invocation) => {
    const dry = invocation.options['dry-run'] !== undefined;
    const reason = dry ? '' : reasonIn(invocation.options);
    const at = await invocation.estate();
    let act: { actId: string; actor: string; reason: string } | undefined;
    const startedBy = (by: NonNullable<typeof act>) =>
      started(plan.name, (plan.scope ?? scopeOf)(invocation), by);
    const begin = async (): Promise<void> => {
      if (dry || act !== undefined) return;
      const begun = { actId: invocation.newId(), actor: await at.actor(), reason };
      await recordOperation(at, at.table('journal'), [startedBy(begun)]);
      act = begun;
    };
    const end = async (outcome: 'done' | 'failed', result: string, also?: string) => {
      if (act === undefined) return;
      const endedSo = ended(plan.name, outcome, result, act);
      await recordOperation(at, at.table('journal'), [endedSo]);
      if (also !== undefined) await recordOperation(at, also, [startedBy(act), endedSo]);
    };
    let done: Done;
    try {
      done = await plan.run(invocation, { at, dry, begin });
    } catch (error) {
      // What went wrong matters more than that it could not be noted; a start without an end tells.
      await end('failed', messageOf(error)).catch(() => undefined);
      throw error;
    }
    await end('done', done.result, done.alsoIn);
    const { lines, json, ok } = done;
    return { lines, json, ...(ok === undefined ? {} : { ok }) };
  },
});
