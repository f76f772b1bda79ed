import { permission } from '../assembly/compute-schemas.ts';
import type { Model } from '../assembly/model.ts';
import * as schemas from '../assembly/schemas.ts';
import { declared } from '../assembly/supported.ts';
import { AssemblyError, UnsupportedError } from '../kernel/errors.ts';
import { AwsError } from '../services/service.ts';
import type { RequestContext } from './conditions.ts';
import {
  type CompiledStatement,
  compileStatement,
  judge,
  type PolicyStatement,
  type PrincipalView,
} from './evaluate.ts';
import { managedByAws } from './managed.ts';

/** Who performs a call: a role in a session, or an AWS service on behalf of one of our resources. */
export type Principal =
  | { readonly kind: 'role'; readonly roleArn: string; readonly session: string }
  | { readonly kind: 'service'; readonly service: string; readonly sourceArn: string }
  /** The host program and its upstream systems, which no policy of the template describes. */
  | { readonly kind: 'outside' };

export type Demand = {
  readonly action: string;
  readonly resource: string;
  readonly context?: ReadonlyMap<string, string | readonly string[]>;
};

export type Denial = {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
};

export type Authorizer = {
  /** @throws AwsError `AccessDeniedException` worded as AWS words it. */
  readonly authorize: (principal: Principal, demand: Demand) => void;
  readonly isAllowed: (principal: Principal, demand: Demand) => boolean;
  /** @throws UnsupportedError when the role does not exist or does not trust the service. */
  readonly checkTrust: (roleArn: string, service: string) => void;
  /** Everything that was refused, in order, whether or not the caller told anybody. */
  readonly denials: readonly Denial[];
};

type Role = {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly trust: readonly CompiledStatement[];
  readonly identity: CompiledStatement[];
  readonly boundary: readonly CompiledStatement[] | undefined;
};

const compileAll = (
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

/** Keys that never differ between two requests of one principal on one resource. */
const constantKeys = new Set([
  'aws:securetransport',
  'aws:principalarn',
  'aws:principalaccount',
  'aws:requestedregion',
  'aws:resourceaccount',
  'aws:viaawsservice',
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:principalisawsservice',
  'aws:principalservicename',
]);

const varies = (statements: readonly CompiledStatement[]): boolean =>
  statements.some(({ conditionKeys }) => conditionKeys.some((key) => !constantKeys.has(key)));

const accountOf = (arn: string): string => arn.split(':')[4] ?? '';

/** The policy of an S3 object is that of its bucket; a function's version is its function's. */
const policyHolder = (arn: string): string => {
  if (arn.startsWith('arn:aws:s3:::')) return arn.split('/')[0] ?? arn;
  if (arn.includes(':function:')) return arn.split(':').slice(0, 7).join(':');
  return arn;
};

const loadRoles = (model: Model): Map<string, Role> => {
  const managed = new Map<string, CompiledStatement[]>();
  const attachments: { readonly role: string; readonly statements: CompiledStatement[] }[] = [];
  for (const { resource, properties } of declared(
    model,
    'AWS::IAM::ManagedPolicy',
    schemas.managedPolicy,
  )) {
    const statements = compileAll(properties.PolicyDocument, resource.path);
    managed.set(resource.identity.arn, statements);
    for (const role of properties.Roles ?? []) attachments.push({ role, statements });
  }
  for (const { resource, properties } of declared(
    model,
    'AWS::IAM::Policy',
    schemas.inlinePolicy,
  )) {
    const statements = compileAll(properties.PolicyDocument, resource.path);
    for (const role of properties.Roles ?? []) attachments.push({ role, statements });
  }
  const managedStatements = (arn: string, owner: string): readonly CompiledStatement[] => {
    const own = managed.get(arn);
    if (own !== undefined) return own;
    const known = managedByAws[arn.replace('arn:aws:iam::aws:policy/', '')];
    if (known === undefined)
      throw new UnsupportedError(`${owner}: the policy ${arn} is not known.`);
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
      trust: compileAll(properties.AssumeRolePolicyDocument, resource.path),
      identity: [
        ...(properties.Policies ?? []).flatMap(({ PolicyDocument }) =>
          compileAll(PolicyDocument, resource.path),
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

const loadResourcePolicies = (model: Model): Map<string, CompiledStatement[]> => {
  const policies = new Map<string, CompiledStatement[]>();
  const attach = (arn: string, statements: readonly CompiledStatement[]): void => {
    policies.set(arn, [...(policies.get(arn) ?? []), ...statements]);
  };
  const holder = (handle: string, ...types: readonly string[]): string =>
    model.find(handle, ...types).identity.arn;

  for (const { resource, properties } of declared(
    model,
    'AWS::SQS::QueuePolicy',
    schemas.queuePolicy,
  )) {
    const statements = compileAll(properties.PolicyDocument, resource.path);
    for (const url of properties.Queues) attach(holder(url, 'AWS::SQS::Queue'), statements);
  }
  for (const { resource, properties } of declared(
    model,
    'AWS::SNS::TopicPolicy',
    schemas.topicPolicy,
  )) {
    const statements = compileAll(properties.PolicyDocument, resource.path);
    for (const arn of properties.Topics) attach(arn, statements);
  }
  for (const { resource, properties } of declared(
    model,
    'AWS::S3::BucketPolicy',
    schemas.bucketPolicy,
  )) {
    const statements = compileAll(properties.PolicyDocument, resource.path);
    attach(holder(properties.Bucket, 'AWS::S3::Bucket'), statements);
  }
  for (const { resource, properties } of declared(
    model,
    'AWS::SecretsManager::ResourcePolicy',
    schemas.secretPolicy,
  )) {
    attach(properties.SecretId, compileAll(properties.ResourcePolicy, resource.path));
  }
  for (const { properties } of declared(model, 'AWS::Lambda::Permission', permission)) {
    const functionArn = holder(properties.FunctionName, 'AWS::Lambda::Function');
    const isService = properties.Principal.endsWith('.amazonaws.com');
    attach(functionArn, [
      compileStatement({
        Effect: 'Allow',
        Action: properties.Action,
        Principal: isService ? { Service: properties.Principal } : { AWS: properties.Principal },
        Condition: {
          ...(properties.SourceArn === undefined
            ? {}
            : { ArnLike: { 'aws:SourceArn': properties.SourceArn } }),
          ...(properties.SourceAccount === undefined
            ? {}
            : { StringEquals: { 'aws:SourceAccount': properties.SourceAccount } }),
        },
      }),
    ]);
  }
  return policies;
};

export const createAuthorizer = (
  model: Model,
  options: { readonly enforce: boolean },
): Authorizer => {
  const roles = loadRoles(model);
  const resourcePolicies = loadResourcePolicies(model);
  const denials: Denial[] = [];
  const memo = new Map<string, boolean>();

  const contextOf = (principal: Principal, demand: Demand): RequestContext => {
    const context = new Map<string, string | readonly string[]>([
      ['aws:securetransport', 'true'],
      ['aws:requestedregion', demand.resource.split(':')[3] ?? ''],
      ['aws:resourceaccount', accountOf(demand.resource)],
    ]);
    if (principal.kind === 'role') {
      context.set('aws:principalarn', principal.roleArn);
      context.set('aws:principalaccount', accountOf(principal.roleArn));
      context.set('aws:viaawsservice', 'false');
      context.set('aws:principalisawsservice', 'false');
    }
    if (principal.kind === 'service') {
      context.set('aws:sourcearn', principal.sourceArn);
      context.set('aws:sourceaccount', accountOf(principal.sourceArn));
      context.set('aws:principalservicename', principal.service);
      context.set('aws:principalisawsservice', 'true');
    }
    for (const [key, value] of demand.context ?? []) context.set(key.toLowerCase(), value);
    return context;
  };

  const roleOf = (arn: string): Role => {
    const role = roles.get(arn);
    if (role === undefined) throw new AssemblyError(`The assembly defines no role ${arn}.`);
    return role;
  };

  const decide = (principal: Principal, demand: Demand): boolean => {
    if (principal.kind === 'outside') return true;
    const { action, resource } = demand;
    const context = contextOf(principal, demand);
    const attached = resourcePolicies.get(policyHolder(resource)) ?? [];
    if (principal.kind === 'service') {
      const view: PrincipalView = { kind: 'service', service: principal.service };
      return judge(attached, action, resource, context, view) === 'allow';
    }
    const role = roleOf(principal.roleArn);
    const view: PrincipalView = { kind: 'role', arn: role.arn, account: role.account };
    const identity = judge(role.identity, action, resource, context, view);
    const byResource = judge(attached, action, resource, context, view);
    const bounded =
      role.boundary === undefined || judge(role.boundary, action, resource, context) === 'allow';
    return (
      identity !== 'deny' &&
      byResource !== 'deny' &&
      bounded &&
      (identity === 'allow' || byResource === 'allow')
    );
  };

  const memoizable = (principal: Principal, demand: Demand): boolean =>
    !varies(resourcePolicies.get(policyHolder(demand.resource)) ?? []) &&
    (principal.kind !== 'role' || !varies(roleOf(principal.roleArn).identity));
  const memoizableByPair = new Map<string, boolean>();

  const isAllowed = (principal: Principal, demand: Demand): boolean => {
    if (principal.kind === 'outside' || !options.enforce) return true;
    const who =
      principal.kind === 'role' ? principal.roleArn : `${principal.service} ${principal.sourceArn}`;
    const key = `${who} ${demand.action} ${demand.resource}`;
    const known = memo.get(key);
    if (known !== undefined) return known;
    let canMemoize = memoizableByPair.get(key);
    if (canMemoize === undefined) {
      canMemoize = memoizable(principal, demand);
      memoizableByPair.set(key, canMemoize);
    }
    const allowed = decide(principal, demand);
    if (canMemoize) memo.set(key, allowed);
    return allowed;
  };

  const nameOf = (principal: Principal): string => {
    if (principal.kind === 'outside') return 'outside';
    if (principal.kind === 'service') return principal.service;
    const role = roleOf(principal.roleArn);
    return `arn:aws:sts::${role.account}:assumed-role/${role.name}/${principal.session}`;
  };

  return {
    isAllowed,
    authorize: (principal, demand) => {
      if (isAllowed(principal, demand)) return;
      const name = nameOf(principal);
      denials.push({ principal: name, action: demand.action, resource: demand.resource });
      throw new AwsError(
        'AccessDeniedException',
        `User: ${name} is not authorized to perform: ${demand.action} on resource: ${demand.resource} because no identity-based policy allows the ${demand.action} action`,
        { status: 400 },
      );
    },
    checkTrust: (roleArn, service) => {
      const view: PrincipalView = { kind: 'service', service };
      const context = contextOf(
        { kind: 'service', service, sourceArn: roleArn },
        {
          action: 'sts:AssumeRole',
          resource: roleArn,
        },
      );
      if (!options.enforce) return;
      if (judge(roleOf(roleArn).trust, 'sts:AssumeRole', roleArn, context, view) !== 'allow') {
        throw new AssemblyError(`The role ${roleArn} does not let ${service} assume it.`);
      }
    },
    denials,
  };
};
