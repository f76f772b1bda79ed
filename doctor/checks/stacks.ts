import {
  type CloudFormationClient,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
} from '@aws-sdk/client-cloudformation';
import type { Deployed } from '../deployed.ts';
import { type Finding, problem } from '../finding.ts';

const check = 'stacks';

/** A stack that is whole and at rest. */
const settled = /^(CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK)_COMPLETE$/;

/** Every stack is there, and its last change went through or was rolled back whole. */
export const checkStacks = ({ stacks }: Deployed, environment: string): readonly Finding[] =>
  stacks.flatMap(({ name, status }) => {
    if (status === undefined) {
      const remedy = `Run npm run deploy -- --env ${environment}.`;
      return [problem(check, `${name} is not deployed.`, remedy)];
    }
    if (status === 'UPDATE_ROLLBACK_COMPLETE') {
      const remedy = 'Read the events of the stack, mend the cause, deploy again.';
      return [problem(check, `The last deployment of ${name} was rolled back.`, remedy)];
    }
    if (settled.test(status)) return [];
    const remedy = status.endsWith('IN_PROGRESS')
      ? 'Wait until it is through and examine again.'
      : 'Read the events of the stack; continue or repeat its roll-back, then deploy again.';
    return [problem(check, `${name} is ${status}.`, remedy)];
  });

/** Detection of a stack of some hundred resources takes a minute or two. */
const pauseMs = 5_000;
const longestWaits = 60;

type Pause = (ms: number) => Promise<void>;

const detect = async (
  client: CloudFormationClient,
  stack: string,
  pause: Pause,
): Promise<'done' | 'failed'> => {
  const { StackDriftDetectionId } = await client.send(
    new DetectStackDriftCommand({ StackName: stack }),
  );
  for (let waits = 0; waits < longestWaits; waits += 1) {
    const { DetectionStatus } = await client.send(
      new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }),
    );
    if (DetectionStatus === 'DETECTION_COMPLETE') return 'done';
    if (DetectionStatus === 'DETECTION_FAILED') return 'failed';
    await pause(pauseMs);
  }
  return 'failed';
};

/** Nobody changed a resource behind the back of its stack. */
export const checkDrift = async (
  client: CloudFormationClient,
  { stacks }: Deployed,
  environment: string,
  pause: Pause,
): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const { name, status } of stacks) {
    if (status === undefined || !settled.test(status)) continue;
    if ((await detect(client, name, pause)) === 'failed') {
      const remedy = 'Open the stack in CloudFormation and detect drift there.';
      findings.push(problem('drift', `Drift of ${name} could not be detected.`, remedy));
    }
    const { StackResourceDrifts = [] } = await client.send(
      new DescribeStackResourceDriftsCommand({
        StackName: name,
        StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'],
      }),
    );
    for (const drift of StackResourceDrifts) {
      const changed = (drift.PropertyDifferences ?? []).map(({ PropertyPath }) => PropertyPath);
      const how =
        drift.StackResourceDriftStatus === 'DELETED'
          ? 'was deleted'
          : `was changed (${changed.join(', ')})`;
      findings.push(
        problem(
          'drift',
          `${drift.LogicalResourceId} of ${name} ${how} outside CloudFormation.`,
          `Undo it, or put it into the code and run npm run deploy -- --env ${environment}.`,
        ),
      );
    }
  }
  return findings;
};
