import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';

/** The services that an examination asks; it changes nothing in any of them. */
export type Clients = {
  readonly cloudFormation: CloudFormationClient;
  readonly cloudWatch: CloudWatchClient;
  readonly dynamoDb: DynamoDBClient;
  readonly secrets: SecretsManagerClient;
  readonly quotas: ServiceQuotasClient;
  readonly ses: SESv2Client;
  readonly sns: SNSClient;
  readonly sts: STSClient;
};

/** With the credentials and, unless one is given, the region of whoever runs the command. */
export const createClients = (region: string | undefined): Clients => {
  const where = region === undefined ? {} : { region };
  return {
    cloudFormation: new CloudFormationClient(where),
    cloudWatch: new CloudWatchClient(where),
    dynamoDb: new DynamoDBClient(where),
    secrets: new SecretsManagerClient(where),
    quotas: new ServiceQuotasClient(where),
    ses: new SESv2Client(where),
    sns: new SNSClient(where),
    sts: new STSClient(where),
  };
};
