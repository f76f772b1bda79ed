import * as z from 'zod';
import * as schemas from './schemas.ts';

const { ignored, tags } = schemas;

/**
 * A function runs as JavaScript in this process, one invocation at a time and always warm:
 * what sizes, logs or warms its environment changes nothing here, and reserved concurrency of one
 * or more never binds. What would keep it from running is refused.
 */
export const lambdaFunction = z.strictObject({
  FunctionName: ignored,
  Description: ignored,
  Architectures: z
    .array(z.enum(['arm64', 'x86_64']))
    .length(1)
    .optional(),
  Code: z.strictObject({
    S3Bucket: z.string().optional(),
    S3Key: z.string().optional(),
    ZipFile: z.string().optional(),
  }),
  DeadLetterConfig: z.strictObject({ TargetArn: z.string() }).optional(),
  Environment: z
    .strictObject({ Variables: z.record(z.string(), z.string()).optional() })
    .optional(),
  EphemeralStorage: ignored,
  Handler: z.string(),
  KmsKeyArn: ignored,
  Layers: z.array(z.string()).max(0, 'layers are not supported').optional(),
  LoggingConfig: ignored,
  MemorySize: z.number().optional(),
  RecursiveLoop: ignored,
  ReservedConcurrentExecutions: z
    .int()
    .min(1, 'a function that is switched off is not imitated')
    .optional(),
  Role: z.string(),
  Runtime: z.string(),
  RuntimeManagementConfig: ignored,
  SnapStart: ignored,
  Timeout: z.number().optional(),
  TracingConfig: ignored,
  ...tags,
});
export type FunctionProperties = z.infer<typeof lambdaFunction>;

export const permission = z.strictObject({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
});

export const destinationConfig = z.strictObject({
  OnFailure: z.strictObject({ Destination: z.string() }).optional(),
});

export const eventInvokeConfig = z.strictObject({
  FunctionName: z.string(),
  Qualifier: ignored,
  MaximumEventAgeInSeconds: z.number().optional(),
  MaximumRetryAttempts: z.number().optional(),
  DestinationConfig: destinationConfig.optional(),
});

export const eventSourceMapping = z.strictObject({
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  Enabled: z.boolean().optional(),
  BatchSize: z.number().optional(),
  MaximumBatchingWindowInSeconds: z.number().optional(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).optional(),
  FilterCriteria: z
    .strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })) })
    .optional(),
  ScalingConfig: ignored,
  MetricsConfig: ignored,
  ProvisionedPollerConfig: ignored,
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']).optional(),
  BisectBatchOnFunctionError: z.boolean().optional(),
  MaximumRetryAttempts: z.number().optional(),
  MaximumRecordAgeInSeconds: z.number().optional(),
  ParallelizationFactor: ignored,
  DestinationConfig: destinationConfig.optional(),
  ...tags,
});
export type MappingProperties = z.infer<typeof eventSourceMapping>;

export const httpApi = z.strictObject({
  Name: z.string().optional(),
  Description: ignored,
  ProtocolType: z.literal('HTTP'),
  CorsConfiguration: ignored,
  DisableExecuteApiEndpoint: ignored,
  IpAddressType: ignored,
  ...tags,
});

export const integration = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  IntegrationMethod: ignored,
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: ignored,
  Description: ignored,
});

export const route = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z
    .enum(['NONE', 'AWS_IAM'], 'authorizers other than AWS_IAM are not supported')
    .optional(),
  OperationName: ignored,
});

export const stage = z.strictObject({
  ApiId: z.string(),
  StageName: z.string(),
  AutoDeploy: z.literal(true),
  AccessLogSettings: ignored,
  DefaultRouteSettings: ignored,
  RouteSettings: ignored,
  StageVariables: z.record(z.string(), z.string()).optional(),
  Description: ignored,
  Tags: ignored,
});

/** Every type that the runtime imitates, with the properties that it understands. */
export const schemaByType = {
  'AWS::DynamoDB::Table': schemas.table,
  'AWS::DynamoDB::GlobalTable': schemas.globalTable,
  'AWS::SQS::Queue': schemas.queue,
  'AWS::SQS::QueuePolicy': schemas.queuePolicy,
  'AWS::SNS::Topic': schemas.topic,
  'AWS::SNS::TopicPolicy': schemas.topicPolicy,
  'AWS::SNS::Subscription': schemas.subscription,
  'AWS::Events::EventBus': schemas.eventBus,
  'AWS::Events::Rule': schemas.rule,
  'AWS::Scheduler::Schedule': schemas.schedule,
  'AWS::IAM::Role': schemas.role,
  'AWS::IAM::Policy': schemas.inlinePolicy,
  'AWS::IAM::ManagedPolicy': schemas.managedPolicy,
  'AWS::KMS::Key': schemas.key,
  'AWS::S3::Bucket': schemas.bucket,
  'AWS::S3::BucketPolicy': schemas.bucketPolicy,
  'AWS::SecretsManager::Secret': schemas.secret,
  'AWS::SecretsManager::ResourcePolicy': schemas.secretPolicy,
  'AWS::SES::EmailIdentity': schemas.emailIdentity,
  'AWS::SES::ConfigurationSet': schemas.configurationSet,
  'AWS::SES::ConfigurationSetEventDestination': schemas.eventDestination,
  'AWS::Logs::SubscriptionFilter': schemas.subscriptionFilter,
  'AWS::StepFunctions::StateMachine': schemas.stateMachine,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': permission,
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::ApiGatewayV2::Api': httpApi,
  'AWS::ApiGatewayV2::Integration': integration,
  'AWS::ApiGatewayV2::Route': route,
  'AWS::ApiGatewayV2::Stage': stage,
} as const;
