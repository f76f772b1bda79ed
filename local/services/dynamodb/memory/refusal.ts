/** A request that DynamoDB refuses, with the members of its exception. */
export class Refusal extends Error {
  readonly members: Readonly<Record<string, unknown>>;

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
