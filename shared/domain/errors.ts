/** A state that the code promises never to reach. Nobody catches it: it is a bug, not a refusal. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** @throws InvariantError with the broken promise in words when `holds` is false. */
export function invariant(holds: boolean, promise: string): asserts holds {
  if (!holds) throw new InvariantError(promise);
}
