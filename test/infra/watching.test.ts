import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { businessDate } from '../../shared/domain/calendar.ts';
import { figuresOf } from '../../shared/domain/insight/figures.ts';
import { agingBuckets, emptyMeasure, figureOf } from '../../shared/domain/insight/measure.ts';
import { at, list, type Resource, type Synthesized, synthesized } from './support/template.ts';

const root = join(import.meta.dirname, '..', '..');

let prod: Synthesized;
let dev: Synthesized;
beforeAll(async () => {
  prod = await synthesized('prod');
  dev = await synthesized('dev');
});

const alarms = (metric: string, stacks = prod): Resource[] =>
  stacks
    .ofType('AWS::CloudWatch::Alarm')
    .filter(({ property }) => property('MetricName') === metric);

const watched = (metric: string): string[] =>
  alarms(metric)
    .map(({ property }) => prod.text(at(list(property('Dimensions'))[0], 'Value')))
    .sort();

const ids = (type: string): string[] => prod.ofType(type).map(({ id }) => id);

describe('an alarm rings', () => {
  it('when a queue with a consumer is late', () => {
    const consumed = prod
      .ofType('AWS::Lambda::EventSourceMapping')
      .map(({ property }) => prod.text(property('EventSourceArn')))
      .filter((arn) => arn.endsWith('Queue.Arn'))
      .map((arn) => arn.replace('.Arn', '.QueueName'));
    expect(watched('ApproximateAgeOfOldestMessage')).toEqual(consumed.sort());
  });

  it('when a function fails, a message is dead or an event is lost', () => {
    expect(watched('Errors')).toEqual(ids('AWS::Lambda::Function').sort());
    expect(watched('InvocationsFailedToBeSentToDlq')).toEqual(ids('AWS::Events::Rule').sort());
  });

  it('when the sweep does not run, or no payment comes in where payments are expected', () => {
    const silent = { ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching' };
    const [sweep] = alarms('Invocations');
    expect(sweep?.properties).toMatchObject({ ...silent, Threshold: 1, Period: 86_400 });
    const [payments] = alarms('Payments');
    expect(payments?.properties).toMatchObject({
      ...silent,
      Namespace: 'Cartera/prod',
      Period: 3600,
      EvaluationPeriods: 72,
    });
    expect(alarms('Payments', dev)).toEqual([]);
  });

  it('within the seven days that CloudWatch evaluates', () => {
    for (const { id, property } of prod.ofType('AWS::CloudWatch::Alarm')) {
      const periods = Number(property('EvaluationPeriods'));
      const metrics = list(property('Metrics')).flatMap((each) => [
        at(each, 'Period'),
        at(each, 'MetricStat', 'Period'),
      ]);
      const longest = Math.max(
        ...[property('Period'), ...metrics].flatMap((each) => (each ? [Number(each)] : [])),
      );
      const limit = longest >= 3600 ? 7 : 1;
      expect(periods * longest, id).toBeLessThanOrEqual(limit * 86_400);
    }
  });
});

const bodyOf = (id: string): string => prod.text(prod.get(id).property('DashboardBody'));

describe('the dashboards', () => {
  it('are two, of valid JSON', () => {
    expect(ids('AWS::CloudWatch::Dashboard')).toEqual(['Dashboard', 'BusinessDashboard']);
    for (const id of ids('AWS::CloudWatch::Dashboard')) {
      expect(() => JSON.parse(bodyOf(id)), id).not.toThrow();
    }
  });

  it('show figures that functions write, under the same names', () => {
    const shown = new Set(
      [...bodyOf('BusinessDashboard').matchAll(/"Cartera\/prod","(\w+)","Currency"/g)].map(
        ([, name]) => name,
      ),
    );
    const on = businessDate('2026-06-30');
    const baseline = { on: businessDate('2026-05-01'), issuedMinor: 0 };
    const measure = { ...emptyMeasure('USD'), issuedMinor: 100 };
    const money = {
      currency: 'USD',
      totalMinor: 1,
      amountMinor: 1,
      creditedMinor: 1,
      deltaMinor: 1,
    };
    const flows = ['InvoicePosted', 'CreditNotePosted', 'InvoiceWrittenOff', 'PaymentReceived'];
    const written = new Set([
      ...Object.keys(figureOf(measure, on, baseline).values),
      ...[...flows, 'PaymentReversed']
        .flatMap((type) => figuresOf(type, money))
        .filter(({ dimensions }) => 'Currency' in dimensions)
        .flatMap(({ values }) => Object.keys(values)),
    ]);
    expect([...shown].filter((name) => !written.has(name ?? ''))).toEqual([]);
    for (const { name } of agingBuckets) expect(shown).toContain(name);
    for (const name of ['CashReceived', 'DaysSalesOutstanding', 'Invoiced']) {
      expect(shown).toContain(name);
    }
  });

  it('search dimensions that functions write', () => {
    const body = bodyOf('BusinessDashboard');
    const searched = [...body.matchAll(/\{Cartera\/prod,([\w,]+)\} MetricName=\\?\\?"(\w+)/g)].map(
      ([, dimensions = '', name]) => `${name} by ${dimensions}`,
    );
    const money = { currency: 'USD', totalMinor: 1 };
    const data = { ...money, channel: 'email', stage: 's', outcome: 'o', role: 'r', reason: 'x' };
    const written = ['InvoicePosted', 'ContactSent', 'StepPerformed', 'CaseOpened', 'TaskOpened']
      .flatMap((type) => figuresOf(type, data))
      .map(
        ({ dimensions, values }) =>
          `${Object.keys(values).join()} by ${Object.keys(dimensions).join()}`,
      );
    expect(new Set(searched)).toEqual(new Set(written));
  });
});

describe('saved queries', () => {
  it('ask the logs of every function, each under its question', () => {
    const queries = prod.ofType('AWS::Logs::QueryDefinition');
    expect(queries.length).toBeGreaterThanOrEqual(7);
    const functions = prod.ofType('AWS::Lambda::Function');
    for (const { id, stack, property } of queries) {
      const logs = functions
        .filter((each) => each.stack === stack)
        .map((each) => each.id.replace(/Function$/, 'Logs'));
      const folder = stack === 'cartera-prod-core' ? 'cartera-prod' : stack;
      const [found, question] = prod.text(property('Name')).split('/');
      expect(found, id).toBe(folder);
      expect(question, id).toMatch(/^[A-Z]/);
      expect(new Set(list(prod.show(property('LogGroupNames')))), id).toEqual(new Set(logs));
      // CloudWatch takes no more in one query.
      expect(logs.length, id).toBeLessThanOrEqual(50);
    }
  });

  it('filter by words that functions say', () => {
    const sources = globSync('{functions,shared}/**/*.ts', { cwd: root })
      .filter((path) => !path.endsWith('.test.ts'))
      .map((path) => readFileSync(join(root, path), 'utf8'))
      .join('\n');
    const said = prod
      .ofType('AWS::Logs::QueryDefinition')
      .flatMap(({ property }) => [
        ...prod.text(property('QueryString')).matchAll(/message (?:=|in) ("[^"]+"|\[[^\]]+\])/g),
      ])
      .flatMap(([, words = '']) => [...words.matchAll(/"([^"]+)"/g)].map(([, word = '']) => word));
    expect(said.length).toBeGreaterThan(4);
    for (const words of said) expect(sources).toContain(`'${words}'`);
  });
});

it('a budget tells before the month costs more than planned', () => {
  const [budget] = prod.ofType('AWS::Budgets::Budget');
  expect(budget?.property('Budget', 'BudgetLimit')).toEqual({ Amount: 500, Unit: 'USD' });
  const notices = list(budget?.property('NotificationsWithSubscribers'));
  expect(notices.map((notice) => at(notice, 'Notification', 'NotificationType'))).toEqual([
    'ACTUAL',
    'FORECASTED',
  ]);
});
