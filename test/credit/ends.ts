import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalItem } from '../../shared/ports/journal.ts';

/** One application, or one review, as its stream of the journal tells it. */
export type Story = { readonly id: string; readonly events: readonly JournalItem[] };

const readme = join(import.meta.dirname, '../../statemachines/credit-approval/README.md');

/** The ends that the machine's README promises, by the state in which the machine then stops. */
export const promisedEnds = (): ReadonlyMap<string, readonly string[]> => {
  const sentence = /Succeeds in (.+?), with `\{applicationId, ended\}`/.exec(
    readFileSync(readme, 'utf8'),
  )?.[1];
  if (sentence === undefined) throw new Error(`${readme} does not say where the machine succeeds`);
  const ends = new Map<string, string[]>();
  for (const [, name = ''] of sentence.matchAll(/`(\w+)`/g)) {
    if (/^[A-Z]/.test(name)) ends.set(name, []);
    else [...ends.values()].at(-1)?.push(name);
  }
  // Of declined applications the state says it all.
  for (const [state, list] of ends) if (list.length === 0) list.push(state.toLowerCase());
  return ends;
};

/** What the last of these events means, told by the journal alone. */
const endings: Readonly<Record<string, (data: Readonly<Record<string, unknown>>) => string>> = {
  CreditApplicationActivated: () => 'active',
  CreditDeclined: () => 'declined',
  CreditOfferRefused: () => 'refused',
  CreditOfferExpired: () => 'expired',
  CreditApplicationExpired: () => 'expired',
  CreditApplicationWithdrawn: () => 'withdrawn',
  CreditApplicationSetAside: () => 'kept',
  CreditApplicationDuplicated: () => 'duplicate',
  CreditReviewConcluded: ({ outcome }) => String(outcome),
};

const received = 'CreditApplicationReceived';

export const kindOf = ({ events }: Story): string =>
  String((events.find(({ type }) => type === received)?.data as { kind?: string })?.kind);

/** How a story ended; undefined while it goes on. A declined review goes on until its line is closed. */
export const endOf = (story: Story): string | undefined => {
  const isReview = kindOf(story) === 'review';
  const last = story.events.findLast(
    ({ type }) => type in endings && !(isReview && type === 'CreditDeclined'),
  );
  return last && endings[last.type]?.(last.data);
};

export type Execution = {
  readonly status: string;
  readonly output?: string | undefined;
  readonly current: readonly string[];
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
};

/** What is wrong with how a story ended: in the journal, in its snapshot, and in its machine. */
export const wrongEnd = (
  story: Story,
  known: {
    readonly ends: ReadonlyMap<string, readonly string[]>;
    readonly snapshot: string | undefined;
    readonly executions: readonly Execution[];
  },
): string[] => {
  const { ends, snapshot, executions } = known;
  const end = endOf(story);
  const last = story.events.at(-1)?.type;
  if (end === undefined) return [`has not ended: ${last} was the last`];
  const problems: string[] = [];
  if (![...ends.values()].flat().includes(end)) problems.push(`${end} is no end that is promised`);
  if (snapshot !== end) problems.push(`the journal says ${end}, its snapshot ${snapshot}`);
  // What was a duplicate when it came never had a machine, or one that ended at once.
  if (executions.length === 0 && end !== 'duplicate') problems.push('had no machine');
  for (const { status, output = '{}', error, cause, current } of executions) {
    const { ended } = JSON.parse(output) as { readonly ended?: string };
    if (status !== 'SUCCEEDED' || ended !== end) {
      const why = ended ?? `${error ?? ''} ${cause ?? ''} ${current.join(' ')}`.trim();
      problems.push(`its machine is ${status} (${why}), the journal says ${end}`);
    }
  }
  return problems;
};
