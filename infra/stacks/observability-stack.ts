import { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { CoreStack } from './core-stack.ts';
import { HouseStack } from './house-stack.ts';

/** What an operator looks at. */
export class ObservabilityStack extends HouseStack {
  constructor(scope: Construct, props: { readonly config: Config; readonly core: CoreStack }) {
    super(scope, 'observability', props.config, {
      description: 'Cartera: dashboard and quota alarms',
    });
    new Dashboard(this, 'Dashboard');
  }
}
