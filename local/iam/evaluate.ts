import { UnsupportedError } from '../kernel/errors.ts';
import { type CompiledCondition, compileCondition, type RequestContext } from './conditions.ts';
import { compileGlob } from './glob.ts';

export type PolicyStatement = { readonly [element: string]: unknown };

/** Who asks, as far as the `Principal` element of resource policies tells principals apart. */
export type PrincipalView =
  | { readonly kind: 'role'; readonly arn: string; readonly account: string }
  | { readonly kind: 'service'; readonly service: string };

/**
 * `delegate`: a resource's policy names the account as a whole, which grants nothing by itself and
 * lets the account's identity policies decide.
 */
export type Verdict = 'allow' | 'deny' | 'delegate' | 'none';

/** How a statement's `Principal` fits somebody: by name, through their account, or not at all. */
type PrincipalFit = 'direct' | 'account' | undefined;

export type CompiledStatement = {
  readonly effect: 'allow' | 'deny';
  readonly conditionKeys: readonly string[];
  readonly applies: (action: string, resource: string, context: RequestContext) => boolean;
  /** Identity policies have no `Principal` and fit their role directly. */
  readonly fits: (principal: PrincipalView | undefined) => PrincipalFit;
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

/** Builds the test of `Principal`. @throws UnsupportedError for a kind that is not understood. */
const compilePrincipal = (element: unknown): ((principal: PrincipalView) => PrincipalFit) => {
  if (element === '*') return () => 'direct';
  if (typeof element !== 'object' || element === null) {
    throw new UnsupportedError(`The principal ${JSON.stringify(element)} is not supported.`);
  }
  const tests = Object.entries(element).map(([kind, value]) => {
    const names = listOf(value);
    if (kind === 'Service') {
      return (principal: PrincipalView): PrincipalFit =>
        principal.kind === 'service' && names.includes(principal.service) ? 'direct' : undefined;
    }
    if (kind === 'AWS') {
      return (principal: PrincipalView): PrincipalFit => {
        if (principal.kind !== 'role') return undefined;
        if (names.includes('*') || names.includes(principal.arn)) return 'direct';
        const root = `arn:aws:iam::${principal.account}:root`;
        return names.includes(principal.account) || names.includes(root) ? 'account' : undefined;
      };
    }
    throw new UnsupportedError(`A principal of kind ${kind} is not supported.`);
  });
  return (principal) => {
    const fits = tests.map((test) => test(principal));
    return fits.includes('direct') ? 'direct' : fits.find((fit) => fit !== undefined);
  };
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
    fits: (principal) => {
      if (principalFits === undefined) return 'direct';
      return principal === undefined ? undefined : principalFits(principal);
    },
    applies: (name, arn, context) =>
      (notAction === undefined ? actions(name) : !notActions(name)) &&
      (!hasResource || (notResource === undefined ? resources(arn) : !notResources(arn))) &&
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
    const fit = statement.fits(principal);
    if (fit === undefined || !statement.applies(action, resource, context)) continue;
    if (statement.effect === 'deny') return 'deny';
    if (fit === 'direct') verdict = 'allow';
    else if (verdict === 'none') verdict = 'delegate';
  }
  return verdict;
};
