/** The template or a function asks for something that this runtime does not imitate. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError';
  /** No state machine may retry or catch it. */
  readonly fatal = true;
}

/** Something in the assembly contradicts itself or names what does not exist. */
export class AssemblyError extends Error {
  override readonly name = 'AssemblyError';
  readonly fatal = true;
}

export const errorOf = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown));
