/** A deferral as releases before several of them were kept had it: one, with its key. */
const isOnlyDeferral = (found: unknown): boolean =>
  typeof found === 'object' && found !== null && 'key' in found && 'until' in found;

const isAbsent = (found: unknown): boolean => found === undefined;

/**
 * Members that later releases keep beside or instead of what earlier ones did, and how an item of
 * before shows it. The functions read both; what is written next has the newer shape.
 */
const olderShapes: Readonly<Record<string, (found: unknown) => boolean>> = {
  deferred: isOnlyDeferral,
  notices: isAbsent,
  aloneMinor: isAbsent,
  refunds: isAbsent,
  unsettled: isAbsent,
};

/** Whether members differ in nothing but that an older release wrote them. */
export const isOlderShape = (
  found: Readonly<Record<string, unknown>>,
  members: readonly string[],
): boolean =>
  members.length > 0 && members.every((name) => olderShapes[name]?.(found[name]) === true);
