import * as z from 'zod';

/** Properties that have no effect on what the runtime shows: accepted with any value. */
const ignored = z.unknown().optional();
const jsonObject = z.record(z.string(), z.unknown());
const tags = { Tags: ignored };

const statement = z.record(z.string(), z.unknown());
export const policyDocument = z.object({
  Version: z.string().optional(),
  Statement: z.union([z.array(statement), statement.transform((one) => [one])]),
});

const keySchema = z.array(
  z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }),
);
const index = z.strictObject({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.strictObject({
    ProjectionType: z.string(),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
  ContributorInsightsSpecification: ignored,
  OnDemandThroughput: ignored,
  ProvisionedThroughput: ignored,
  ReadOnDemandThroughputSettings: ignored,
  WriteOnDemandThroughputSettings: ignored,
});

const tableShape = {
  TableName: ignored,
  KeySchema: keySchema,
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  GlobalSecondaryIndexes: z.array(index).optional(),
  LocalSecondaryIndexes: z.array(index).optional(),
  StreamSpecification: z
    .strictObject({
      StreamViewType: z.enum(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']),
      ResourcePolicy: ignored,
    })
    .optional(),
  BillingMode: ignored,
  ContributorInsightsSpecification: ignored,
  DeletionProtectionEnabled: ignored,
  OnDemandThroughput: ignored,
  PointInTimeRecoverySpecification: ignored,
  ProvisionedThroughput: ignored,
  SSESpecification: ignored,
  TableClass: ignored,
  // Expired items only cost storage; nothing reads them, so nothing has to remove them here.
  TimeToLiveSpecification: ignored,
  WarmThroughput: ignored,
  ...tags,
};

export const table = z.strictObject(tableShape);
export const globalTable = z.strictObject({
  ...tableShape,
  Replicas: z.array(jsonObject).max(1, 'replicas in other regions are not supported'),
  WriteOnDemandThroughputSettings: ignored,
  WriteProvisionedThroughputSettings: ignored,
});
export type TableProperties = z.infer<typeof table>;

export const queue = z.strictObject({
  QueueName: ignored,
  FifoQueue: z.boolean().optional(),
  ContentBasedDeduplication: z.boolean().optional(),
  DeduplicationScope: z.enum(['queue', 'messageGroup']).optional(),
  FifoThroughputLimit: ignored,
  DelaySeconds: z.number().optional(),
  VisibilityTimeout: z.number().optional(),
  MessageRetentionPeriod: z.number().optional(),
  MaximumMessageSize: z.number().optional(),
  ReceiveMessageWaitTimeSeconds: ignored,
  RedrivePolicy: z
    .strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() })
    .optional(),
  RedriveAllowPolicy: ignored,
  KmsMasterKeyId: ignored,
  KmsDataKeyReusePeriodSeconds: ignored,
  SqsManagedSseEnabled: ignored,
  ...tags,
});
export type QueueProperties = z.infer<typeof queue>;

export const queuePolicy = z.strictObject({
  Queues: z.array(z.string()),
  PolicyDocument: policyDocument,
});

export const topic = z.strictObject({
  TopicName: ignored,
  DisplayName: ignored,
  FifoTopic: z.literal(false).optional(),
  KmsMasterKeyId: ignored,
  SignatureVersion: ignored,
  TracingConfig: ignored,
  DeliveryStatusLogging: ignored,
  Subscription: z.array(z.strictObject({ Protocol: z.string(), Endpoint: z.string() })).optional(),
  ...tags,
});

export const topicPolicy = z.strictObject({
  Topics: z.array(z.string()),
  PolicyDocument: policyDocument,
});

export const subscription = z.strictObject({
  TopicArn: z.string(),
  Protocol: z.enum(['sqs', 'lambda', 'email', 'email-json', 'sms']),
  Endpoint: z.string(),
  RawMessageDelivery: z.boolean().optional(),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string() }).optional(),
});
export type SubscriptionProperties = z.infer<typeof subscription>;

export const eventBus = z.strictObject({
  Name: ignored,
  Description: ignored,
  KmsKeyIdentifier: ignored,
  DeadLetterConfig: ignored,
  LogConfig: ignored,
  ...tags,
});

export const retryPolicy = z.strictObject({
  MaximumEventAgeInSeconds: z.number().optional(),
  MaximumRetryAttempts: z.number().optional(),
});

const target = z.strictObject({
  Id: z.string(),
  Arn: z.string(),
  RoleArn: z.string().optional(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .strictObject({
      InputPathsMap: z.record(z.string(), z.string()).optional(),
      InputTemplate: z.string(),
    })
    .optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
  RetryPolicy: retryPolicy.optional(),
  SqsParameters: z.strictObject({ MessageGroupId: z.string() }).optional(),
});
export type RuleTarget = z.infer<typeof target>;

export const rule = z.strictObject({
  Name: ignored,
  Description: ignored,
  EventBusName: z.string().optional(),
  EventPattern: jsonObject.optional(),
  ScheduleExpression: z.string().optional(),
  State: z.string().optional(),
  RoleArn: z.string().optional(),
  Targets: z.array(target).optional(),
  ...tags,
});

export const schedule = z.strictObject({
  Name: ignored,
  Description: ignored,
  GroupName: ignored,
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().optional(),
  StartDate: z.string().optional(),
  EndDate: z.string().optional(),
  State: z.string().optional(),
  FlexibleTimeWindow: z.strictObject({
    Mode: z.enum(['OFF', 'FLEXIBLE']),
    MaximumWindowInMinutes: z.number().optional(),
  }),
  KmsKeyArn: ignored,
  Target: z.strictObject({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z.string().optional(),
    DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
    RetryPolicy: retryPolicy.optional(),
    SqsParameters: z.strictObject({ MessageGroupId: z.string() }).optional(),
  }),
});

export const role = z.strictObject({
  RoleName: ignored,
  Path: ignored,
  Description: ignored,
  MaxSessionDuration: ignored,
  AssumeRolePolicyDocument: policyDocument,
  ManagedPolicyArns: z.array(z.string()).optional(),
  PermissionsBoundary: z.string().optional(),
  Policies: z
    .array(z.strictObject({ PolicyName: z.string(), PolicyDocument: policyDocument }))
    .optional(),
  ...tags,
});

export const inlinePolicy = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument: policyDocument,
  Roles: z.array(z.string()).optional(),
});

export const managedPolicy = z.strictObject({
  ManagedPolicyName: ignored,
  Description: ignored,
  Path: ignored,
  PolicyDocument: policyDocument,
  Roles: z.array(z.string()).optional(),
});

export const bucket = z.strictObject({
  BucketName: ignored,
  AccessControl: ignored,
  BucketEncryption: ignored,
  IntelligentTieringConfigurations: ignored,
  InventoryConfigurations: ignored,
  LifecycleConfiguration: ignored,
  LoggingConfiguration: ignored,
  MetricsConfigurations: ignored,
  ObjectLockConfiguration: ignored,
  ObjectLockEnabled: ignored,
  OwnershipControls: ignored,
  PublicAccessBlockConfiguration: ignored,
  VersioningConfiguration: ignored,
  ...tags,
});

export const bucketPolicy = z.strictObject({
  Bucket: z.string(),
  PolicyDocument: policyDocument,
});

export const secret = z.strictObject({
  Name: ignored,
  Description: ignored,
  KmsKeyId: ignored,
  SecretString: z.string().optional(),
  GenerateSecretString: z
    .strictObject({
      SecretStringTemplate: z.string().optional(),
      GenerateStringKey: z.string().optional(),
      PasswordLength: z.number().optional(),
      ExcludeCharacters: z.string().optional(),
      ExcludeLowercase: z.boolean().optional(),
      ExcludeUppercase: z.boolean().optional(),
      ExcludeNumbers: z.boolean().optional(),
      ExcludePunctuation: z.boolean().optional(),
      IncludeSpace: z.boolean().optional(),
      RequireEachIncludedType: z.boolean().optional(),
    })
    .optional(),
  ...tags,
});
export type SecretProperties = z.infer<typeof secret>;

export const key = z.strictObject({
  KeyPolicy: policyDocument,
  Description: ignored,
  Enabled: z.literal(true).optional(),
  EnableKeyRotation: ignored,
  KeySpec: ignored,
  KeyUsage: ignored,
  MultiRegion: ignored,
  PendingWindowInDays: ignored,
  RotationPeriodInDays: ignored,
  ...tags,
});

export const secretPolicy = z.strictObject({
  SecretId: z.string(),
  ResourcePolicy: policyDocument,
  BlockPublicPolicy: ignored,
});

export const emailIdentity = z.strictObject({
  EmailIdentity: z.string(),
  ConfigurationSetAttributes: z
    .strictObject({ ConfigurationSetName: z.string().optional() })
    .optional(),
  DkimAttributes: ignored,
  DkimSigningAttributes: ignored,
  FeedbackAttributes: ignored,
  MailFromAttributes: ignored,
  ...tags,
});

export const configurationSet = z.strictObject({
  Name: ignored,
  DeliveryOptions: ignored,
  ReputationOptions: ignored,
  SendingOptions: z.strictObject({ SendingEnabled: z.boolean().optional() }).optional(),
  SuppressionOptions: ignored,
  TrackingOptions: ignored,
  VdmOptions: ignored,
  ...tags,
});

export const eventDestination = z.strictObject({
  ConfigurationSetName: z.string(),
  EventDestination: z.strictObject({
    Name: z.string().optional(),
    Enabled: z.boolean().optional(),
    MatchingEventTypes: z.array(z.string()),
    EventBridgeDestination: z.strictObject({ EventBusArn: z.string() }).optional(),
    SnsDestination: z.strictObject({ TopicARN: z.string() }).optional(),
  }),
});

export const subscriptionFilter = z.strictObject({
  LogGroupName: z.string(),
  FilterName: ignored,
  FilterPattern: z.literal('', 'patterns of log lines are not supported'),
  DestinationArn: z.string().regex(/:lambda:/, 'only functions may subscribe to log groups'),
  Distribution: ignored,
  RoleArn: ignored,
});

export const stateMachine = z.strictObject({
  StateMachineName: ignored,
  StateMachineType: z.literal('STANDARD').optional(),
  RoleArn: z.string(),
  Definition: jsonObject.optional(),
  DefinitionString: z.string().optional(),
  DefinitionS3Location: z
    .strictObject({ Bucket: z.string(), Key: z.string(), Version: z.string().optional() })
    .optional(),
  DefinitionSubstitutions: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .optional(),
  EncryptionConfiguration: ignored,
  LoggingConfiguration: ignored,
  TracingConfiguration: ignored,
  ...tags,
});
export { ignored, jsonObject, tags };
