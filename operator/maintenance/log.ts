import type { DomainFact } from '../../events/catalogue.ts';
import { operationEnded } from '../../events/operation-ended.v1.ts';
import { operationStarted } from '../../events/operation-started.v1.ts';
import type { Act } from '../../events/parts.ts';
import { createJournal } from '../../shared/adapters/dynamodb/journal.ts';
import { createJournalReader } from '../../shared/adapters/dynamodb/journal-reader.ts';
import { dateIn } from '../../shared/domain/calendar.ts';
import { CommandFailed } from '../errors.ts';
import type { Estate } from '../estate/estate.ts';

/** Where the journal keeps who maintained the environment, how and why. */
export const operationsStream = 'operations#maintenance';

/** Operators who act at the same moment, at most as many in a row. */
const maxTries = 5;

/** Texts longer than the event takes lose their end. */
const mostText = 1000;

/** Puts facts about an operation into a journal: the environment's own, or one just restored. */
export const recordOperation = async (
  { documents: client, now }: Estate,
  tableName: string,
  facts: readonly Extract<DomainFact, { readonly type: `Operation${string}` }>[],
): Promise<void> => {
  const journal = createJournal({ client, tableName, clock: { now } });
  const effectiveOn = dateIn('UTC', now());
  const id = facts[0]?.data.act.actId ?? '';
  for (let tried = 0; tried < maxTries; tried += 1) {
    const outcome = await journal.commit({
      streamId: operationsStream,
      expected: await journal.head(operationsStream),
      entries: facts.map((fact) => ({ fact, effectiveOn })),
      cause: { causationId: id, correlationId: id },
    });
    if (outcome.committed) return;
  }
  throw new CommandFailed('others keep operating at the same moment; run it again');
};

export const started = (command: string, scope: string, act: Act) =>
  ({
    type: 'OperationStarted',
    data: { command, scope: scope.slice(0, mostText), act },
  }) as const;

export const ended = (command: string, outcome: 'done' | 'failed', result: string, act: Act) =>
  ({
    type: 'OperationEnded',
    data: { command, outcome, result: result.slice(0, mostText), act },
  }) as const;

export type Operation = {
  readonly operationId: string;
  readonly at: string;
  readonly command: string;
  readonly scope: string;
  readonly actor: string;
  readonly reason: string;
  /** Left out while it runs, and for ever when it died. */
  readonly ended?: { readonly at: string; readonly outcome: string; readonly result: string };
};

/** The last operations, the newest first. One whose start is older than all that is read is left out. */
export const lastOperations = async (
  { documents: client, table }: Estate,
  limit: number,
): Promise<readonly Operation[]> => {
  const journal = createJournalReader({ client, tableName: table('journal') });
  const ends = new Map<string, NonNullable<Operation['ended']>>();
  const found: Operation[] = [];
  for await (const { type, data, recordedAt: at } of journal.newestFirst(operationsStream)) {
    if (type === operationEnded.name) {
      const { act, outcome, result } = operationEnded.data.parse(data);
      ends.set(act.actId, { at, outcome, result });
    } else if (type === operationStarted.name) {
      const { act, command, scope } = operationStarted.data.parse(data);
      const end = ends.get(act.actId);
      const { actId: operationId, actor, reason } = act;
      found.push({
        operationId,
        at,
        command,
        scope,
        actor,
        reason,
        ...(end === undefined ? {} : { ended: end }),
      });
      if (found.length === limit) break;
    }
  }
  return found;
};
