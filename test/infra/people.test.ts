import { beforeAll, describe, expect, it } from 'vitest';
import { at, list, type Synthesized, synthesized } from './support/template.ts';

let stacks: Synthesized;
beforeAll(async () => {
  stacks = await synthesized('dev');
});

/** `GET /v1/operator/*` of each statement; anything but the right to call is told. */
const callsOf = (policy: string): string[] => {
  const { property } = stacks.get(policy);
  return list(property('PolicyDocument', 'Statement')).flatMap((statement) => {
    expect(at(statement, 'Effect')).toBe('Allow');
    expect(list(at(statement, 'Action'))).toEqual(['execute-api:Invoke']);
    return list(at(statement, 'Resource')).map((resource) => {
      const [, method = '', path = ''] =
        /execute-api:.*\/\$default\/([A-Z]+)(\/.*)$/.exec(stacks.text(resource)) ?? [];
      return `${method} ${path}`;
    });
  });
};

const matches = (pattern: string, route: string): boolean =>
  new RegExp(`^${pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\\*', '.*')}$`).test(
    route,
  );

const routesOf = () =>
  stacks
    .ofType('AWS::ApiGatewayV2::Route')
    .filter(({ property }) => property('AuthorizationType') === 'AWS_IAM')
    .map(({ property }) => property('RouteKey') as string);

const mayCall = (policy: string): string[] =>
  routesOf().filter((route) => callsOf(policy).some((pattern) => matches(pattern, route)));

describe('the policies of people', () => {
  it('are attached to nobody by the template', () => {
    const policies = stacks.ofType('AWS::IAM::ManagedPolicy');
    expect(policies.map(({ id }) => id).sort()).toEqual([
      'ApproversPolicy',
      'AuditorsPolicy',
      'CreditReviewersPolicy',
      'OperatorsPolicy',
    ]);
    for (const { property } of policies) {
      for (const attached of ['Roles', 'Users', 'Groups'])
        expect(property(attached)).toBeUndefined();
    }
  });

  it('let everybody see', () => {
    const reads = routesOf().filter((route) => route.startsWith('GET '));
    expect(mayCall('AuditorsPolicy')).toEqual(reads);
    for (const policy of ['OperatorsPolicy', 'ApproversPolicy', 'CreditReviewersPolicy']) {
      expect(mayCall(policy)).toEqual(expect.arrayContaining(reads));
    }
  });

  it('keep who acts apart from who approves, and leave no route to nobody', () => {
    const writes = routesOf().filter((route) => route.startsWith('POST '));
    const acts = mayCall('OperatorsPolicy').filter((route) => route.startsWith('POST '));
    const approvals = mayCall('ApproversPolicy').filter((route) => route.startsWith('POST '));
    expect(approvals).toEqual(['POST /v1/operator/accounts/{accountId}/approvals']);
    expect(acts.filter((route) => approvals.includes(route))).toEqual([]);
    expect([...acts, ...approvals].sort()).toEqual(writes.sort());
  });

  it('let reviewers of credit decide about applications, lines and groups, and act on nothing else', () => {
    const writes = mayCall('CreditReviewersPolicy').filter((route) => route.startsWith('POST '));
    expect(writes.sort()).toEqual([
      'POST /v1/operator/credit/applications/{applicationId}/acts',
      'POST /v1/operator/credit/groups/{groupId}/acts',
      'POST /v1/operator/credit/lines/{lineId}/acts',
    ]);
  });
});
