import { isRecord, listField, recordField, textField } from '../assembly/json.ts';
import type { Model, Resource } from '../assembly/model.ts';
import type { Demand } from './principal.ts';
import { policyHolder } from './resource-policies.ts';

/** What the caller must be allowed on the key of an encrypted resource, by the action on it. */
const keyActions: Readonly<Record<string, readonly string[]>> = {
  'sqs:SendMessage': ['kms:GenerateDataKey', 'kms:Decrypt'],
  'sqs:ReceiveMessage': ['kms:Decrypt'],
  'sns:Publish': ['kms:GenerateDataKey', 'kms:Decrypt'],
  's3:PutObject': ['kms:GenerateDataKey'],
  's3:GetObject': ['kms:Decrypt'],
  'secretsmanager:GetSecretValue': ['kms:Decrypt'],
};

const isTableData = (action: string): boolean =>
  /^dynamodb:(Get|Put|Update|Delete|BatchGet|BatchWrite|ConditionCheck)Item$|^dynamodb:(Query|Scan|GetRecords)$/.test(
    action,
  );

const keyOf = ({ type, properties: read }: Resource): string | undefined => {
  const properties = read();
  switch (type) {
    case 'AWS::SQS::Queue':
    case 'AWS::SNS::Topic':
      return textField(properties, 'KmsMasterKeyId');
    case 'AWS::SecretsManager::Secret':
      return textField(properties, 'KmsKeyId');
    case 'AWS::DynamoDB::Table':
      return textField(recordField(properties, 'SSESpecification'), 'KMSMasterKeyId');
    case 'AWS::DynamoDB::GlobalTable': {
      const [replica] = listField(properties, 'Replicas');
      const own = isRecord(replica) ? recordField(replica, 'SSESpecification') : undefined;
      return textField(own, 'KMSMasterKeyId');
    }
    case 'AWS::S3::Bucket': {
      const [rule] = listField(
        recordField(properties, 'BucketEncryption'),
        'ServerSideEncryptionConfiguration',
      );
      const standard = isRecord(rule) ? recordField(rule, 'ServerSideEncryptionByDefault') : {};
      return textField(standard, 'KMSMasterKeyID');
    }
    default:
      return undefined;
  }
};

/** A table's index and stream are encrypted with its key. */
const holderOf = (arn: string): string =>
  arn.includes(':table/') ? arn.split('/').slice(0, 2).join('/') : policyHolder(arn);

/**
 * Keys of the template that stand behind its resources. Keys that AWS manages (`alias/aws/...`)
 * let everybody through who may use the resource, so they make no demand.
 */
export const loadKeyDemands = (model: Model): ((demand: Demand) => readonly Demand[]) => {
  const keys = new Map<string, string>();
  for (const resource of model.resources) {
    const named = keyOf(resource);
    if (named === undefined) continue;
    const key = model
      .ofType('AWS::KMS::Key')
      .find(({ identity }) => identity.arn === named || identity.name === named);
    if (key !== undefined) keys.set(resource.identity.arn, key.identity.arn);
  }
  return ({ action, resource }) => {
    const key = keys.get(holderOf(resource));
    if (key === undefined) return [];
    const actions = isTableData(action) ? ['kms:Decrypt'] : (keyActions[action] ?? []);
    const [, , , region, account = ''] = key.split(':');
    const context = new Map([
      ['kms:viaservice', `${action.split(':')[0]}.${region}.amazonaws.com`],
      ['kms:calleraccount', account],
    ]);
    return actions.map((needed) => ({ action: needed, resource: key, context }));
  };
};
