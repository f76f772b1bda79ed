import * as z from 'zod';
import { InvariantError } from '../../../shared/domain/errors.ts';
import { problemsOf, reasonOf } from '../../../shared/domain/inbound/problems.ts';
import { jsonOf } from '../../../shared/domain/queue-text.ts';
import type { QueueMessage } from '../../../shared/lambda/queue.ts';
import type { Rejection } from '../../../shared/ports/rejections.ts';

/** A command that does not fit its schema; it says what is wrong without what it holds. */
export class CommandUnreadable extends Error {
  override readonly name = 'CommandUnreadable';
  readonly reasons: { readonly sender: string[]; readonly journal: string[] };
  constructor(error: z.ZodError, input: unknown) {
    super('the command does not fit its schema');
    const problems = problemsOf(error, input);
    this.reasons = {
      sender: problems.map((problem) => reasonOf(problem, 'sender')),
      journal: problems.map((problem) => reasonOf(problem, 'journal')),
    };
  }
}

/**
 * Whether the same command would fail in the same way for ever: it cannot be read, or the
 * decision broke a promise of its own. Faults of services are not among these, they pass.
 */
export const isHopeless = (error: unknown): error is Error =>
  error instanceof CommandUnreadable ||
  error instanceof InvariantError ||
  error instanceof RangeError ||
  error instanceof SyntaxError ||
  error instanceof z.ZodError;

const named = z.object({
  inputId: z.string().regex(/^[^#|\s]{1,512}$/),
  kind: z.string().max(80).catch('unknown'),
});

/**
 * The command whole, for a person. Its content is part of its name, so that it is told from what
 * a door rejected under the same input id, and from the same command mended.
 */
export const rejectionOf = (
  { body }: QueueMessage,
  error: Error,
  digest: (text: string) => string,
): Rejection => {
  const content = digest(body).slice(0, 16);
  const known = named.safeParse(jsonOf(body));
  const own = [`${error.name}: ${error.message}`];
  const reasons =
    error instanceof CommandUnreadable ? error.reasons : { sender: own, journal: own };
  return {
    inputId: known.success ? `${known.data.inputId}@${content}` : content,
    redriveTo: 'AccountCommands',
    reasons: reasons.sender,
    journalReasons: reasons.journal,
    body,
    door: 'account-commands',
    inputType: known.success ? known.data.kind : 'unknown',
  };
};
