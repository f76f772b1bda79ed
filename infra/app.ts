import { join } from 'node:path';
import { App, Aspects, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { HouseRules } from './aspects/house-rules.ts';
import { RetentionByEnvironment } from './aspects/retention.ts';
import { type Config, readConfig } from './config.ts';
import { CoreStack } from './stacks/core-stack.ts';
import { CreditStack } from './stacks/credit-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { ObservabilityStack } from './stacks/observability-stack.ts';
import { acknowledgeFindings } from './suppressions.ts';

/** Behaviours that CDK keeps off for old apps, of which this is none. */
const featureFlags = {
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/aws-s3:createDefaultLoggingPolicy': true,
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
  '@aws-cdk/core:checkSecretUsage': true,
  // A table or bucket that another stack uses must not go away under it.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  '@aws-cdk/core:target-partitions': ['aws'],
};

const root = join(import.meta.dirname, '..');

export type AppOptions = {
  readonly config: Config;
  /** Folder of the bundles, one `<context>/<verb-noun>/index.js` each. */
  readonly bundles: string;
  /** Where the cloud assembly goes; the CDK CLI says so itself when it runs this file. */
  readonly outdir?: string;
  /** Runs cdk-nag and CDK's own template validator, which take seconds. */
  readonly validate: boolean;
};

/** The whole system of one environment, ready to be synthesized. */
export const createApp = ({ config, bundles, outdir, validate }: AppOptions): App => {
  const app = new App({
    ...(outdir ? { outdir } : {}),
    postCliContext: featureFlags,
    analyticsReporting: false,
    stackTraces: false,
    treeMetadata: false,
    builtinCloudFormationValidation: validate,
  });
  const data = new DataStack(app, config);
  const core = new CoreStack(app, { config, data, bundles });
  const credit = new CreditStack(app, { config, core, bundles });
  new ObservabilityStack(app, { config, core });
  for (const [key, value] of Object.entries(config.tags)) Tags.of(app).add(key, value);
  Aspects.of(app).add(new RetentionByEnvironment(config));
  Aspects.of(app).add(new HouseRules());
  if (validate) {
    acknowledgeFindings({ data, core, credit });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  }
  return app;
};

// `cdk` itself may run this file (`cdk diff -c env=prod`) once the functions are bundled.
if (import.meta.main) {
  const environment: unknown = new App({ autoSynth: false }).node.tryGetContext('env');
  if (typeof environment !== 'string') throw new TypeError('name an environment: -c env=dev');
  const config = readConfig(environment);
  createApp({ config, bundles: join(root, '.build', 'functions'), validate: true }).synth();
}
