import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { createBudget } from '../parts/budget.ts';
import { createBusinessDashboard } from '../parts/dashboards/business.ts';
import { createOperatorsDashboard } from '../parts/dashboards/operators.ts';
import { createQuotaAlarms } from '../parts/quota-alarms.ts';
import type { CoreStack } from './core-stack.ts';
import { HouseStack } from './house-stack.ts';

/** What people look at, and what the account as a whole must not exceed. */
export class ObservabilityStack extends HouseStack {
  constructor(scope: Construct, props: { readonly config: Config; readonly core: CoreStack }) {
    const { config, core } = props;
    super(scope, 'observability', config, {
      description: 'Cartera: dashboards, quota alarms and budget',
    });
    const quotaAlarms = createQuotaAlarms(this, config, core.house.topics.operations);
    createOperatorsDashboard(this, {
      config,
      words: `cartera ${config.environment}`,
      quotaAlarms,
    });
    createBusinessDashboard(this, config);
    createBudget(this, config);
  }
}
