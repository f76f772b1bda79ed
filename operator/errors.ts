/** What the person wrote cannot be understood: told with the usage, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The other side, or what it stands on, does not do it: told as it is, exit code 1. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly answer: unknown;
  constructor(message: string, answer?: unknown) {
    super(message);
    this.answer = answer;
  }
}
