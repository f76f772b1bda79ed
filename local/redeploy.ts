import { isDeepStrictEqual } from 'node:util';
import type { Model, Resource } from './assembly/model.ts';
import { UnsupportedError } from './kernel/errors.ts';

/** Properties that change nothing but what the next invocation or execution runs, by type. */
const code: Readonly<Record<string, ReadonlySet<string>>> = {
  'AWS::Lambda::Function': new Set(['Code', 'Environment', 'MemorySize']),
  'AWS::StepFunctions::StateMachine': new Set([
    'Definition',
    'DefinitionString',
    'DefinitionS3Location',
    'DefinitionSubstitutions',
  ]),
};

const withoutCode = (resource: Resource): unknown => {
  const ignored = code[resource.type];
  const properties = resource.properties();
  return ignored === undefined
    ? properties
    : Object.fromEntries(Object.entries(properties).filter(([name]) => !ignored.has(name)));
};

const nameOf = ({ stack, logicalId, type }: Resource): string => `${stack}/${logicalId} (${type})`;

/**
 * Refuses an assembly that differs from the running one in more than the code and the
 * configuration of its functions and the definitions of its machines.
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
      `Only functions' code and configuration and machines' definitions can be deployed again; these change otherwise: ${changed.join(', ')}.`,
    );
  }
};
