import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileSchedule, type Schedule } from '../../local/events/schedule.ts';

type Resources = Readonly<
  Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>
>;

export type Recurring = Schedule & {
  /** Logical id of the log group of the function that it starts. */
  readonly logGroup: string;
};

const resourcesIn = (assembly: string): Resources => {
  const templates = readdirSync(assembly).filter((file) => file.endsWith('.template.json'));
  const all = templates.map(
    (file) =>
      (JSON.parse(readFileSync(join(assembly, file), 'utf8')) as { Resources: Resources })
        .Resources,
  );
  return Object.assign({}, ...all) as Resources;
};

/** Every schedule of the template that is switched on, and where what it starts leaves its trace. */
export const schedulesIn = (assembly: string): Recurring[] => {
  const resources = resourcesIn(assembly);
  return Object.entries(resources)
    .filter(([, { Type }]) => Type === 'AWS::Scheduler::Schedule')
    .filter(([, { Properties }]) => Properties['State'] !== 'DISABLED')
    .map(([id, { Properties }]) => {
      const { ScheduleExpression, ScheduleExpressionTimezone, Target } = Properties as {
        ScheduleExpression: string;
        ScheduleExpressionTimezone?: string;
        Target: { Arn: { 'Fn::GetAtt'?: readonly [string, string] } };
      };
      const target = resources[Target.Arn['Fn::GetAtt']?.[0] ?? ''];
      const logging = target?.Properties['LoggingConfig'] as
        | { readonly LogGroup?: { readonly Ref?: string } }
        | undefined;
      const logGroup = logging?.LogGroup?.Ref;
      if (logGroup === undefined) throw new Error(`${id} starts no function with a log group`);
      const timezone = ScheduleExpressionTimezone ?? 'UTC';
      return { ...compileSchedule(ScheduleExpression, { timezone, anchor: 0 }), logGroup };
    });
};
