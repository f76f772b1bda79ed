/** A request that DynamoDB refuses, with the members of its exception. */
export class Refusal extends Error {
  readonly members: Readonly<Record<string, unknown>>;
  /**
   * The request is well formed and does not fit what is stored. Such a refusal cancels a
   * transaction with a reason; any other refuses the transaction as a whole.
   */
  meetsData = false;

  constructor(name: string, message: string, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = name;
    this.members = members;
  }
}

export const invalid = (message: string): Refusal => new Refusal('ValidationException', message);

export const conditionFailed = (item?: unknown): Refusal =>
  new Refusal(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    item === undefined ? {} : { Item: item },
  );

/** Marks the refusals of work that reads what is stored. */
export const againstData = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) error.meetsData = true;
    throw error;
  }
};
