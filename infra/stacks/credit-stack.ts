import { Construct } from 'constructs';
import { applicationSignals } from '../bus-rules.ts';
import type { Config } from '../config.ts';
import { createRoutes } from '../constructs/http-api.ts';
import { routeEvents } from '../constructs/triggers.ts';
import { creditLine } from '../functions/credit-line.ts';
import { createCreditApproval } from '../parts/credit-approval.ts';
import { createQueries } from '../parts/queries.ts';
import { createApplicationSignals } from '../parts/queues.ts';
import { watchQueues, watchRules } from '../parts/service-alarms.ts';
import { createStaff } from '../parts/staff.ts';
import type { CoreStack } from './core-stack.ts';
import { HouseStack } from './house-stack.ts';

/**
 * The credit side: what takes up and decides applications, their machine, and what keeps granted
 * lines honest. It names doors of the core (bus, HTTP door, queues, topic); nothing names it.
 */
export class CreditStack extends HouseStack {
  constructor(
    scope: Construct,
    props: { readonly config: Config; readonly core: CoreStack; readonly bundles: string },
  ) {
    const { config, core, bundles } = props;
    super(scope, 'credit', config, {
      description: 'Cartera: applications for credit, their machine, and credit lines',
    });
    const { house, api } = core;
    const signals = createApplicationSignals(this, {
      config,
      key: house.key,
      notify: house.topics.operations,
    });
    const rule = routeEvents(this, 'ApplicationSignalsRule', {
      bus: house.bus,
      description: 'What moves an application for credit',
      pattern: applicationSignals,
      to: signals,
    });
    const routes = createRoutes(new Construct(this, 'Http'), api);
    const { hire, hired } = createStaff(this, { house, bundles, routes });
    for (const plan of creditLine(house)) hire(plan);
    createCreditApproval(this, { house, apiUrl: api.apiEndpoint, signals, hire });
    createQueries(this, {
      folder: `cartera-${config.environment}-credit`,
      logGroups: hired.map((each) => each.function.logGroup),
      cases: false,
    });
    watchQueues({ applicationSignals: signals }, house);
    watchRules([rule], house);
  }
}
