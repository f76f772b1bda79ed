import type * as z from 'zod';
import { AssemblyError, UnsupportedError } from '../kernel/errors.ts';
import type { Model, Resource } from './model.ts';

/** A resource whose properties were checked against what the runtime understands of its type. */
export type Declared<P> = { readonly resource: Resource; readonly properties: P };

/**
 * Types that change nothing that this runtime shows, each with the reason. A type that is neither
 * here nor among the imitated ones stops the load.
 */
export const inertTypes: Readonly<Record<string, string>> = {
  'AWS::CDK::Metadata': 'describes the synthesizer',
  'AWS::KMS::Alias': 'names a key; references are by ARN',
  'AWS::Logs::LogGroup': 'logs go to the log sink of the runtime',
  'AWS::Logs::MetricFilter': 'metrics are not evaluated',
  'AWS::Logs::QueryDefinition': 'saved queries are for people',
  'AWS::Logs::ResourcePolicy': 'logs go to the log sink of the runtime',
  'AWS::CloudWatch::Alarm': 'metrics are not evaluated',
  'AWS::CloudWatch::CompositeAlarm': 'metrics are not evaluated',
  'AWS::CloudWatch::Dashboard': 'metrics are not evaluated',
  'AWS::Events::Archive': 'nothing is replayed from an archive',
  'AWS::Budgets::Budget': 'nothing is billed',
  'AWS::XRay::Group': 'traces are not collected',
  'AWS::XRay::SamplingRule': 'traces are not collected',
  'AWS::ResourceGroups::Group': 'groups are for people',
  'AWS::SSM::Parameter': 'read through its reference only; the SSM API is refused',
  'AWS::Lambda::Version': 'every version is the code of the assembly',
  'AWS::Lambda::Alias': 'every alias is the code of the assembly',
  'AWS::Scheduler::ScheduleGroup': 'names its schedules only',
  'AWS::ApiGateway::Account': 'only lets the gateway write logs',
  'Custom::S3AutoDeleteObjects': 'acts when the stack is deleted',
  'Custom::LogRetention': 'logs go to the log sink of the runtime',
  'Custom::AWSCDKOpenIdConnectProvider': 'acts at deployment',
};

const problemsOf = (error: z.ZodError, resource: Resource): readonly string[] =>
  error.issues.map((issue) => {
    const place = issue.path.map(String).join('.');
    return issue.code === 'unrecognized_keys'
      ? `${resource.type} ${resource.path}: ${issue.keys.map((key) => (place === '' ? key : `${place}.${key}`)).join(', ')} not supported`
      : `${resource.type} ${resource.path}: ${place}: ${issue.message}`;
  });

export type SchemaByType = Readonly<Record<string, z.ZodType>>;

/**
 * Refuses, in one error that lists them all, what the runtime would otherwise have to pretend.
 * @throws UnsupportedError
 */
export const refuseUnsupported = (model: Model, schemas: SchemaByType): void => {
  const problems = model.resources.flatMap((resource) => {
    if (Object.hasOwn(inertTypes, resource.type)) return [];
    const schema = schemas[resource.type];
    if (schema === undefined) return [`${resource.type} ${resource.path}: type not supported`];
    const checked = schema.safeParse(resource.properties());
    return checked.success ? [] : problemsOf(checked.error, resource);
  });
  if (problems.length > 0) {
    throw new UnsupportedError(
      `The local runtime does not imitate parts of this assembly:\n  ${problems.join('\n  ')}`,
    );
  }
};

/** All resources of a type with their checked properties. */
export const declared = <P>(model: Model, type: string, schema: z.ZodType<P>): Declared<P>[] =>
  model.ofType(type).map((resource) => {
    const checked = schema.safeParse(resource.properties());
    if (!checked.success) throw new AssemblyError(problemsOf(checked.error, resource).join('\n'));
    return { resource, properties: checked.data };
  });
