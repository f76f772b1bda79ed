import { Annotations, type IAspect, Stack } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';

/** Queues whose messages wait for a person: these have nowhere further to go. */
const isParking = (queue: CfnQueue): boolean =>
  /Dlq$|^RejectedInputsQueue$/.test(Stack.of(queue).getLogicalId(queue));

type Statement = { readonly Effect?: string; readonly Action?: string | readonly string[] };

const wildcardActions = (policy: CfnPolicy): string[] => {
  const document = Stack.of(policy).resolve(policy.policyDocument) as {
    readonly Statement: readonly Statement[];
  };
  return document.Statement.flatMap(({ Action = [] }) => Action).filter((each) =>
    each.includes('*'),
  );
};

/** Rules that every resource keeps, whoever adds it. A breach fails the synthesis. */
export class HouseRules implements IAspect {
  visit(node: IConstruct): void {
    const fail = (message: string): void => Annotations.of(node).addError(message);
    if (node instanceof CfnQueue && node.redrivePolicy === undefined && !isParking(node)) {
      fail('This queue has no dead-letter queue and is none.');
    }
    if (node instanceof CfnLogGroup && node.retentionInDays === undefined) {
      fail('This log group would keep its lines for ever.');
    }
    if (node instanceof CfnPolicy) {
      for (const action of wildcardActions(node)) fail(`This policy allows ${action}.`);
    }
  }
}
