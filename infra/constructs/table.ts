import {
  AttributeType,
  BillingMode,
  type StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct, Node } from 'constructs';
import type { Config } from '../config.ts';

/** What acts on a table needs no more of it, whether a stack made it or a restore did. */
export type HouseTable = {
  readonly node: Node;
  readonly tableName: string;
  readonly tableArn: string;
  readonly tableStreamArn?: string | undefined;
};

export type TableProps = {
  readonly config: Config;
  readonly key: IKey;
  /** All tables but the journal are keyed `pk`, `sk`. */
  readonly keys?: {
    readonly partition: string;
    readonly sort: string;
    readonly sortType: AttributeType;
  };
  readonly stream?: StreamViewType;
  /** Attribute with the second of the epoch after which an item is of no use to anybody. */
  readonly expiry?: string;
};

/** On demand, because a book's load is a burst in the morning and silence at night. */
export const createTable = (scope: Construct, id: string, props: TableProps): Table => {
  const { config, key, keys, stream, expiry } = props;
  return new Table(scope, id, {
    partitionKey: { name: keys?.partition ?? 'pk', type: AttributeType.STRING },
    sortKey: { name: keys?.sort ?? 'sk', type: keys?.sortType ?? AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: {
      pointInTimeRecoveryEnabled: config.data.pointInTimeRecovery,
    },
    deletionProtection: config.data.deletionProtection,
    ...(stream ? { stream } : {}),
    ...(expiry ? { timeToLiveAttribute: expiry } : {}),
    ...(config.data.encryption === 'customer-managed'
      ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }
      : { encryption: TableEncryption.DEFAULT }),
  });
};
