import { Duration } from 'aws-cdk-lib';
import {
  Dashboard,
  DashboardVariable,
  DefaultValue,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  PeriodOverride,
  SingleValueWidget,
  Stats,
  TextWidget,
  Values,
  VariableInputType,
  VariableType,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Config } from '../../config.ts';
import { metricsNamespace } from '../metrics.ts';
import { FULL, HALF } from './operators.ts';

const ONE_DAY = Duration.days(1);

/** Shown until somebody chooses another in the list above the graphs. */
const FIRST_CURRENCY = 'USD';

const AGING = ['NotDue', 'Overdue1To30', 'Overdue31To60', 'Overdue61To90', 'OverdueOver90'];

const graph = (title: string, left: readonly IMetric[], stacked = false): GraphWidget =>
  new GraphWidget({ title, width: HALF, left: [...left], stacked, leftYAxis: { min: 0 } });

/**
 * What whoever answers for the cash looks at: flows as the journal tells them, by the day, and
 * the daily measure of the book. Amounts are in major units of the currency chosen above.
 */
export const createBusinessDashboard = (scope: Construct, config: Config): void => {
  const namespace = metricsNamespace(config);
  const metric = (metricName: string, statistic: string, label?: string): Metric =>
    new Metric({
      namespace,
      metricName,
      statistic,
      period: ONE_DAY,
      dimensionsMap: { Currency: FIRST_CURRENCY },
      ...(label === undefined ? {} : { label }),
    });
  const flow = (name: string, label: string) => metric(name, Stats.SUM, label);
  const measure = (name: string, label: string) => metric(name, Stats.MAXIMUM, label);
  const search = (dimensions: string, name: string): IMetric =>
    new MathExpression({
      expression: `SEARCH('{${namespace},${dimensions}} MetricName="${name}"', 'Sum', 86400)`,
      label: '',
      period: ONE_DAY,
      usingMetrics: {},
    });

  const dashboard = new Dashboard(scope, 'BusinessDashboard', {
    defaultInterval: Duration.days(35),
    // Days stay days, however long the time shown.
    periodOverride: PeriodOverride.INHERIT,
    variables: [
      new DashboardVariable({
        id: 'currency',
        label: 'Currency',
        type: VariableType.PROPERTY,
        value: 'Currency',
        inputType: VariableInputType.SELECT,
        defaultValue: DefaultValue.value(FIRST_CURRENCY),
        values: Values.fromSearchComponents({
          namespace,
          dimensions: ['Currency'],
          metricName: 'Invoiced',
          populateFrom: 'Currency',
        }),
        visible: true,
      }),
    ],
  });
  dashboard.addWidgets(
    new TextWidget({
      width: FULL,
      height: 2,
      markdown: [
        `# Receivables of ${config.creditor.name} (${config.environment})`,
        'Days are UTC. Figures for decisions come from the ledger; a retry of the publisher may count an event twice here.',
      ].join('\n'),
    }),
    new SingleValueWidget({
      title: 'Today',
      width: FULL,
      height: 4,
      metrics: [
        measure('Open', 'Open'),
        measure('Overdue', 'Overdue'),
        measure('Unapplied', 'Unapplied cash'),
        flow('CashReceived', 'Cash'),
        measure('DaysSalesOutstanding', 'DSO (days)'),
        measure('BestPossibleDso', 'Best possible DSO (days)'),
      ],
    }),
    graph('Cash in, and taken back', [
      flow('CashReceived', 'Received'),
      flow('CashReturned', 'Refunded and reversed'),
    ]),
    graph('Invoiced, credited and written off', [
      flow('Invoiced', 'Invoiced'),
      flow('Credited', 'Credited'),
      flow('WrittenOff', 'Written off'),
    ]),
    graph(
      'Aging of what is open',
      AGING.map((bucket) => measure(bucket, bucket)),
      true,
    ),
    graph('Days sales outstanding', [
      measure('DaysSalesOutstanding', 'DSO'),
      measure('BestPossibleDso', 'Best possible'),
    ]),
    graph('Messages by channel and outcome', [search('Channel,Outcome', 'Messages')], true),
    graph('Steps of cases by stage and outcome', [search('Stage,Outcome', 'Steps')], true),
    graph('Cases opened and closed', [search('CaseChange', 'Cases')]),
    graph('Tasks for people', [search('Role', 'Tasks')], true),
  );
};
