import { CfnOutput, Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { EventBus, type Rule } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import {
  alertable,
  caseSignals,
  decidedByPeople,
  emailReports,
  exposureSignals,
  fromUpstream,
  heldAlertable,
} from '../bus-rules.ts';
import type { Config } from '../config.ts';
import { createRoutes, HouseHttpApi } from '../constructs/http-api.ts';
import { HouseMachine } from '../constructs/machine.ts';
import { routeEvents } from '../constructs/triggers.ts';
import { collections, planNextStep } from '../functions/collections.ts';
import { contact } from '../functions/contact.ts';
import { desk } from '../functions/desk.ts';
import { insight } from '../functions/insight.ts';
import { operations } from '../functions/operations.ts';
import { payments } from '../functions/payments.ts';
import { receivables } from '../functions/receivables.ts';
import type { House } from '../house.ts';
import { mayInvoke, maySend, mayWrite } from '../may.ts';
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

/** What acts on the book: bus, queues, functions, the collection machine and the HTTP door. */
export class CoreStack extends HouseStack {
  readonly house: House;
  readonly api: HttpApi;

  constructor(
    scope: Construct,
    props: { readonly config: Config; readonly data: DataStack; readonly bundles: string },
  ) {
    const { config, data, bundles } = props;
    super(scope, 'core', config, {
      description: 'Cartera: bus, queues, functions, collection machine and HTTP API',
    });
    const topics = createTopics(this, config, data.key);
    const bus = new EventBus(this, 'Bus', { description: `Events of ${this.stackName}` });
    bus.archive('Archive', {
      description: 'For replays into a new consumer; the journal is the copy that counts',
      eventPattern: { account: [this.account] },
      retention: Duration.days(config.data.busArchiveDays),
    });
    this.house = {
      config,
      tables: data.tables,
      buckets: data.buckets,
      secrets: data.secrets,
      queues: createQueues(this, { config, key: data.key, notify: topics.operations }),
      topics,
      bus,
      mail: createMail(this, config),
      texts: createTexts(this, config, data.key),
      key: data.key,
    };
    const rules = this.route(this.house);
    this.api = this.staff(this.house, bundles, rules);
    this.describe(this.house);
    this.openDoors(this.house);
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

  private staff(house: House, bundles: string, rules: readonly Rule[]): HttpApi {
    const { api } = new HouseHttpApi(this, 'Http', house.config);
    new CfnOutput(this, 'ApiUrl', { value: api.apiEndpoint });
    createPeople(this, api);
    const { hire, hired } = createStaff(this, { house, bundles, routes: createRoutes(api, api) });
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
    for (const plan of collections(house, machine.stateMachineArn, api.apiEndpoint)) hire(plan);
    for (const plan of [...desk(house), ...insight(house), ...operations(house)]) hire(plan);
    createQueries(this, {
      folder: `cartera-${house.config.environment}`,
      logGroups: hired.map((each) => each.function.logGroup),
      cases: true,
    });
    const sweep = hired.find(({ node }) => node.id === 'OpenDueCases');
    if (sweep === undefined) throw new TypeError('nobody opens the cases that come due');
    createServiceAlarms(this, { house, api, machine, sweep, rules });
    return api;
  }

  /** What the credit stack may name: doors that stay, and nothing that a release renames. */
  private openDoors({ bus, queues, topics, mail }: House): void {
    this.offer([
      bus.eventBusName,
      this.api.apiId,
      this.api.apiEndpoint,
      topics.operations.topicArn,
      mail.configurationSetName,
      ...[queues.creditCommands.queue, queues.creditSignals.queue, queues.rejectedInputs].flatMap(
        ({ queueArn, queueUrl }) => [queueArn, queueUrl],
      ),
    ]);
  }

  private describe({ bus, topics, queues }: House): void {
    new CfnOutput(this, 'BusName', { value: bus.eventBusName });
    new CfnOutput(this, 'RejectedInputsQueueUrl', { value: queues.rejectedInputs.queueUrl });
    for (const topic of Object.values(topics)) {
      new CfnOutput(this, `${topic.node.id}Arn`, { value: topic.topicArn });
    }
  }
}
