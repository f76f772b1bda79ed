import { type CfnResource, type IAspect, RemovalPolicy } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';
import type { Config } from '../config.ts';

const holdsState = (node: IConstruct): node is CfnResource =>
  node instanceof CfnTable ||
  node instanceof CfnBucket ||
  node instanceof CfnSecret ||
  node instanceof CfnKey ||
  node instanceof CfnLogGroup;

/** Whatever holds state goes or stays with its stack as the environment says, whoever created it. */
export class RetentionByEnvironment implements IAspect {
  readonly #policy: RemovalPolicy;

  constructor(config: Config) {
    this.#policy =
      config.data.retention === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
  }

  visit(node: IConstruct): void {
    if (holdsState(node)) node.applyRemovalPolicy(this.#policy);
  }
}
