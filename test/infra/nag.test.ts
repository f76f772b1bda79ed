import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aspects, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../infra/app.ts';
import { HouseRules } from '../../infra/aspects/house-rules.ts';
import { readConfig } from '../../infra/config.ts';
import { bundlesFolder } from '../../scripts/bundle.ts';
import { synthesize } from '../../scripts/cdk.ts';

const folder = (): string => join(mkdtempSync(join(tmpdir(), 'cartera-nag-')), 'out');

const appOf = (environment: string, validate: boolean): App =>
  createApp({
    config: readConfig(environment),
    bundles: bundlesFolder,
    outdir: folder(),
    validate,
  });

describe('cdk-nag and the template validator of CDK', () => {
  beforeAll(async () => {
    await synthesize('dev', { outdir: folder() });
  });

  it.each(['dev', 'prod'])('find nothing in %s', (environment) => {
    expect(() => appOf(environment, true).synth()).not.toThrow();
  });

  it('would find a queue without encryption in transit', () => {
    const app = appOf('dev', true);
    new Queue(app.node.findChild('cartera-dev-core') as Stack, 'Careless');
    expect(() => app.synth()).toThrow(/AwsSolutions-SQS4|Validation failed/);
  });

  it('still find each thing that we acknowledged', () => {
    const bare = appOf('dev', false);
    bare.synth();
    const found = new AwsSolutionsChecks().validateScope(bare).violations.flatMap((violation) =>
      violation.violatingResources.map(({ constructPath }) => ({
        rule: violation.ruleName,
        path: constructPath ?? '',
      })),
    );
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

describe('the rules of the house', () => {
  const faults = (build: (stack: Stack) => void): string[] => {
    const app = new App({ outdir: folder(), builtinCloudFormationValidation: false });
    const stack = new Stack(app, 'Trial');
    build(stack);
    Aspects.of(app).add(new HouseRules());
    return app
      .synth()
      .getStackByName('Trial')
      .messages.map(({ entry }) => String(entry.data));
  };

  it('refuse a queue that loses what it cannot deliver', () => {
    expect(faults((stack) => new Queue(stack, 'Jobs'))).toEqual([
      'This queue has no dead-letter queue and is none.',
    ]);
  });

  it('refuse a permission with a wildcard action', () => {
    const build = (stack: Stack): void => {
      const role = new Role(stack, 'Role', {
        assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      });
      role.addToPolicy(
        new PolicyStatement({ actions: ['s3:Get*'], resources: ['arn:aws:s3:::b'] }),
      );
    };
    expect(faults(build)).toEqual(['This policy allows s3:Get*.']);
  });

  it('refuse a log that is kept for ever', () => {
    expect(faults((stack) => new CfnLogGroup(stack, 'Logs'))).toEqual([
      'This log group would keep its lines for ever.',
    ]);
  });
});
