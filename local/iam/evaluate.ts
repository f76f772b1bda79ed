import { UnsupportedError } from '../kernel/errors.ts';
import { type CompiledCondition, compileCondition, type RequestContext } from './conditions.ts';
import { compileGlob } from './glob.ts';

export type PolicyStatement = { readonly [element: string]: unknown };

/** Who asks, as far as the `Principal` element of resource policies tells principals apart. */
export type PrincipalView =
  | { readonly kind: 'role'; readonly arn: string; readonly account: string }
  | { readonly kind: 'service'; readonly service: string };

export type Verdict = 'allow' | 'deny' | 'none';

export type CompiledStatement = {
  readonly effect: 'allow' | 'deny';
  readonly conditionKeys: readonly string[];
  readonly applies: (
    action: string,
    resource: string,
    context: RequestContext,
    principal: PrincipalView | undefined,
  ) => boolean;
};

const elements = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
  'Principal',
]);

const listOf = (value: unknown): readonly string[] =>
  value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(String);

const anyOf = (tests: readonly ((text: string) => boolean)[]) => (text: string) =>
  tests.some((test) => test(text));

const compileResource = (pattern: string): ((text: string) => boolean) => {
  if (pattern.includes('${')) {
    throw new UnsupportedError(`The policy variable in ${pattern} is not supported.`);
  }
  return compileGlob(pattern);
};

/** Builds the test of `Principal`; an identity policy has none and speaks for its role. */
const compilePrincipal = (element: unknown): ((principal: PrincipalView) => boolean) => {
  if (element === '*') return () => true;
  if (typeof element !== 'object' || element === null) {
    throw new UnsupportedError(`The principal ${JSON.stringify(element)} is not supported.`);
  }
  const tests = Object.entries(element).map(([kind, value]) => {
    const names = listOf(value);
    if (kind === 'Service') {
      return (principal: PrincipalView) =>
        principal.kind === 'service' && names.includes(principal.service);
    }
    if (kind === 'AWS') {
      return (principal: PrincipalView) =>
        names.includes('*') ||
        (principal.kind === 'role' &&
          (names.includes(principal.arn) ||
            names.includes(principal.account) ||
            names.includes(`arn:aws:iam::${principal.account}:root`)));
    }
    throw new UnsupportedError(`A principal of kind ${kind} is not supported.`);
  });
  return (principal) => tests.some((test) => test(principal));
};

/**
 * Compiles one statement of a policy.
 * @throws UnsupportedError naming an element, operator, key or variable that is not understood.
 */
export const compileStatement = (statement: PolicyStatement): CompiledStatement => {
  const unknown = Object.keys(statement).filter((element) => !elements.has(element));
  if (unknown.length > 0) {
    throw new UnsupportedError(`The policy element ${unknown.join(', ')} is not supported.`);
  }
  const {
    Effect: effect,
    Action: action,
    NotAction: notAction,
    Resource: resource,
    NotResource: notResource,
    Principal: principalElement,
    Condition: conditionElement,
  } = statement as Record<string, unknown>;
  const actions = anyOf(listOf(action).map((name) => compileGlob(name, true)));
  const notActions = anyOf(listOf(notAction).map((name) => compileGlob(name, true)));
  const resources = anyOf(listOf(resource).map(compileResource));
  const notResources = anyOf(listOf(notResource).map(compileResource));
  const hasResource = resource !== undefined || notResource !== undefined;
  const condition: CompiledCondition | undefined =
    conditionElement === undefined ? undefined : compileCondition(conditionElement);
  const principalFits =
    principalElement === undefined ? undefined : compilePrincipal(principalElement);

  return {
    effect: effect === 'Deny' ? 'deny' : 'allow',
    conditionKeys: condition?.keys ?? [],
    applies: (name, arn, context, principal) =>
      (notAction === undefined ? actions(name) : !notActions(name)) &&
      (!hasResource || (notResource === undefined ? resources(arn) : !notResources(arn))) &&
      (principalFits === undefined || (principal !== undefined && principalFits(principal))) &&
      (condition === undefined || condition.holds(context)),
  };
};

/** An explicit deny wins over every allow. */
export const judge = (
  statements: readonly CompiledStatement[],
  action: string,
  resource: string,
  context: RequestContext,
  principal?: PrincipalView,
): Verdict => {
  let verdict: Verdict = 'none';
  for (const statement of statements) {
    if (!statement.applies(action, resource, context, principal)) continue;
    if (statement.effect === 'deny') return 'deny';
    verdict = 'allow';
  }
  return verdict;
};
