import type { PolicyStatement } from './evaluate.ts';

const logs = (...actions: readonly string[]): PolicyStatement => ({
  Effect: 'Allow',
  Action: actions.map((action) => `logs:${action}`),
  Resource: '*',
});

const writeLogs = logs('CreateLogGroup', 'CreateLogStream', 'PutLogEvents');

/**
 * What the policies managed by AWS allow, as far as templates attach them. A policy that is not
 * listed is refused by name, because its permissions would have to be guessed.
 * Source: AWS Managed Policy Reference Guide.
 */
export const managedByAws: Readonly<Record<string, readonly PolicyStatement[]>> = {
  'service-role/AWSLambdaBasicExecutionRole': [writeLogs],
  'service-role/AWSLambdaSQSQueueExecutionRole': [
    writeLogs,
    {
      Effect: 'Allow',
      Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      Resource: '*',
    },
  ],
  'service-role/AWSLambdaDynamoDBExecutionRole': [
    writeLogs,
    {
      Effect: 'Allow',
      Action: [
        'dynamodb:DescribeStream',
        'dynamodb:GetRecords',
        'dynamodb:GetShardIterator',
        'dynamodb:ListStreams',
      ],
      Resource: '*',
    },
  ],
  AWSXRayDaemonWriteAccess: [
    {
      Effect: 'Allow',
      Action: [
        'xray:PutTraceSegments',
        'xray:PutTelemetryRecords',
        'xray:GetSamplingRules',
        'xray:GetSamplingTargets',
        'xray:GetSamplingStatisticSummaries',
      ],
      Resource: '*',
    },
  ],
  'service-role/AmazonAPIGatewayPushToCloudWatchLogs': [
    logs(
      'CreateLogGroup',
      'CreateLogStream',
      'DescribeLogGroups',
      'DescribeLogStreams',
      'PutLogEvents',
      'GetLogEvents',
      'FilterLogEvents',
    ),
  ],
};
