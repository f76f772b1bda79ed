import { type CfnElement, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';

export type Room = 'data' | 'core' | 'observability';

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

  protected override allocateLogicalId(element: CfnElement): string {
    return element.node.scopes
      .slice(this.node.scopes.length)
      .map((scope) => scope.node.id)
      .filter((id) => id !== 'Resource' && id !== 'Default')
      .join('')
      .replace(/[^A-Za-z0-9]/g, '');
  }
}
