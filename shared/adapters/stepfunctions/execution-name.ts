import { sha256 } from '../dynamodb/hash-chain.ts';

/** What the names of all executions of a case begin with; a number follows, from 0 up. */
export const executionStemOf = (caseId: string): string => sha256(caseId).slice(0, 40);

/**
 * Name of the first execution of a case, or of a later one. Executions of one name are one
 * execution for 90 days, so a start that is repeated after a crash does nothing.
 */
export const executionNameOf = (caseId: string, continuation = 0): string =>
  `${executionStemOf(caseId)}-${continuation}`;
