import { AssemblyError, UnsupportedError } from '../kernel/errors.ts';
import { isRecord, type Json, type JsonRecord } from './json.ts';

/** What surrounds a value that is being resolved: its stack's names and the exports of the others. */
export type Scope = {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  /** Value of a parameter or of a resource's `Ref`; undefined when the stack has no such name. */
  readonly ref: (logicalId: string) => Json | undefined;
  readonly attribute: (logicalId: string, attribute: string) => Json;
  readonly importValue: (exportName: string) => Json;
  readonly mapping: (map: string, first: string, second: string) => Json;
  readonly condition: (name: string) => boolean;
};

/** What `AWS::NoValue` resolves to; records and lists drop it. */
const NO_VALUE = Symbol('AWS::NoValue');
type Resolved = Json | typeof NO_VALUE;

const pseudoParameter = (name: string, scope: Scope): Resolved | undefined => {
  switch (name) {
    case 'AWS::AccountId':
      return scope.account;
    case 'AWS::Region':
      return scope.region;
    case 'AWS::Partition':
      return 'aws';
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    case 'AWS::StackName':
      return scope.stackName;
    case 'AWS::StackId':
      return `arn:aws:cloudformation:${scope.region}:${scope.account}:stack/${scope.stackName}/local`;
    case 'AWS::NotificationARNs':
      return [];
    case 'AWS::NoValue':
      return NO_VALUE;
    default:
      return undefined;
  }
};

const refer = (name: string, scope: Scope): Resolved => {
  const value = pseudoParameter(name, scope) ?? scope.ref(name);
  if (value === undefined) {
    throw new AssemblyError(
      `Stack ${scope.stackName} refers to ${name}, which it does not define.`,
    );
  }
  return value;
};

const asText = (value: Json, where: string): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new AssemblyError(`${where} expects a text, got ${JSON.stringify(value)}.`);
};

const asList = (value: Json, where: string): readonly Json[] => {
  if (Array.isArray(value)) return value;
  throw new AssemblyError(`${where} expects a list, got ${JSON.stringify(value)}.`);
};

const attributeOf = (target: Json, scope: Scope): Json => {
  const [logicalId, attribute] =
    typeof target === 'string'
      ? [target.slice(0, target.indexOf('.')), target.slice(target.indexOf('.') + 1)]
      : asList(target, 'Fn::GetAtt').map((part) => asText(resolve(part, scope), 'Fn::GetAtt'));
  return scope.attribute(logicalId ?? '', attribute ?? '');
};

const substitute = (argument: Json, scope: Scope): string => {
  const [template, variables]: readonly [string, JsonRecord] = Array.isArray(argument)
    ? [asText(argument[0] ?? '', 'Fn::Sub'), isRecord(argument[1]) ? argument[1] : {}]
    : [asText(argument, 'Fn::Sub'), {}];
  return template.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    const variable = variables[name];
    if (variable !== undefined) return asText(resolve(variable, scope), 'Fn::Sub');
    if (name.includes('.')) return asText(attributeOf(name, scope), 'Fn::Sub');
    const value = refer(name, scope);
    return value === NO_VALUE ? '' : asText(value, 'Fn::Sub');
  });
};

const truth = (value: Json, scope: Scope): boolean => {
  if (isRecord(value) && typeof value['Condition'] === 'string') {
    return scope.condition(value['Condition']);
  }
  const resolved = resolve(value, scope);
  return resolved === true || resolved === 'true';
};

type Intrinsic = (argument: Json, scope: Scope) => Resolved;

const functions: Readonly<Record<string, Intrinsic>> = {
  'Fn::GetAtt': attributeOf,
  'Fn::Sub': substitute,
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = asList(argument, 'Fn::Join');
    return asList(resolve(parts ?? [], scope), 'Fn::Join')
      .map((part) => asText(part, 'Fn::Join'))
      .join(asText(separator ?? '', 'Fn::Join'));
  },
  'Fn::Select': (argument, scope) => {
    const [index, list] = asList(argument, 'Fn::Select');
    const position = Number(asText(resolve(index ?? 0, scope), 'Fn::Select'));
    const chosen = asList(resolve(list ?? [], scope), 'Fn::Select')[position];
    if (chosen === undefined) throw new AssemblyError(`Fn::Select has no element ${position}.`);
    return chosen;
  },
  'Fn::Split': (argument, scope) => {
    const [separator, source] = asList(argument, 'Fn::Split');
    return asText(resolve(source ?? '', scope), 'Fn::Split').split(
      asText(separator ?? '', 'Fn::Split'),
    );
  },
  'Fn::ImportValue': (argument, scope) =>
    scope.importValue(asText(resolve(argument, scope), 'Fn::ImportValue')),
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second] = asList(argument, 'Fn::FindInMap').map((part) =>
      asText(resolve(part, scope), 'Fn::FindInMap'),
    );
    return scope.mapping(map ?? '', first ?? '', second ?? '');
  },
  'Fn::If': (argument, scope) => {
    const [condition, yes, no] = asList(argument, 'Fn::If');
    const chosen = scope.condition(asText(condition ?? '', 'Fn::If')) ? yes : no;
    return resolveValue(chosen ?? { Ref: 'AWS::NoValue' }, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = asList(argument, 'Fn::Equals').map((part) => resolve(part, scope));
    return JSON.stringify(left) === JSON.stringify(right);
  },
  'Fn::Not': (argument, scope) => !truth(asList(argument, 'Fn::Not')[0] ?? false, scope),
  'Fn::And': (argument, scope) => asList(argument, 'Fn::And').every((part) => truth(part, scope)),
  'Fn::Or': (argument, scope) => asList(argument, 'Fn::Or').some((part) => truth(part, scope)),
  'Fn::Base64': (argument, scope) =>
    Buffer.from(asText(resolve(argument, scope), 'Fn::Base64')).toString('base64'),
  'Fn::GetAZs': (_, scope) => ['a', 'b', 'c'].map((zone) => `${scope.region}${zone}`),
};

const resolveValue = (value: Json, scope: Scope): Resolved => {
  if (Array.isArray(value)) {
    return value.map((part) => resolveValue(part, scope)).filter((part) => part !== NO_VALUE);
  }
  if (!isRecord(value)) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined) {
    const [key, argument] = first;
    if (key === 'Ref') return refer(asText(argument, 'Ref'), scope);
    const intrinsic = functions[key];
    if (intrinsic !== undefined) return intrinsic(argument, scope);
    if (key.startsWith('Fn::')) {
      throw new UnsupportedError(`Stack ${scope.stackName} uses ${key}, which is not supported.`);
    }
  }
  const resolved: Record<string, Json> = {};
  for (const [key, part] of entries) {
    const inner = resolveValue(part, scope);
    if (inner !== NO_VALUE) resolved[key] = inner;
  }
  return resolved;
};

/**
 * Replaces every intrinsic function in a template value.
 * @throws UnsupportedError naming an `Fn::` that is not known, AssemblyError for a name that is not.
 */
export const resolve = (value: Json, scope: Scope): Json => {
  const resolved = resolveValue(value, scope);
  return resolved === NO_VALUE ? null : resolved;
};

/** Like `resolve`, with undefined for `AWS::NoValue`. */
export const resolveOptional = (value: Json | undefined, scope: Scope): Json | undefined => {
  if (value === undefined) return undefined;
  const resolved = resolveValue(value, scope);
  return resolved === NO_VALUE ? undefined : resolved;
};
