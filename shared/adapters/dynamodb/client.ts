import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * The document client that every table adapter uses. Members that are undefined are left out
 * instead of refused, so optional fields need no special care; numbers come back as numbers
 * because every amount in this system is a safe integer.
 *
 * Six attempts with the SDK's jittered backoff stay within a second and outlast the throttling
 * that an on-demand table shows while it splits a partition.
 */
export const createDocumentClient = (config: DynamoDBClientConfig = {}): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 6, ...config }), {
    marshallOptions: { removeUndefinedValues: true },
  });
