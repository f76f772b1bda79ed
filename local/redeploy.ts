import { isDeepStrictEqual } from 'node:util';
import type { Model, Resource } from './assembly/model.ts';
import { UnsupportedError } from './kernel/errors.ts';

/** Properties that change nothing but what the next invocation runs. */
const code = new Set(['Code', 'Environment', 'MemorySize']);

const withoutCode = (resource: Resource): unknown =>
  resource.type === 'AWS::Lambda::Function'
    ? Object.fromEntries(Object.entries(resource.properties()).filter(([name]) => !code.has(name)))
    : resource.properties();

const nameOf = ({ stack, logicalId, type }: Resource): string => `${stack}/${logicalId} (${type})`;

/**
 * Refuses an assembly that differs from the running one in more than the code and the
 * configuration of its functions.
 *
 * @throws UnsupportedError naming every resource that came, went or changed otherwise.
 */
export const refuseOtherChanges = (running: Model, next: Model): void => {
  const before = new Map(running.resources.map((resource) => [nameOf(resource), resource]));
  const after = new Map(next.resources.map((resource) => [nameOf(resource), resource]));
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((name) => {
    const [old, fresh] = [before.get(name), after.get(name)];
    return (
      old === undefined ||
      fresh === undefined ||
      !isDeepStrictEqual(withoutCode(old), withoutCode(fresh))
    );
  });
  if (changed.length > 0) {
    throw new UnsupportedError(
      `Only the code and configuration of functions can be deployed again; these change otherwise: ${changed.join(', ')}.`,
    );
  }
};
