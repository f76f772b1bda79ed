type Results<Works extends readonly unknown[]> = {
  -readonly [K in keyof Works]: Awaited<Works[K]>;
};

/**
 * Waits until every work has ended, then answers their results or throws the first failure in
 * their order. `Promise.all` fails at once and leaves the others in flight; Lambda freezes what is
 * in flight when a handler returns, and thaws it in the middle of another invocation.
 */
export const together = async <const Works extends readonly unknown[]>(
  works: Works,
): Promise<Results<Works>> => {
  const results: unknown[] = [];
  for (const outcome of await Promise.allSettled(works)) {
    if (outcome.status === 'rejected') throw outcome.reason;
    results.push(outcome.value);
  }
  return results as Results<Works>;
};
