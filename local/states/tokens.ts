import type { StateFailure } from './failure.ts';
import type { Json } from './json.ts';
import { StateEngineError } from './port.ts';

/** How a task that waits for its token is answered. */
type TokenHolder = {
  succeed(output: Json): void;
  fail(failure: StateFailure): void;
  heartbeat(): void;
};

export type Tokens = {
  /** A new token for the `sequence`-th task of an execution that waits for one. */
  issue(executionArn: string, sequence: number): string;
  open(token: string, holder: TokenHolder): void;
  /** From now on the token answers TaskTimedOut. */
  close(token: string): void;
  /** Throws StateEngineError InvalidToken, TaskDoesNotExist or TaskTimedOut. */
  holder(token: string): TokenHolder;
};

/**
 * Task tokens carry the execution and a number, so that a token answered long ago is told from one
 * never issued without remembering every token. `issuedBy` says how many tokens an execution has
 * issued, undefined for an unknown one.
 */
export function createTokens(
  uuid: () => string,
  issuedBy: (executionArn: string) => number | undefined,
): Tokens {
  const held = new Map<string, TokenHolder>();
  return {
    issue(executionArn, sequence) {
      return Buffer.from(JSON.stringify([executionArn, sequence, uuid()])).toString('base64');
    },
    open(token, holder) {
      held.set(token, holder);
    },
    close(token) {
      held.delete(token);
    },
    holder(token) {
      const holder = held.get(token);
      if (holder !== undefined) return holder;
      const read = readToken(token);
      if (read === undefined) {
        throw new StateEngineError('InvalidToken', "Invalid Token: 'Invalid token'");
      }
      if (read.sequence > (issuedBy(read.executionArn) ?? 0)) {
        throw new StateEngineError('TaskDoesNotExist', 'Task does not exist');
      }
      throw new StateEngineError(
        'TaskTimedOut',
        "Task Timed Out: 'Provided task does not exist anymore'",
      );
    },
  };
}

/** ARN of the machine whose execution a token was issued for; undefined for what is no token. */
export const machineOfToken = (token: string): string | undefined =>
  readToken(token)
    ?.executionArn.replace(':execution:', ':stateMachine:')
    .replace(/:[^:]*$/, '');

function readToken(token: string): { executionArn: string; sequence: number } | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(token, 'base64').toString());
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts)) return undefined;
  const [executionArn, sequence] = parts;
  if (typeof executionArn !== 'string' || typeof sequence !== 'number') return undefined;
  return { executionArn, sequence };
}
