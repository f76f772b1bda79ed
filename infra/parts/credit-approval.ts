import { CfnOutput } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { HouseFunction } from '../constructs/function.ts';
import { HouseMachine } from '../constructs/machine.ts';
import type { HouseQueue } from '../constructs/queue.ts';
import { creditDeciding, creditDesk, creditSignals } from '../functions/credit-approval.ts';
import { creditGathering } from '../functions/credit-gathering.ts';
import type { FunctionPlan, House } from '../house.ts';
import { mayInvoke, mayWrite } from '../may.ts';

/** The credit-approval machine with what it calls, and those who start, wake and decide. */
export const createCreditApproval = (
  scope: Construct,
  props: {
    readonly house: House;
    readonly apiUrl: string;
    /** What moves an application. */
    readonly signals: HouseQueue;
    readonly hire: (plan: FunctionPlan) => HouseFunction;
  },
): StateMachine => {
  const { house, apiUrl, signals, hire } = props;
  const { waitTokens } = house.tables;
  const called = [...creditGathering(house), ...creditDeciding(house, apiUrl)].map(hire);
  const { machine } = new HouseMachine(scope, 'CreditApproval', {
    config: house.config,
    process: 'credit-approval',
    substitutions: {
      ...Object.fromEntries(
        called.map((each) => [`${each.node.id}Arn`, each.function.functionArn]),
      ),
      WaitTokensTableName: waitTokens.tableName,
    },
    may: [
      ...called.map((each) => mayInvoke(each.function)),
      mayWrite(waitTokens, ['update'], ['CREDITWAIT#']),
    ],
    continuesAsNew: false,
    errorImpact: 'An application has stopped for good: its applicant hears nothing more from us.',
    notify: house.topics.operations,
  });
  new CfnOutput(scope, 'CreditApprovalMachineArn', { value: machine.stateMachineArn });
  for (const plan of creditDesk(house)) hire(plan);
  hire(creditSignals(house, machine.stateMachineArn, signals));
  return machine;
};
