import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Policy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { type Grant, mayStart } from '../may.ts';
import { createAlarm, FIVE_MINUTES } from './alarm.ts';

const definitions = join(import.meta.dirname, '..', '..', 'statemachines');

/** Placeholders such as `${PlanNextStepArn}` that a definition leaves to the deployment. */
export const placeholdersOf = (definition: string): string[] => [
  ...new Set(
    [...definition.matchAll(/\$\{([A-Za-z][A-Za-z0-9]*)\}/g)].map(([, name]) => name ?? ''),
  ),
];

/**
 * A state machine from `statemachines/<process>/<process>.asl.json`.
 *
 * Only errors are logged: a state's input and output are in the execution's own history, and
 * copying every one of them to CloudWatch would cost more than the transitions.
 *
 * @throws Error when the definition names a placeholder that nobody fills, or the reverse.
 */
export class HouseMachine extends Construct {
  readonly machine: StateMachine;

  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly config: Config;
      readonly process: string;
      readonly substitutions: Readonly<Record<string, string>>;
      readonly may: readonly Grant[];
      /** Long cases go on in a new execution of the same machine. */
      readonly continuesAsNew: boolean;
      readonly errorImpact: string;
      readonly notify: ITopic;
    },
  ) {
    super(scope, id);
    const file = join(definitions, props.process, `${props.process}.asl.json`);
    // Without its indentation the definition stays far from the limit of one template.
    const definition = JSON.stringify(JSON.parse(readFileSync(file, 'utf8')));
    const named = placeholdersOf(definition).sort().join(', ');
    const filled = Object.keys(props.substitutions).sort().join(', ');
    if (named !== filled) {
      throw new Error(`${props.process}.asl.json names ${named}; the stack fills ${filled}`);
    }
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: `What the ${props.process} machine may do`,
    });
    for (const grant of props.may) for (const statement of grant) role.addToPolicy(statement);
    this.machine = new StateMachine(this, 'Machine', {
      definitionBody: DefinitionBody.fromString(definition),
      definitionSubstitutions: { ...props.substitutions },
      role,
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'Logs', { retention: props.config.logRetentionDays }),
        level: LogLevel.ERROR,
        includeExecutionData: false,
      },
    });
    if (props.continuesAsNew) {
      // Apart from the role's own policy, on which the machine depends.
      new Policy(this, 'ContinueAsNew', {
        roles: [role],
        statements: [...mayStart(this.machine.stateMachineArn)],
      });
    }
    createAlarm(this, 'FailuresAlarm', {
      metric: this.machine.metricFailed({ period: FIVE_MINUTES }),
      threshold: 1,
      errorImpact: props.errorImpact,
      remedy: 'open the failed execution, fix its cause, then redrive it.',
      notify: props.notify,
    });
  }
}
