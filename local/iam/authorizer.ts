import type { Model } from '../assembly/model.ts';
import { AssemblyError } from '../kernel/errors.ts';
import { AwsError } from '../services/service.ts';
import type { RequestContext } from './conditions.ts';
import { type CompiledStatement, judge, type PrincipalView } from './evaluate.ts';
import { loadKeyDemands } from './keys.ts';
import type { Demand, Principal } from './principal.ts';
import { loadResourcePolicies, policyHolder } from './resource-policies.ts';
import { loadRoles, type Role } from './roles.ts';

export type Denial = {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
};

export type Authorizer = {
  /** @throws AwsError `AccessDeniedException` worded as AWS words it. */
  readonly authorize: (principal: Principal, demand: Demand) => void;
  readonly isAllowed: (principal: Principal, demand: Demand) => boolean;
  /** @throws AssemblyError when the role does not exist or does not trust the service. */
  readonly checkTrust: (roleArn: string, service: string) => void;
  /** Everything that was refused, in order, whether or not the caller told anybody. */
  readonly denials: readonly Denial[];
};

/** Keys that never differ between two requests of one principal for one action on one resource. */
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
  'kms:viaservice',
  'kms:calleraccount',
]);

const varies = (statements: readonly CompiledStatement[]): boolean =>
  statements.some(({ conditionKeys }) => conditionKeys.some((key) => !constantKeys.has(key)));

const accountOf = (arn: string): string => arn.split(':')[4] ?? '';

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
  for (const [key, value] of demand.context ?? []) context.set(key, value);
  return context;
};

/**
 * Decides by the policies of the template. Decisions that no request can change are remembered, as
 * a run asks the same few hundred questions a hundred thousand times.
 */
export const createAuthorizer = (
  model: Model,
  options: { readonly enforce: boolean },
): Authorizer => {
  const roles = loadRoles(model);
  const resourcePolicies = loadResourcePolicies(model);
  const keyDemands = loadKeyDemands(model);
  const denials: Denial[] = [];
  const memo = new Map<string, boolean>();
  const unsteady = new Set<string>();

  const roleOf = (arn: string): Role => {
    const role = roles.get(arn);
    if (role === undefined) throw new AssemblyError(`The assembly defines no role ${arn}.`);
    return role;
  };

  const attachedTo = (resource: string): readonly CompiledStatement[] =>
    resourcePolicies.get(policyHolder(resource)) ?? [];

  const decide = (principal: Principal, demand: Demand): boolean => {
    if (principal.kind === 'outside') return true;
    const { action, resource } = demand;
    const context = contextOf(principal, demand);
    const attached = attachedTo(resource);
    if (principal.kind === 'service') {
      const view: PrincipalView = { kind: 'service', service: principal.service };
      return judge(attached, action, resource, context, view) === 'allow';
    }
    const role = roleOf(principal.roleArn);
    const view: PrincipalView = { kind: 'role', arn: role.arn, account: role.account };
    const identity = judge(role.identity, action, resource, context, view);
    const byResource = judge(attached, action, resource, context, view);
    if (identity === 'deny' || byResource === 'deny') return false;
    if (
      role.boundary !== undefined &&
      judge(role.boundary, action, resource, context, view) !== 'allow'
    ) {
      return false;
    }
    // A key is open to its account's policies only when its own policy says so.
    return action.startsWith('kms:')
      ? byResource === 'allow' || (byResource === 'delegate' && identity === 'allow')
      : identity === 'allow' || byResource === 'allow';
  };

  const isSteady = (principal: Principal, demand: Demand): boolean =>
    !varies(attachedTo(demand.resource)) &&
    (principal.kind !== 'role' || !varies(roleOf(principal.roleArn).identity));

  const decideOnce = (principal: Principal, demand: Demand): boolean => {
    if (principal.kind === 'outside' || !options.enforce) return true;
    const who =
      principal.kind === 'role' ? principal.roleArn : `${principal.service} ${principal.sourceArn}`;
    const question = `${who} ${demand.action} ${demand.resource}`;
    const known = memo.get(question);
    if (known !== undefined) return known;
    const allowed = decide(principal, demand);
    if (unsteady.has(question)) return allowed;
    if (isSteady(principal, demand)) memo.set(question, allowed);
    else unsteady.add(question);
    return allowed;
  };

  /** The first thing that the principal lacks, the key of an encrypted resource included. */
  const lacking = (principal: Principal, demand: Demand): Demand | undefined => {
    if (!decideOnce(principal, demand)) return demand;
    return keyDemands(demand).find((needed) => !decideOnce(principal, needed));
  };

  const nameOf = (principal: Principal): string => {
    if (principal.kind === 'outside') return 'outside';
    if (principal.kind === 'service') return principal.service;
    const role = roleOf(principal.roleArn);
    return `arn:aws:sts::${role.account}:assumed-role/${role.name}/${principal.session}`;
  };

  return {
    isAllowed: (principal, demand) => lacking(principal, demand) === undefined,
    authorize: (principal, demand) => {
      const refused = lacking(principal, demand);
      if (refused === undefined) return;
      const { action, resource } = refused;
      const name = nameOf(principal);
      denials.push({ principal: name, action, resource });
      const policy = action.startsWith('kms:') ? 'resource-based' : 'identity-based';
      throw new AwsError(
        'AccessDeniedException',
        `User: ${name} is not authorized to perform: ${action} on resource: ${resource} because no ${policy} policy allows the ${action} action`,
      );
    },
    checkTrust: (roleArn, service) => {
      if (!options.enforce) return;
      const asker = { kind: 'service', service, sourceArn: roleArn } as const;
      const demand = { action: 'sts:AssumeRole', resource: roleArn };
      const context = contextOf(asker, demand);
      const verdict = judge(roleOf(roleArn).trust, demand.action, roleArn, context, asker);
      if (verdict !== 'allow') {
        throw new AssemblyError(`The role ${roleArn} does not let ${service} assume it.`);
      }
    },
    denials,
  };
};
