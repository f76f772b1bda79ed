import type { Model } from '../assembly/model.ts';
import * as schemas from '../assembly/schemas.ts';
import { declared } from '../assembly/supported.ts';
import { UnsupportedError } from '../kernel/errors.ts';
import { type CompiledStatement, compileStatement, type PolicyStatement } from './evaluate.ts';
import { managedByAws } from './managed.ts';

export type Role = {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly trust: readonly CompiledStatement[];
  readonly identity: readonly CompiledStatement[];
  readonly boundary: readonly CompiledStatement[] | undefined;
};

/** Compiles a policy document; what it cannot understand is told with its owner's path. */
export const compilePolicy = (
  document: { readonly Statement: readonly PolicyStatement[] },
  owner: string,
): CompiledStatement[] =>
  document.Statement.map((statement) => {
    try {
      return compileStatement(statement);
    } catch (error) {
      if (error instanceof UnsupportedError) {
        throw new UnsupportedError(`${owner}: ${error.message}`);
      }
      throw error;
    }
  });

/** Managed policies of the template by ARN. */
export const loadManagedPolicies = (model: Model): ReadonlyMap<string, CompiledStatement[]> =>
  new Map(
    declared(model, 'AWS::IAM::ManagedPolicy', schemas.managedPolicy).map(
      ({ resource, properties }) => [
        resource.identity.arn,
        compilePolicy(properties.PolicyDocument, resource.path),
      ],
    ),
  );

/**
 * Roles of the template by ARN, with every policy that is written into or attached to them.
 * @throws UnsupportedError for a policy of AWS that is not known or a statement not understood.
 */
export const loadRoles = (model: Model): ReadonlyMap<string, Role> => {
  const managed = loadManagedPolicies(model);
  const attachments: { readonly role: string; readonly statements: CompiledStatement[] }[] = [];
  for (const { resource, properties } of declared(
    model,
    'AWS::IAM::ManagedPolicy',
    schemas.managedPolicy,
  )) {
    const statements = managed.get(resource.identity.arn) ?? [];
    for (const role of properties.Roles ?? []) attachments.push({ role, statements });
  }
  for (const { resource, properties } of declared(
    model,
    'AWS::IAM::Policy',
    schemas.inlinePolicy,
  )) {
    const statements = compilePolicy(properties.PolicyDocument, resource.path);
    for (const role of properties.Roles ?? []) attachments.push({ role, statements });
  }
  const managedStatements = (arn: string, owner: string): readonly CompiledStatement[] => {
    const own = managed.get(arn);
    if (own !== undefined) return own;
    const known = managedByAws[arn.replace('arn:aws:iam::aws:policy/', '')];
    if (known === undefined) {
      throw new UnsupportedError(`${owner}: the policy ${arn} is not known.`);
    }
    return known.map(compileStatement);
  };

  const roles = new Map<string, Role>();
  for (const { resource, properties } of declared(model, 'AWS::IAM::Role', schemas.role)) {
    const { arn, name } = resource.identity;
    const boundary = properties.PermissionsBoundary;
    roles.set(arn, {
      arn,
      name,
      account: resource.account,
      trust: compilePolicy(properties.AssumeRolePolicyDocument, resource.path),
      identity: [
        ...(properties.Policies ?? []).flatMap(({ PolicyDocument }) =>
          compilePolicy(PolicyDocument, resource.path),
        ),
        ...(properties.ManagedPolicyArns ?? []).flatMap((policy) =>
          managedStatements(policy, resource.path),
        ),
        ...attachments.filter(({ role }) => role === name).flatMap(({ statements }) => statements),
      ],
      boundary: boundary === undefined ? undefined : managedStatements(boundary, resource.path),
    });
  }
  return roles;
};
