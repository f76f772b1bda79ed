import type { Demand, Principal } from '../../iam/principal.ts';
import { UnsupportedError } from '../../kernel/errors.ts';
import { queueUrlOf, serviceOfArn } from '../arns.ts';
import type { Gateway } from '../gateway.ts';
import type { InvokeAsync } from '../sns.ts';

/** Where a rule or schedule sends, and on whose authority. */
export type TargetRef = {
  readonly arn: string;
  readonly principal: Principal;
  /** Message group for a FIFO queue. */
  readonly group?: string | undefined;
};

export type Targets = {
  /** What the principal must be allowed, so that the template can be checked before anything runs. */
  readonly demandOf: (target: TargetRef) => Demand | undefined;
  readonly deliver: (target: TargetRef, body: string) => Promise<void>;
};

const actionByService: Readonly<Record<string, string>> = {
  sqs: 'sqs:SendMessage',
  lambda: 'lambda:InvokeFunction',
  states: 'states:StartExecution',
  sns: 'sns:Publish',
  events: 'events:PutEvents',
};

/** Delivers to the kinds of targets that rules and schedules have. @throws UnsupportedError */
export const createTargets = (deps: {
  readonly gateway: Gateway;
  readonly invokeAsync: InvokeAsync;
}): Targets => {
  const { gateway, invokeAsync } = deps;

  const deliver = async (target: TargetRef, body: string): Promise<void> => {
    const { arn, principal, group } = target;
    switch (serviceOfArn(arn)) {
      case 'sqs':
        await gateway.call(principal, 'sqs', 'SendMessage', {
          QueueUrl: queueUrlOf(arn),
          MessageBody: body,
          ...(group === undefined ? {} : { MessageGroupId: group }),
        });
        return;
      case 'lambda':
        invokeAsync(principal, arn, JSON.parse(body));
        return;
      case 'states':
        await gateway.call(principal, 'states', 'StartExecution', {
          stateMachineArn: arn,
          input: body,
        });
        return;
      case 'sns':
        await gateway.call(principal, 'sns', 'Publish', { TopicArn: arn, Message: body });
        return;
      // A log group as target only shows people what passed.
      case 'logs':
        return;
      default:
        throw new UnsupportedError(`The target ${arn} is not supported.`);
    }
  };

  return {
    deliver,
    demandOf: ({ arn }) => {
      const service = serviceOfArn(arn);
      if (service === 'logs') return undefined;
      const action = actionByService[service];
      if (action === undefined || service === 'events') {
        throw new UnsupportedError(`The target ${arn} is not supported.`);
      }
      return { action, resource: arn };
    },
  };
};
