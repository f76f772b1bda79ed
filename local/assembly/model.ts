import { AssemblyError } from '../kernel/errors.ts';
import { type Identity, identify } from './identity.ts';
import { resolve, resolveOptional, type Scope } from './intrinsics.ts';
import { isRecord, type Json, type JsonRecord, recordField, textField } from './json.ts';
import type { Assembly, Stack } from './read.ts';

export type Resource = {
  readonly stack: string;
  readonly account: string;
  readonly region: string;
  readonly logicalId: string;
  /** Construct path (`aws:cdk:path`) where the synthesizer left it, else stack and logical id. */
  readonly path: string;
  readonly type: string;
  readonly identity: Identity;
  /** All properties with intrinsics resolved. Computed on first use. */
  readonly properties: () => JsonRecord;
};

export type Model = {
  readonly resources: readonly Resource[];
  readonly assetPath: Assembly['assetPath'];
  readonly ofType: (...types: readonly string[]) => readonly Resource[];
  readonly byArn: (arn: string) => Resource | undefined;
  /**
   * Finds one resource by logical id, export name, physical name or suffix of its construct path,
   * with or without the noun of its type.
   * @throws AssemblyError when nothing or more than one resource fits.
   */
  readonly find: (handle: string, ...types: readonly string[]) => Resource;
  /** Value of an output, by export name or `Stack.LogicalId`. */
  readonly output: (name: string) => Json | undefined;
};

/** Nouns that constructs carry in their names and people leave out: `Stripe` is `StripeSecret`. */
const nouns: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::GlobalTable': 'Table',
  'AWS::DynamoDB::Table': 'Table',
  'AWS::Lambda::Function': 'Function',
  'AWS::S3::Bucket': 'Bucket',
  'AWS::SNS::Topic': 'Topic',
  'AWS::SQS::Queue': 'Queue',
  'AWS::SecretsManager::Secret': 'Secret',
  'AWS::StepFunctions::StateMachine': 'Machine',
};

/** Name of the construct, the last part of its path. */
export const labelOf = ({ path }: Pick<Resource, 'path'>): string =>
  path.slice(path.lastIndexOf('/') + 1);

type StackScope = { readonly scope: Scope; readonly identityOf: (id: string) => Identity };

const pathOf = (stack: Stack, logicalId: string, raw: JsonRecord): string => {
  const path =
    textField(recordField(raw, 'Metadata'), 'aws:cdk:path') ?? `${stack.name}/${logicalId}`;
  return path.replace(/\/Resource$/, '');
};

const createScope = (stack: Stack, importValue: (name: string) => Json): StackScope => {
  const resources = recordField(stack.template, 'Resources');
  const parameters = recordField(stack.template, 'Parameters');
  const conditions = recordField(stack.template, 'Conditions');
  const mappings = recordField(stack.template, 'Mappings');
  const identities = new Map<string, Identity>();
  const resolving = new Set<string>();

  const identityOf = (logicalId: string): Identity => {
    const known = identities.get(logicalId);
    if (known !== undefined) return known;
    const raw = resources[logicalId];
    if (!isRecord(raw)) {
      throw new AssemblyError(
        `Stack ${stack.name} refers to ${logicalId}, which it does not define.`,
      );
    }
    if (resolving.has(logicalId)) {
      throw new AssemblyError(`The name of ${stack.name}/${logicalId} depends on itself.`);
    }
    resolving.add(logicalId);
    const properties = recordField(raw, 'Properties');
    const identity = identify({
      stackName: stack.name,
      account: stack.account,
      region: stack.region,
      logicalId,
      type: textField(raw, 'Type') ?? '',
      property: (name) => resolveOptional(properties[name], scope),
    });
    resolving.delete(logicalId);
    identities.set(logicalId, identity);
    return identity;
  };

  const scope: Scope = {
    stackName: stack.name,
    account: stack.account,
    region: stack.region,
    ref: (name) => {
      const parameter = parameters[name];
      if (isRecord(parameter)) return parameter['Default'] ?? '';
      return resources[name] === undefined ? undefined : identityOf(name).ref;
    },
    attribute: (logicalId, attribute) => {
      const value = identityOf(logicalId).attributes[attribute];
      if (value === undefined) {
        throw new AssemblyError(
          `Stack ${stack.name} reads attribute ${attribute} of ${logicalId}, which is not known.`,
        );
      }
      return value;
    },
    importValue,
    mapping: (map, first, second) => {
      const value = recordField(recordField(mappings, map), first)[second];
      if (value === undefined) {
        throw new AssemblyError(`Stack ${stack.name} has no mapping ${map}.${first}.${second}.`);
      }
      return value;
    },
    condition: (name) => {
      const condition = conditions[name];
      if (condition === undefined) {
        throw new AssemblyError(`Stack ${stack.name} has no condition ${name}.`);
      }
      return resolve(condition, scope) === true;
    },
  };
  return { scope, identityOf };
};

/** Turns the stacks of an assembly into resources with physical names, ARNs and resolved properties. */
export const buildModel = (assembly: Assembly): Model => {
  const outputs = new Map<string, () => Json>();
  const importValue = (name: string): Json => {
    const output = outputs.get(name);
    if (output === undefined) throw new AssemblyError(`No stack exports ${name}.`);
    return output();
  };
  const exported = new Map<string, string>();
  const resources: Resource[] = [];

  for (const stack of assembly.stacks) {
    const { scope, identityOf } = createScope(stack, importValue);
    for (const [id, output] of Object.entries(recordField(stack.template, 'Outputs'))) {
      if (!isRecord(output)) continue;
      const value = (): Json => resolve(output['Value'] ?? null, scope);
      outputs.set(`${stack.name}.${id}`, value);
      const exportName = recordField(output, 'Export')['Name'];
      if (exportName === undefined) continue;
      const name = resolve(exportName, scope);
      if (typeof name !== 'string') {
        throw new AssemblyError(`The export of ${stack.name}.${id} has no name.`);
      }
      outputs.set(name, value);
      exported.set(name, `${stack.name}.${id}`);
    }
    for (const [logicalId, raw] of Object.entries(recordField(stack.template, 'Resources'))) {
      if (!isRecord(raw)) continue;
      const condition = textField(raw, 'Condition');
      if (condition !== undefined && !scope.condition(condition)) continue;
      let properties: JsonRecord | undefined;
      resources.push({
        stack: stack.name,
        account: stack.account,
        region: stack.region,
        logicalId,
        path: pathOf(stack, logicalId, raw),
        type: textField(raw, 'Type') ?? '',
        identity: identityOf(logicalId),
        properties: () => {
          if (properties === undefined) {
            const resolved = resolve(recordField(raw, 'Properties'), scope);
            properties = isRecord(resolved) ? resolved : {};
          }
          return properties;
        },
      });
    }
  }

  const byArn = new Map(resources.map((resource) => [resource.identity.arn, resource]));
  const byType = Map.groupBy(resources, (resource) => resource.type);

  const find = (handle: string, ...types: readonly string[]): Resource => {
    const candidates =
      types.length === 0 ? resources : types.flatMap((type) => byType.get(type) ?? []);
    const value = outputs.get(handle)?.();
    const exact = candidates.filter(
      ({ logicalId, path, identity }) =>
        logicalId === handle ||
        path === handle ||
        identity.name === handle ||
        identity.arn === handle ||
        identity.ref === handle ||
        (value !== undefined && (identity.arn === value || identity.ref === value)),
    );
    const named = (suffix: (type: string) => string): Resource[] =>
      candidates.filter(({ path, logicalId, type }) => {
        const name = `${handle}${suffix(type)}`;
        return path.endsWith(`/${name}`) || logicalId.replace(/[0-9A-F]{8}$/, '') === name;
      });
    const attempts = [exact, named(() => ''), named((type) => nouns[type] ?? '')];
    const found = attempts.find((attempt) => attempt.length > 0) ?? [];
    const [first] = found;
    if (first !== undefined && found.length === 1) return first;
    throw new AssemblyError(
      found.length === 0
        ? `Nothing in the assembly is called ${handle}.`
        : `${handle} may mean ${found.map(({ path }) => path).join(' or ')}.`,
    );
  };

  return {
    resources,
    assetPath: assembly.assetPath,
    ofType: (...types) => types.flatMap((type) => byType.get(type) ?? []),
    byArn: (arn) => byArn.get(arn),
    find,
    output: (name) => outputs.get(name)?.(),
  };
};
