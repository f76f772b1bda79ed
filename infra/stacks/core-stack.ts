import { CfnOutput, Duration } from 'aws-cdk-lib';
import { EventBus, type Rule } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import {
  alertable,
  applicationSignals,
  caseSignals,
  decidedByPeople,
  emailReports,
  exposureSignals,
  fromUpstream,
  heldAlertable,
} from '../bus-rules.ts';
import type { Config } from '../config.ts';
import type { HouseFunction } from '../constructs/function.ts';
import { HouseHttpApi } from '../constructs/http-api.ts';
import { HouseMachine } from '../constructs/machine.ts';
import { routeEvents } from '../constructs/triggers.ts';
import { collections, planNextStep } from '../functions/collections.ts';
import { contact } from '../functions/contact.ts';
import { creditLine } from '../functions/credit-line.ts';
import { desk } from '../functions/desk.ts';
import { insight } from '../functions/insight.ts';
import { operations } from '../functions/operations.ts';
import { payments } from '../functions/payments.ts';
import { receivables } from '../functions/receivables.ts';
import type { FunctionPlan, House, Topics } from '../house.ts';
import { mayInvoke, maySend, mayWrite } from '../may.ts';
import { createCreditApproval } from '../parts/credit-approval.ts';
import { createMail } from '../parts/mail.ts';
import { createPeople } from '../parts/people.ts';
import { createQueries } from '../parts/queries.ts';
import { createQueues } from '../parts/queues.ts';
import { createServiceAlarms } from '../parts/service-alarms.ts';
import { createStaff } from '../parts/staff.ts';
import { createTexts } from '../parts/texts.ts';
import { createTopics } from '../parts/topics.ts';
import type { DataStack } from './data-stack.ts';
import { HouseStack } from './house-stack.ts';

/** Everything that acts: bus, queues, functions, the collection machine and the HTTP door. */
export class CoreStack extends HouseStack {
  readonly topics: Topics;

  constructor(
    scope: Construct,
    props: { readonly config: Config; readonly data: DataStack; readonly bundles: string },
  ) {
    const { config, data, bundles } = props;
    super(scope, 'core', config, {
      description: 'Cartera: bus, queues, functions, collection machine and HTTP API',
    });
    this.topics = createTopics(this, config, data.key);
    const bus = new EventBus(this, 'Bus', { description: `Events of ${this.stackName}` });
    bus.archive('Archive', {
      description: 'For replays into a new consumer; the journal is the copy that counts',
      eventPattern: { account: [this.account] },
      retention: Duration.days(config.data.busArchiveDays),
    });
    const house: House = {
      config,
      tables: data.tables,
      buckets: data.buckets,
      secrets: data.secrets,
      queues: createQueues(this, { config, key: data.key, notify: this.topics.operations }),
      topics: this.topics,
      bus,
      mail: createMail(this, config),
      texts: createTexts(this, config, data.key),
      key: data.key,
    };
    const rules = this.route(house);
    this.staff(house, bundles, rules);
    this.describe(house);
  }

  /** Which events reach which queue. */
  private route({ bus, queues, mail }: House): Rule[] {
    return [
      routeEvents(this, 'InboundEventsRule', {
        bus,
        description: 'What upstream systems report',
        pattern: fromUpstream,
        to: queues.inboundEvents,
      }),
      routeEvents(this, 'CaseSignalsRule', {
        bus,
        description: 'Events that may move a case',
        pattern: caseSignals,
        to: queues.caseSignals,
      }),
      routeEvents(this, 'CreditSignalsRule', {
        bus,
        description: 'Events that may use more or less of a credit line',
        pattern: exposureSignals,
        to: queues.creditSignals,
      }),
      routeEvents(this, 'ApplicationSignalsRule', {
        bus,
        description: 'What moves an application for credit',
        pattern: applicationSignals,
        to: queues.applicationSignals,
      }),
      routeEvents(this, 'CaseDecisionsRule', {
        bus,
        description: 'What people decided that moves a case',
        pattern: decidedByPeople,
        to: queues.caseSignals,
      }),
      routeEvents(this, 'AlertsRule', {
        bus,
        description: 'Events that may deserve attention',
        pattern: alertable,
        to: queues.alerts,
      }),
      routeEvents(this, 'HeldAlertsRule', {
        bus,
        description: 'Events that deserve attention when they do not settle themselves',
        pattern: heldAlertable,
        to: queues.heldAlerts,
      }),
      routeEvents(this, 'SendEventsRule', {
        description: 'What became of the e-mails that SES sent for us',
        pattern: emailReports(mail.configurationSetName),
        to: queues.sendEvents,
      }),
    ];
  }

  private staff(house: House, bundles: string, rules: readonly Rule[]): void {
    const api = new HouseHttpApi(this, 'Http', house.config);
    new CfnOutput(this, 'ApiUrl', { value: api.api.apiEndpoint });
    createPeople(this, api.api);
    const staff: HouseFunction[] = [];
    const employ = createStaff(this, {
      house,
      bundles,
      route: (path, handler, methods) => api.route(path, handler, methods),
      operatorRoute: (route, handler) => api.operatorRoute(route, handler),
    });
    const hire = (plan: FunctionPlan): HouseFunction => {
      const hired = employ(plan);
      staff.push(hired);
      return hired;
    };
    for (const plan of [...receivables(house), ...payments(house), ...contact(house)]) hire(plan);

    const planner = hire(planNextStep(house)).function;
    const { waitTokens } = house.tables;
    const { queue: steps } = house.queues.steps;
    const { machine } = new HouseMachine(this, 'Collection', {
      config: house.config,
      process: 'collection',
      substitutions: {
        PlanNextStepArn: planner.functionArn,
        StepsQueueUrl: steps.queueUrl,
        WaitTokensTableName: waitTokens.tableName,
      },
      may: [mayInvoke(planner), maySend(steps), mayWrite(waitTokens, ['update'], ['CASE#'])],
      continuesAsNew: true,
      errorImpact: 'A case has stopped for good: its debtor hears nothing more from us.',
      notify: house.topics.operations,
    });
    new CfnOutput(this, 'CollectionMachineArn', { value: machine.stateMachineArn });
    for (const plan of collections(house, machine.stateMachineArn, api.api.apiEndpoint)) hire(plan);
    for (const plan of [...desk(house), ...insight(house), ...operations(house)]) hire(plan);
    for (const plan of creditLine(house)) hire(plan);

    createCreditApproval(this, { house, apiUrl: api.api.apiEndpoint, hire });

    createQueries(
      this,
      house.config,
      staff.map((each) => each.function.logGroup),
    );
    const sweep = staff.find(({ node }) => node.id === 'OpenDueCases');
    if (sweep === undefined) throw new TypeError('nobody opens the cases that come due');
    createServiceAlarms(this, { house, api: api.api, machine, sweep, rules });
  }

  private describe({ bus, topics, queues }: House): void {
    new CfnOutput(this, 'BusName', { value: bus.eventBusName });
    new CfnOutput(this, 'RejectedInputsQueueUrl', { value: queues.rejectedInputs.queueUrl });
    for (const topic of Object.values(topics)) {
      new CfnOutput(this, `${topic.node.id}Arn`, { value: topic.topicArn });
    }
  }
}
