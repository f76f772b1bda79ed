import { CfnOutput, SecretValue } from 'aws-cdk-lib';
import { AttributeType, StreamViewType, type Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { type CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { createAccessLogsBucket, createBucket } from '../constructs/bucket.ts';
import { createEncryptionKey } from '../constructs/encryption-key.ts';
import { functionId } from '../constructs/function.ts';
import { createTable, type HouseTable } from '../constructs/table.ts';
import { orRestored } from '../parts/restored.ts';
import { HouseStack } from './house-stack.ts';

export type Tables = {
  readonly journal: HouseTable;
  readonly receivables: HouseTable;
  readonly collections: HouseTable;
  readonly waitTokens: HouseTable;
  readonly contact: HouseTable;
  readonly alerts: HouseTable;
  readonly credit: HouseTable;
};

export type Buckets = {
  readonly messages: Bucket;
  readonly failedRecords: Bucket;
  /** Bureau reports, the inputs of decisions, offers: what a credit decision was made from. */
  readonly creditFiles: Bucket;
};

export type Secrets = {
  readonly eventsApi: Secret;
  readonly stripe: Secret;
  readonly standardWebhooks: Secret;
  readonly unsubscribe: Secret;
  readonly offerLink: Secret;
  /** Never changes: another value, and nobody who applied before is known any more. */
  readonly applicant: Secret;
  /** The key of each bureau that is asked over the network, by its name. */
  readonly bureaus: Readonly<Record<string, Secret>>;
};

/** What must outlive everything else: the book, the messages sent, and the keys to them. */
export class DataStack extends HouseStack {
  readonly key: Key;
  readonly tables: Tables;
  readonly buckets: Buckets;
  readonly secrets: Secrets;

  constructor(scope: Construct, config: Config) {
    super(scope, 'data', config, { description: 'Cartera: tables, buckets, key and secrets' });
    const key = createEncryptionKey(this, 'EncryptionKey');
    const used = (table: Table): HouseTable => {
      this.offer([table.tableArn, table.tableName]);
      if (table.tableStreamArn !== undefined) this.offer([table.tableStreamArn]);
      return orRestored(this, table, { config, key });
    };
    const table = (id: string): HouseTable => used(createTable(this, id, { config, key }));
    this.key = key;
    this.tables = {
      journal: used(
        createTable(this, 'JournalTable', {
          config,
          key,
          keys: { partition: 'streamId', sort: 'version', sortType: AttributeType.NUMBER },
          stream: StreamViewType.NEW_IMAGE,
        }),
      ),
      receivables: table('ReceivablesTable'),
      collections: table('CollectionsTable'),
      waitTokens: used(createTable(this, 'WaitTokensTable', { config, key, expiry: 'expiresAt' })),
      contact: table('ContactTable'),
      alerts: table('AlertsTable'),
      credit: table('CreditTable'),
    };
    const accessLogs = createAccessLogsBucket(this, 'AccessLogsBucket', config);
    this.buckets = {
      messages: createBucket(this, 'MessagesBucket', { config, key, accessLogs }),
      failedRecords: createBucket(this, 'FailedRecordsBucket', {
        config,
        key,
        accessLogs,
        expiresAfterDays: config.data.failedRecordsDays,
      }),
      creditFiles: createBucket(this, 'CreditFilesBucket', {
        config,
        key,
        accessLogs,
        expiresAfterDays: config.data.creditFilesDays,
      }),
    };
    this.secrets = {
      eventsApi: this.secret('EventsApiSecret', 'Bearer keys of POST /v1/events', config),
      stripe: this.secret('StripeSecret', 'Signing secrets of the Stripe webhook', config),
      standardWebhooks: this.secret('StandardWebhooksSecret', 'Signing secrets, whsec_...', config),
      unsubscribe: this.ownSecret('UnsubscribeSecret', 'Signs links that end courtesies', config),
      offerLink: this.ownSecret('OfferLinkSecret', 'Signs links that answer offers', config),
      applicant: this.ownSecret('ApplicantSecret', 'Keys digests of who applies', config),
      bureaus: Object.fromEntries(
        config.creditData.bureaus
          .filter(({ kind }) => kind === 'rest')
          .map(({ name }) => [name, this.bureauSecret(name, config)]),
      ),
    };
    const { bureaus, ...doors } = this.secrets;
    this.offer([
      key.keyArn,
      ...Object.values(this.buckets).flatMap(({ bucketArn, bucketName }) => [
        bucketArn,
        bucketName,
      ]),
      ...[...Object.values(doors), ...Object.values(bureaus)].map(({ secretArn }) => secretArn),
    ]);
    for (const each of Object.values(this.tables)) {
      const id = each.node.id.replace(/^Restored/, '');
      new CfnOutput(this, `${id}Name`, { value: each.tableName });
    }
  }

  /**
   * Starts with no valid value, so a door stays shut until somebody puts the first one. Deployments
   * leave that value alone: CloudFormation makes a new version of a secret only when `SecretString`
   * or `GenerateSecretString` changes in the template, and a new secret only when its name or
   * logical id does (AWS::SecretsManager::Secret in the CloudFormation reference). So this text is
   * never edited and the secret has no name.
   */
  private secret(id: string, description: string, config: Config): Secret {
    const secret = new Secret(this, id, {
      description: `${description}, as {"valid": ["current", "previous"]}`,
      secretStringValue: SecretValue.unsafePlainText('{"valid":[]}'),
    });
    return this.sealed(secret, config);
  }

  private bureauSecret(name: string, config: Config): Secret {
    const id = `${functionId(name)}BureauSecret`;
    return this.secret(id, `Keys that credit bureau ${name} gave us; the first one signs`, config);
  }

  /** Both sides of it are ours, so it is drawn when it is made, and nobody has to fill it in. */
  private ownSecret(id: string, description: string, config: Config): Secret {
    const secret = new Secret(this, id, {
      description: `${description}, as {"valid": [], "generated": "..."}`,
      generateSecretString: {
        secretStringTemplate: '{"valid":[]}',
        generateStringKey: 'generated',
        passwordLength: 64,
        excludePunctuation: true,
      },
    });
    return this.sealed(secret, config);
  }

  private sealed(secret: Secret, config: Config): Secret {
    if (config.data.encryption === 'customer-managed') {
      // Set below the construct, which would add wildcard actions to the key's policy.
      (secret.node.defaultChild as CfnSecret).kmsKeyId = this.key.keyArn;
    }
    return secret;
  }
}
