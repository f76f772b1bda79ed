// Synthesizes the stacks of an environment, and hands them to the CDK CLI.
// `npm run synth -- --env dev`, and likewise deploy, diff, destroy.
import { renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { App } from 'aws-cdk-lib';
import type { CloudAssembly, CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { createApp } from '../infra/app.ts';
import { type Config, ConfigError, parseConfig, readConfig } from '../infra/config.ts';
import { type Bundle, bundleFunctions, bundlesFolder } from './bundle.ts';
import { root, runTool } from './lib/tool.ts';

/** A rule of the house, of CDK or of cdk-nag is broken; the message says which and where. */
export class StackFault extends Error {
  override readonly name = 'StackFault';
}

export type Synthesis = {
  readonly environment: string;
  readonly outdir: string;
  readonly stacks: readonly { readonly name: string; readonly resources: number }[];
  readonly bundles: readonly Bundle[];
  readonly seconds: number;
};

const faultsOf = (stack: CloudFormationStackArtifact): string[] =>
  stack.messages
    .filter(({ entry }) => /:(error|warning)$/.test(entry.type))
    .map(({ id, entry }) => `${id}: ${JSON.stringify(entry.data)}`);

/** The rules print what they found themselves; their error only counts. */
const synthesizeChecked = (app: App): CloudAssembly => {
  try {
    return app.synth();
  } catch (error) {
    const broken = error instanceof Error && /Validation failed/.test(error.message);
    throw broken ? new StackFault('a rule is broken, as the lines above say') : error;
  }
};

type SynthesisOptions = {
  /** Folder of the assembly; `cdk.out` when left out. */
  readonly outdir?: string;
  readonly validate?: boolean;
  /** The creditor's book zone, for a book whose days are not those of the environment. */
  readonly bookZone?: string;
  /** Who is contacted and how much, for a run that asks what another choice would bring. */
  readonly contact?: Partial<Config['contact']>;
  /** Tables of a restore, for the rehearsal of one. */
  readonly restored?: Config['data']['restored'];
  /** Which bureaus are asked before credit is decided. */
  readonly creditData?: Partial<Config['creditData']>;
};

const configOf = (
  environment: string,
  { bookZone, contact, restored, creditData }: SynthesisOptions,
): Config => {
  const config = readConfig(environment);
  const changed = {
    ...config,
    ...(bookZone === undefined ? {} : { bookZone }),
    contact: { ...config.contact, ...contact },
    creditData: { ...config.creditData, ...creditData },
    data: { ...config.data, ...(restored === undefined ? {} : { restored }) },
  };
  return parseConfig(`config/${environment}.json as changed for this run`, changed);
};

/**
 * Bundles the functions and writes the cloud assembly of an environment.
 *
 * @throws ConfigError when the environment's file is missing or does not fit, StackFault when a
 * rule is broken or CDK warns of anything, Error when a bundle is too big or does not build.
 */
export const synthesize = async (
  environment: string,
  options: SynthesisOptions = {},
): Promise<Synthesis> => {
  const started = performance.now();
  const outdir = options.outdir ?? join(root, 'cdk.out');
  const config = configOf(environment, options);
  const bundles = await bundleFunctions();
  // Written beside and then moved, so that nobody who reads the assembly sees half of one.
  const draft = join(dirname(outdir), `.${basename(outdir)}.${process.pid}`);
  try {
    const app = createApp({
      config,
      bundles: bundlesFolder,
      outdir: draft,
      validate: options.validate ?? false,
    });
    const assembly = synthesizeChecked(app);
    const faults = assembly.stacks.flatMap(faultsOf);
    if (faults.length > 0) throw new StackFault(`the stacks have faults:\n${faults.join('\n')}`);
    const stacks = assembly.stacks.map((stack) => ({
      name: stack.stackName,
      resources: Object.keys((stack.template as { Resources: object }).Resources).length,
    }));
    rmSync(outdir, { recursive: true, force: true });
    renameSync(draft, outdir);
    const seconds = (performance.now() - started) / 1000;
    return { environment, outdir, stacks, bundles, seconds };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
};

const COMMANDS = ['synth', 'deploy', 'diff', 'destroy'] as const;
type Command = (typeof COMMANDS)[number];

const USAGE = `usage: npm run <${COMMANDS.join('|')}> -- --env <environment> [--rules] [--out <folder>] [-- <options of the cdk command>]`;

const report = ({ environment, outdir, stacks, bundles, seconds }: Synthesis): string =>
  [
    `environment ${environment}, assembly in ${relative(root, outdir) || '.'}`,
    ...stacks.map(({ name, resources }) => `  stack     ${name.padEnd(34)} ${resources} resources`),
    ...bundles.map(
      ({ entry, bytes }) => `  function  ${entry.padEnd(34)} ${(bytes / 1000).toFixed(1)} kB`,
    ),
    `synthesized in ${seconds.toFixed(1)} s`,
  ].join('\n');

/** What everybody's template ships with: no debtor may ever be asked to pay it. */
const exampleDomain = /@(?:[\w-]+\.)*example\.(?:com|org|net)>?$/;

/**
 * An environment that keeps its data is meant for real debtors, so it is not deployed while it
 * still names the creditor of the examples.
 *
 * @throws ConfigError naming the field.
 */
export const refuseExamples = ({ environment, data, contact }: Config): void => {
  if (data.retention === 'retain' && exampleDomain.test(contact.fromAddress)) {
    throw new ConfigError(
      `config/${environment}.json: contact.fromAddress: "${contact.fromAddress}" is that of the examples; expected your own. Check creditor, replyTo and alertEmails as well before real debtors read them.`,
    );
  }
};

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    options: {
      env: { type: 'string' },
      out: { type: 'string' },
      rules: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [command, ...rest] = positionals;
  if (!COMMANDS.includes(command as Command) || values.env === undefined) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  if (command === 'deploy') refuseExamples(readConfig(values.env));
  const outdir = values.out === undefined ? join(root, 'cdk.out') : resolve(values.out);
  const synthesis = await synthesize(values.env, { outdir, validate: values.rules });
  process.stdout.write(`${report(synthesis)}\n`);
  if (command === 'synth') return 0;
  // `diff` takes every stack unless told otherwise; the others ask.
  const scope = command === 'diff' ? [] : ['--all'];
  const code = runTool('aws-cdk', 'cdk', [command as Command, '--app', outdir, ...scope, ...rest]);
  if (code !== 0) {
    process.stderr.write(
      `cartera: cdk ${command} failed. It needs credentials of the target account (for example ` +
        `AWS_PROFILE, or aws sso login) and a bootstrapped region (npx cdk bootstrap --app cdk.out).\n`,
    );
  }
  return code;
};

if (import.meta.main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const isUsage = 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    // What a person can mend is told in its own words; a defect keeps its stack.
    const known = isUsage || error instanceof ConfigError || error instanceof StackFault;
    process.stderr.write(`cartera: ${known ? error.message : (error.stack ?? error.message)}\n`);
    if (isUsage) process.stderr.write(`${USAGE}\n`);
    process.exitCode = isUsage || error instanceof ConfigError ? 2 : 1;
  }
}
