import { SQSClient } from '@aws-sdk/client-sqs';

/** The client that composition roots hand to the adapters of this folder. */
export const createSqsClient = (): SQSClient => new SQSClient({});
