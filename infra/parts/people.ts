import { CfnOutput } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * What people may call, as policies to attach to the roles that they sign in with. Who asks for a
 * large loss and who approves it are two policies, and nobody needs both.
 */
const POLICIES = [
  {
    id: 'AuditorsPolicy',
    description: 'See accounts, tasks and explanations; change nothing',
    routes: [['GET', '*']],
  },
  {
    id: 'OperatorsPolicy',
    description: 'See everything and act on accounts, cases, tasks, parties and sending',
    routes: [
      ['GET', '*'],
      ['POST', '*/acts'],
    ],
  },
  {
    id: 'ApproversPolicy',
    description: 'See everything and decide what others asked for; act on nothing',
    routes: [
      ['GET', '*'],
      ['POST', '*/approvals'],
    ],
  },
  {
    id: 'CreditReviewersPolicy',
    description: 'See everything and decide about credit, as far as a role goes',
    routes: [
      ['GET', '*'],
      ['POST', 'credit/*/acts'],
    ],
  },
] as const;

/** The policies of people, and their ARNs as outputs. */
export const createPeople = (scope: Construct, api: HttpApi): readonly ManagedPolicy[] =>
  POLICIES.map(({ id, description, routes }) => {
    const policy = new ManagedPolicy(scope, id, {
      description,
      statements: [
        new PolicyStatement({
          effect: Effect.ALLOW,
          actions: ['execute-api:Invoke'],
          resources: routes.map(([method, path]) =>
            api.arnForExecuteApi(method, `/v1/operator/${path}`, '$default'),
          ),
        }),
      ],
    });
    new CfnOutput(scope, `${id}Arn`, { value: policy.managedPolicyArn });
    return policy;
  });
