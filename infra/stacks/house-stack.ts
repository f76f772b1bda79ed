import { type CfnElement, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';

export type Room = 'data' | 'core' | 'credit' | 'observability';

/**
 * A stack whose logical ids are the construct path without CDK's hash (`PostEntriesFunction`), so
 * that templates, consoles and alarms read like the architecture page. CDK refuses a duplicate.
 */
export abstract class HouseStack extends Stack {
  constructor(scope: Construct, room: Room, config: Config, props: StackProps = {}) {
    const { account, region } = config;
    super(scope, `cartera-${config.environment}-${room}`, {
      env: { ...(account ? { account } : {}), ...(region ? { region } : {}) },
      terminationProtection: config.data.deletionProtection,
      ...props,
    });
  }

  /**
   * Exports these attributes whether or not another stack uses them today. An export that CDK makes
   * by itself goes away with its last use, and goes first, while the other stack still has that
   * use: CloudFormation then refuses the whole deployment.
   */
  protected offer(attributes: readonly string[]): void {
    for (const attribute of attributes) this.exportValue(attribute);
  }

  protected override allocateLogicalId(element: CfnElement): string {
    return element.node.scopes
      .slice(this.node.scopes.length)
      .map((scope) => scope.node.id)
      .filter((id) => id !== 'Resource' && id !== 'Default')
      .join('')
      .replace(/[^A-Za-z0-9]/g, '');
  }
}
