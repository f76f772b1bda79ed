import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aspects, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../infra/app.ts';
import { HouseRules } from '../../infra/aspects/house-rules.ts';
import { readConfig } from '../../infra/config.ts';
import { bundlesFolder } from '../../scripts/bundle.ts';
import { synthesize } from '../../scripts/cdk.ts';

const made = mkdtempSync(join(tmpdir(), 'cartera-nag-'));
const folder = (): string => join(mkdtempSync(join(made, 'run-')), 'out');
afterAll(() => rmSync(made, { recursive: true, force: true }));

const appOf = (environment: string, validate: boolean): App =>
  createApp({
    config: readConfig(environment),
    bundles: bundlesFolder,
    outdir: folder(),
    validate,
  });

const findingsIn = (app: App): { readonly rule: string; readonly path: string }[] => {
  app.synth();
  return new AwsSolutionsChecks()
    .validateScope(app)
    .violations.flatMap(({ ruleName: rule, violatingResources }) =>
      violatingResources.map(({ constructPath: path = '' }) => ({ rule, path })),
    );
};

describe('cdk-nag and the template validator of CDK', () => {
  beforeAll(async () => {
    await synthesize('dev', { outdir: folder() });
  });

  it.each(['dev', 'prod'])('find nothing in %s', (environment) => {
    expect(() => appOf(environment, true).synth()).not.toThrow();
  });

  it('would find a queue that takes plain HTTP', () => {
    const app = appOf('dev', false);
    new Queue(app.node.findChild('cartera-dev-core'), 'Careless', {
      deadLetterQueue: {
        queue: new Queue(app.node.findChild('cartera-dev-data'), 'Other'),
        maxReceiveCount: 1,
      },
    });
    expect(findingsIn(app)).toContainEqual({
      rule: 'AwsSolutions-SQS4',
      path: 'cartera-dev-core/Careless/Resource',
    });
  });

  it('still find each thing that we acknowledged', () => {
    const bare = appOf('dev', false);
    const found = findingsIn(bare);
    const acknowledged = appOf('dev', true)
      .node.findAll()
      .flatMap(({ node }) =>
        node.metadata
          .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
          .flatMap(({ data }) => Object.keys(data as object))
          .map((rule) => ({ path: node.path, rule: rule.replace(/^.*::(?=AwsSolutions-)/, '') })),
      );
    expect(acknowledged.length).toBeGreaterThan(15);
    const stale = acknowledged.filter(
      ({ path, rule }) => !found.some((each) => each.rule === rule && each.path.startsWith(path)),
    );
    expect(stale).toEqual([]);
  });
});

const faults = (build: (stack: Stack) => void): unknown[] => {
  const app = new App({ outdir: folder(), builtinCloudFormationValidation: false });
  const stack = new Stack(app, 'Trial');
  build(stack);
  Aspects.of(app).add(new HouseRules());
  return app
    .synth()
    .getStackByName('Trial')
    .messages.map(({ entry }) => entry.data as unknown);
};

const withWildcard = (stack: Stack): void => {
  const role = new Role(stack, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  });
  role.addToPolicy(new PolicyStatement({ actions: ['s3:Get*'], resources: ['arn:aws:s3:::b'] }));
};

describe('the rules of the house', () => {
  it('refuse a queue that loses what it cannot deliver', () => {
    expect(faults((stack) => new Queue(stack, 'Jobs'))).toEqual([
      'This queue has no dead-letter queue and is none.',
    ]);
  });

  it('refuse a permission with a wildcard action', () => {
    expect(faults(withWildcard)).toEqual(['This policy allows s3:Get*.']);
  });

  it('refuse a log that is kept for ever', () => {
    expect(faults((stack) => new CfnLogGroup(stack, 'Logs'))).toEqual([
      'This log group would keep its lines for ever.',
    ]);
  });
});
