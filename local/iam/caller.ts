import type { Model } from '../assembly/model.ts';
import type { RequestContext } from './conditions.ts';
import { type CompiledStatement, judge } from './evaluate.ts';
import type { Demand } from './principal.ts';
import { loadManagedPolicies } from './roles.ts';

/** A principal of the account that signs its requests: a user, or a role in a session. */
export type Caller = {
  /** `arn:aws:iam::ACCOUNT:user/NAME` or `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`. */
  readonly arn: string;
  /**
   * Managed policies of the template that are all it has, by any handle. Left out for an
   * administrator of the account, whose rights no template describes.
   */
  readonly policies?: readonly string[];
};

const accountOf = (arn: string): string => arn.split(':')[4] ?? '';

/** Decides whether a caller may do what it asks, by the policies that it is given. */
export const createCallers = (
  model: Model,
): { readonly isAllowed: (caller: Caller, demand: Demand) => boolean } => {
  const managed = loadManagedPolicies(model);
  const statementsOf = (handle: string): readonly CompiledStatement[] =>
    managed.get(model.find(handle, 'AWS::IAM::ManagedPolicy').identity.arn) ?? [];
  return {
    isAllowed: ({ arn, policies }, { action, resource }) => {
      if (policies === undefined) return true;
      const context: RequestContext = new Map([
        ['aws:securetransport', 'true'],
        ['aws:principalarn', arn],
        ['aws:principalaccount', accountOf(arn)],
        ['aws:requestedregion', resource.split(':')[3] ?? ''],
        ['aws:resourceaccount', accountOf(resource)],
      ]);
      return judge(policies.flatMap(statementsOf), action, resource, context) === 'allow';
    },
  };
};

/**
 * `requestContext.authorizer.iam` of payload format 2.0, as a route with IAM authorization hands
 * it over. Nothing here is a credential: the runtime checks no signature.
 */
export const callerContext = ({ arn }: Caller) => {
  const name = arn.split('/').at(-1) ?? '';
  return {
    accessKey: 'AKIALOCAL',
    accountId: accountOf(arn),
    callerId: `AIDALOCAL:${name}`,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: arn,
    userId: `AIDALOCAL:${name}`,
  };
};
