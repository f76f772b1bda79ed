import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { CommandFailed } from '../errors.ts';

export type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** One place is for the guard; the rest of the 100 of a transaction stays free for a margin. */
export const writesPerTransaction = 90;

export const keyOf = ({ pk, sk }: { readonly pk: string; readonly sk: string }) => ({ pk, sk });

/** True when another writer was faster. */
export const lostRace = async (work: Promise<unknown>): Promise<boolean> => {
  try {
    await work;
    return false;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
    const races = codes.every(
      (code) =>
        code === 'None' || code === 'ConditionalCheckFailed' || code === 'TransactionConflict',
    );
    if (races) return true;
    throw error;
  }
};

/** That an item is as it was when it was read, by the member that every commit changes. */
export const asRead = (member: string, value: unknown) =>
  value === undefined
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: '#guard = :guard',
        ExpressionAttributeNames: { '#guard': member },
        ExpressionAttributeValues: { ':guard': value },
      };

export const unsound = (what: string, why: string): never => {
  throw new CommandFailed(
    `${what} cannot be rebuilt: ${why}. The journal itself is damaged; see docs/runbooks/restore.md`,
  );
};

/** What is to be written, in words, and how; both empty when all is as the journal says. */
export type Look = { readonly what: readonly string[]; readonly write: () => Promise<unknown> };
