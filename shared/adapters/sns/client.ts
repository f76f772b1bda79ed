import { SNSClient } from '@aws-sdk/client-sns';

/** The client that composition roots hand to the adapters of this folder. */
export const createTopicClient = (): SNSClient => new SNSClient({});
