import { Validations } from 'aws-cdk-lib';
import type { CoreStack } from './stacks/core-stack.ts';
import type { DataStack } from './stacks/data-stack.ts';

/** Findings of cdk-nag that we have read and decided to live with, each with its reason. */
export const acknowledgeFindings = (stacks: {
  readonly data: DataStack;
  readonly core: CoreStack;
}): void => {
  Validations.of(stacks.data).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason: 'The values come from the payment providers.',
  });
};
