import type { Principal } from '../../iam/principal.ts';
import { UnsupportedError } from '../../kernel/errors.ts';
import type { TaskCall } from '../../states/port.ts';
import type { Gateway } from '../gateway.ts';
import type { LambdaHost, Outcome } from '../lambda/host.ts';
import { AwsError, type Input, textOf } from '../service.ts';

/** API that a Task's resource names, the service that performs it, and the prefix of its errors. */
type Integration = {
  readonly service: string;
  readonly operation: string;
  readonly prefix: string;
};

/** Optimized integrations that are plain API calls; their error prefix is the service's name. */
const optimized: Readonly<Record<string, Integration>> = {
  'sqs:sendMessage': { service: 'sqs', operation: 'SendMessage', prefix: 'SQS' },
  'sns:publish': { service: 'sns', operation: 'Publish', prefix: 'SNS' },
  'events:putEvents': { service: 'events', operation: 'PutEvents', prefix: 'EventBridge' },
  'states:startExecution': {
    service: 'states',
    operation: 'StartExecution',
    prefix: 'StepFunctions',
  },
  'dynamodb:getItem': { service: 'dynamodb', operation: 'GetItem', prefix: 'DynamoDB' },
  'dynamodb:putItem': { service: 'dynamodb', operation: 'PutItem', prefix: 'DynamoDB' },
  'dynamodb:updateItem': { service: 'dynamodb', operation: 'UpdateItem', prefix: 'DynamoDB' },
  'dynamodb:deleteItem': { service: 'dynamodb', operation: 'DeleteItem', prefix: 'DynamoDB' },
};

/** Service of an `aws-sdk:` resource, with the prefix that Step Functions gives to its errors. */
const sdkServices: Readonly<Record<string, { readonly service: string; readonly prefix: string }>> =
  {
    dynamodb: { service: 'dynamodb', prefix: 'DynamoDb' },
    sqs: { service: 'sqs', prefix: 'Sqs' },
    sns: { service: 'sns', prefix: 'Sns' },
    sfn: { service: 'states', prefix: 'Sfn' },
    eventbridge: { service: 'events', prefix: 'EventBridge' },
    s3: { service: 's3', prefix: 'S3' },
    sesv2: { service: 'ses', prefix: 'SesV2' },
    secretsmanager: { service: 'secretsmanager', prefix: 'SecretsManager' },
  };

class TaskError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

const integrationOf = (api: string): Integration => {
  const known = optimized[api];
  if (known !== undefined) return known;
  const [, sdkName = '', action = ''] = /^aws-sdk:([a-z0-9]+):([A-Za-z0-9]+)$/.exec(api) ?? [];
  const sdk = sdkServices[sdkName];
  if (sdk === undefined) {
    throw new UnsupportedError(`The Task resource arn:aws:states:::${api} is not supported.`);
  }
  return { ...sdk, operation: action.charAt(0).toUpperCase() + action.slice(1) };
};

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** Parameters are PascalCase in ASL even where the API's own are camelCase, as those of Step Functions. */
const inputFor = ({ service, operation }: Integration, given: Input, prefix: string): Input => {
  if (service === 'states') {
    const camel = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [
        name.charAt(0).toLowerCase() + name.slice(1),
        value,
      ]),
    );
    return { ...camel, ...(camel['input'] === undefined ? {} : { input: asText(camel['input']) }) };
  }
  // Optimized integrations take JSON where the API takes its text.
  if (service === 'sqs' && operation === 'SendMessage') {
    return { ...given, MessageBody: asText(given['MessageBody']) };
  }
  if (service === 'sns' && prefix === 'SNS') return { ...given, Message: asText(given['Message']) };
  if (service === 'events' && Array.isArray(given['Entries'])) {
    return {
      Entries: (given['Entries'] as Input[]).map((entry) => ({
        ...entry,
        Detail: asText(entry['Detail']),
      })),
    };
  }
  return given;
};

const outputFor = ({ service }: Integration, output: Input): unknown => {
  const plain = JSON.parse(JSON.stringify(output)) as Input;
  if (service !== 'states') return plain;
  return Object.fromEntries(
    Object.entries(plain).map(([name, value]) => [
      name.charAt(0).toUpperCase() + name.slice(1),
      value,
    ]),
  );
};

const resultOf = (outcome: Outcome): unknown => {
  if (outcome.ok) return outcome.result;
  const { failure, crashed } = outcome;
  if (crashed) throw new TaskError('Lambda.Unknown', failure.errorMessage);
  throw new TaskError(failure.errorType, JSON.stringify(failure));
};

/**
 * Performs the calls of Task states with the authority of their machine's role. Errors get the names
 * under which Retry and Catch know them.
 * Source: AWS Step Functions Developer Guide, "Integrating services"; on prefixes "Exception prefix
 * differences" of the DynamoDB page.
 */
export const createTaskInvoker = (deps: {
  readonly gateway: Gateway;
  readonly lambda: LambdaHost;
}) => {
  const { gateway, lambda } = deps;

  const invokeFunction = async (
    principal: Principal,
    target: string,
    payload: unknown,
  ): Promise<unknown> => {
    const { arn } = lambda.find(target);
    try {
      gateway.authorize(principal, { action: 'lambda:InvokeFunction', resource: arn });
    } catch (error) {
      throw error instanceof AwsError
        ? new TaskError('Lambda.AWSLambdaException', error.message)
        : error;
    }
    return resultOf(await lambda.invoke(arn, payload));
  };

  return async (call: TaskCall): Promise<unknown> => {
    const { resource, roleArn } = call;
    const principal: Principal = { kind: 'role', roleArn, session: call.execution.name };
    if (resource.startsWith('arn:aws:lambda:')) {
      return invokeFunction(principal, resource, call.arguments);
    }
    const api = resource.replace(/^arn:aws:states:::/, '').replace(/\.waitForTaskToken$/, '');
    const given = (call.arguments ?? {}) as Input;
    if (api === 'lambda:invoke') {
      const Payload = await invokeFunction(
        principal,
        textOf(given, 'FunctionName'),
        given['Payload'],
      );
      return { ExecutedVersion: '$LATEST', Payload, StatusCode: 200 };
    }
    const integration = integrationOf(api);
    try {
      const input = inputFor(integration, given, integration.prefix);
      const output = await gateway.call(
        principal,
        integration.service,
        integration.operation,
        input,
      );
      return outputFor(integration, output);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const suffix = /(Exception|Error)$/.test(error.name) ? error.name : `${error.name}Exception`;
      throw new TaskError(`${integration.prefix}.${suffix}`, error.message);
    }
  };
};
