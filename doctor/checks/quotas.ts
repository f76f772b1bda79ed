import { type CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  paginateListServiceQuotas,
  type ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { type Finding, note, problem } from '../finding.ts';
import type { Need } from '../need.ts';

const check = 'quotas';

/** Above this share of a quota there is no room for a bad hour, nor time to ask for more. */
const share = 0.7;

type Quota = {
  readonly service: string;
  /** As Service Quotas names it. */
  readonly name: string;
  readonly need: (need: Need) => number;
  readonly unit: string;
};

const listed: readonly Quota[] = [
  {
    service: 'lambda',
    name: 'Concurrent executions',
    need: ({ concurrency }) => concurrency,
    unit: 'concurrent executions',
  },
  {
    service: 'states',
    name: 'StartExecution throttle token refill rate per second',
    need: ({ startsPerSecond }) => startsPerSecond,
    unit: 'StartExecution a second',
  },
  {
    service: 'events',
    name: 'PutEvents throttle limit in transactions per second',
    need: ({ putEventsPerSecond }) => putEventsPerSecond,
    unit: 'PutEvents a second',
  },
  {
    service: 'events',
    name: 'Invocations throttle limit in transactions per second',
    need: ({ deliveriesPerSecond }) => deliveriesPerSecond,
    unit: 'deliveries of EventBridge a second',
  },
];

/** Step Functions tells these as metrics, and only once something has run. */
const measured: readonly (Omit<Quota, 'service' | 'name'> & {
  readonly metric: string;
  readonly dimension?: { readonly Name: string; readonly Value: string };
})[] = [
  {
    metric: 'ProvisionedRefillRate',
    dimension: { Name: 'ServiceMetric', Value: 'StateTransition' },
    need: ({ transitionsPerSecond }) => transitionsPerSecond,
    unit: 'state transitions a second',
  },
  {
    metric: 'OpenExecutionLimit',
    need: ({ openExecutions }) => openExecutions,
    unit: 'open executions',
  },
];

const judge = (unit: string, needed: number, limit: number): readonly Finding[] =>
  needed <= limit * share
    ? []
    : [
        problem(
          check,
          `The busiest hour needs ${Math.ceil(needed)} ${unit}; the account has ${limit}.`,
          `Ask for at least ${Math.ceil(needed / share)} in Service Quotas, so that the busiest hour stays under 70 %.`,
        ),
      ];

const unknown = (unit: string, why: string): Finding =>
  note(check, `The quota of ${unit} is not known (${why}).`, 'Look it up in Service Quotas.');

const valuesOf = async (
  client: ServiceQuotasClient,
  service: string,
): Promise<ReadonlyMap<string, number>> => {
  const values = new Map<string, number>();
  for await (const page of paginateListServiceQuotas({ client }, { ServiceCode: service })) {
    for (const { QuotaName, Value } of page.Quotas ?? []) {
      if (QuotaName !== undefined && Value !== undefined) values.set(QuotaName, Value);
    }
  }
  return values;
};

/**
 * The account's quotas against what the busiest hour needs. A quota under another name, or one
 * that nothing has been measured of yet, is noted and not guessed.
 */
export const checkQuotas = async (
  clients: { readonly quotas: ServiceQuotasClient; readonly cloudWatch: CloudWatchClient },
  need: Need,
  now: Date,
): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const service of new Set(listed.map((quota) => quota.service))) {
    const values = await valuesOf(clients.quotas, service);
    for (const quota of listed.filter((each) => each.service === service)) {
      const value = values.get(quota.name);
      if (value === undefined) findings.push(unknown(quota.unit, 'not listed'));
      else findings.push(...judge(quota.unit, quota.need(need), value));
    }
  }
  for (const { metric, dimension, need: neededOf, unit } of measured) {
    const { Datapoints = [] } = await clients.cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/States',
        MetricName: metric,
        Dimensions: dimension === undefined ? [] : [dimension],
        StartTime: new Date(now.getTime() - 24 * 60 * 60 * 1000),
        EndTime: now,
        Period: 3600,
        Statistics: ['Minimum'],
      }),
    );
    const values = Datapoints.flatMap(({ Minimum }) => (Minimum === undefined ? [] : [Minimum]));
    if (values.length === 0) findings.push(unknown(unit, 'nothing ran in the last day'));
    else findings.push(...judge(unit, neededOf(need), Math.min(...values)));
  }
  return findings;
};
