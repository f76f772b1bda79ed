import type { DomainData } from '../../../events/catalogue.ts';
import type { Recorded } from '../../../events/envelope.ts';
import { verifyBook } from '../../../integrity/verify.ts';
import type { Runtime } from '../../../local/runtime.ts';
import { instantOf } from '../../../shared/domain/calendar.ts';
import type { JournalItem } from '../../../shared/ports/journal.ts';
import { unnoticed } from './notices.ts';
import { readerOf, snapshotOf } from './reader.ts';

type Streams = ReadonlyMap<string, readonly JournalItem[]>;

/** Each event of the journal was on the bus at least once, and nothing else was. */
const unpublished = ({ busEvents }: Runtime, streams: Streams): string[] => {
  const published = new Set<string>();
  for (const { source, detail } of busEvents) {
    if (source.startsWith('cartera.')) published.add((detail as Recorded).meta.eventId);
  }
  const problems: string[] = [];
  for (const { streamId, version, type } of [...streams.values()].flat()) {
    if (!published.delete(`${streamId}#${version}`)) {
      problems.push(`${streamId}#${version} ${type} was never published`);
    }
  }
  return [
    ...problems,
    ...[...published].map((id) => `${id} was published and is not in the journal`),
  ];
};

type Key = Pick<DomainData<'StepPerformed'>, 'caseId' | 'step' | 'anchorOn' | 'again'>;

const keyOf = ({ caseId, step, anchorOn, again }: Key): string =>
  `${caseId} ${step}@${anchorOn}${again === undefined ? '' : ` again ${again}`}`;

/** The same step of the account, in whichever of its cases: the next one makes up for the last. */
const stepOf = ({ caseId, ...step }: Key): string =>
  keyOf({ ...step, caseId: caseId.slice(0, caseId.lastIndexOf('|')) });

/**
 * What the provider accepted, which no table tells: at most one message for each case, step, anchor
 * and channel, each with its attempt; a second channel only for a step that reached nobody.
 */
const sentTwice = (runtime: Runtime, streams: Streams): string[] => {
  const problems: string[] = [];
  const attempts = new Map<string, string>();
  const instead = new Map<string, string>();
  const missed = new Set<string>();
  for (const { type, data } of [...streams.values()].flat()) {
    if (type === 'ContactAttempted') {
      const attempt = data as DomainData<'ContactAttempted'>;
      attempts.set(attempt.attemptId, `${keyOf(attempt)} ${attempt.channel}`);
    } else if (type === 'StepUndelivered') {
      const step = data as DomainData<'StepUndelivered'>;
      if (step.fallback !== true) missed.add(stepOf(step));
    } else if (type === 'StepPerformed') {
      const step = data as DomainData<'StepPerformed'>;
      if (step.fallback === true && step.again === undefined) {
        instead.set(keyOf(step), stepOf(step));
      }
    }
  }
  for (const [key, step] of instead) {
    if (!missed.has(step)) problems.push(`${key} was done once more for no reason`);
  }
  const accepted = new Map<string, number>();
  for (const message of runtime.outbox) {
    // A letter that its recipient asked for has no attempt; more than one is better than none.
    if (message.channel === 'email' && 'letterId' in message.tags) continue;
    const { attemptId = '' } = message.channel === 'email' ? message.tags : message.attributes;
    const key = attempts.get(attemptId);
    if (key === undefined) problems.push(`a message (${message.channel}) has no attempt`);
    else accepted.set(key, (accepted.get(key) ?? 0) + 1);
  }
  for (const [key, count] of accepted) {
    if (count > 1) problems.push(`${key} was accepted ${count} times`);
  }
  return problems;
};

/** What the runtime itself has to complain of. */
const complaints = (
  runtime: Runtime,
  deadLetters: readonly string[],
  givesUpRecords: boolean,
): string[] => [
  ...runtime.denials.map((denial) => `denied: ${JSON.stringify(denial)}`),
  ...runtime.failedDeliveries.map((failed) => `not delivered: ${JSON.stringify(failed)}`),
  ...runtime
    .queues()
    .filter(({ isDeadLetterQueue, visible, path }) => {
      const expected = deadLetters.some((name) => path.includes(name));
      return isDeadLetterQueue && visible > 0 && !expected;
    })
    .map(
      ({ path, messages }) =>
        `dead letters in ${path}: ${messages.map(({ body }) => body).join('\n')}`,
    ),
  ...[...runtime.executions()].flatMap(({ status, input }) =>
    status === 'RUNNING' || status === 'SUCCEEDED'
      ? []
      : [`an execution ended ${status}: ${input}`],
  ),
  ...(givesUpRecords ? [] : [...runtime.objects('FailedRecordsBucket').keys()]).map(
    (key) => `a record was given up: ${key}`,
  ),
];

/**
 * Everything that must hold whatever happened: what the verification of an environment checks, and
 * what only this runtime can tell: the bus, the outbox, nothing denied and nothing dead-lettered.
 *
 * @param givesUpRecords the publisher was out for so long that records were given up; each must be
 *   on the bus all the same.
 * @returns sentences for a person; none when all is well.
 */
export const problemsOf = async (
  runtime: Runtime,
  deadLetters: readonly string[] = [],
  { givesUpRecords = false } = {},
): Promise<string[]> => {
  const snapshot = await snapshotOf(runtime);
  const now = instantOf(runtime.now());
  const reader = readerOf(snapshot);
  const { findings } = await verifyBook({ reader, now, graceSeconds: 0 });
  return [
    ...complaints(runtime, deadLetters, givesUpRecords),
    ...findings.map(({ check, subject, problem }) => `${check}: ${subject}: ${problem}`),
    ...unpublished(runtime, snapshot.streams),
    ...sentTwice(runtime, snapshot.streams),
    ...unnoticed(snapshot.streams),
  ];
};
