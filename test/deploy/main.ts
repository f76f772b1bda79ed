// `npm run test:deploy`: deploys the `dev` environment with the CDK CLI into MiniStack, lives
// through a scenario there and in the local runtime, and compares what they published. With
// `-- --keep`, or when it fails, what it made stays under `.build`.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Secrets, secretsOf } from '../../book/run/secrets.ts';
import { root } from '../../scripts/lib/tool.ts';
import { parsedOrUsage } from '../../scripts/lib/usage.ts';
import { createClock } from './clock.ts';
import { openCloud } from './cloud.ts';
import { compareEvents } from './compare.ts';
import { deploy, runQuietly } from './deploy.ts';
import { createEmulatedWorld } from './emulated-world.ts';
import { startEmulator } from './emulator.ts';
import { countInvocations } from './invocations.ts';
import { openLocalWorld } from './local-world.ts';
import { poison } from './poison.ts';
import { installMinistack, type Python, PythonMissing } from './python.ts';
import { rules } from './rules.ts';
import { missedBy, play, ScenarioFailed, STARTS_AT } from './scenario.ts';
import { schedulesIn } from './schedules.ts';
import type { PublishedEvent } from './world.ts';

const ENVIRONMENT = 'dev';

const { values: flags } = parsedOrUsage('npm run test:deploy -- [--keep]', () =>
  parseArgs({ options: { keep: { type: 'boolean', default: false } } }),
);

const say = (line: string): void => {
  process.stdout.write(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${line}\n`);
};

const valid = (secret: string): string => JSON.stringify({ valid: [secret] });

/** The secrets of the doors by the logical id of each. */
const secretValues = ({ stripe, standardWebhooks, eventsApi }: Secrets) => ({
  StripeSecret: valid(stripe),
  StandardWebhooksSecret: valid(standardWebhooks),
  EventsApiSecret: valid(eventsApi),
});

/** @throws ScenarioFailed when a milestone was missed. */
const checked = (where: string, events: readonly PublishedEvent[]): readonly PublishedEvent[] => {
  const missed = missedBy(events);
  if (missed.length > 0) {
    throw new ScenarioFailed(`${where} did not show:\n  ${missed.join('\n  ')}`);
  }
  say(`lived through in ${where}: ${events.length} domain events`);
  return events;
};

const inEmulator = async (
  python: Python,
  options: { readonly assembly: string; readonly scratch: string; readonly secrets: Secrets },
): Promise<readonly PublishedEvent[]> => {
  const { assembly, scratch, secrets } = options;
  const clock = createClock(join(scratch, 'clock'), Date.parse(STARTS_AT));
  const emulator = await startEmulator(python, { clock, scratch });
  try {
    say(`MiniStack is up at ${emulator.endpoint}`);
    const outputs = await deploy(emulator, { env: ENVIRONMENT, assembly, scratch });
    say(`deployed ${Object.keys(outputs).join(', ')}`);
    const cloud = openCloud(emulator, outputs);
    const operate = (...words: readonly string[]): Promise<string> =>
      runQuietly([join(root, 'operator', 'main.ts'), ...words, '--env', ENVIRONMENT], emulator);
    for (const [id, value] of Object.entries(secretValues(secrets))) {
      await cloud.putSecret(`ExportsOutputRef${id}`, value);
    }
    const world = await createEmulatedWorld({
      cloud,
      clock,
      schedules: schedulesIn(assembly),
      invocations: (logGroup) => countInvocations(emulator, logGroup),
      poison: (functionId, setting) => poison(emulator, functionId, setting),
      operate,
    });
    await play(world, secrets);
    const events = checked('MiniStack', await world.events());
    const complaints = await world.complaints();
    if (complaints.length > 0) throw new ScenarioFailed(`left behind: ${complaints.join(', ')}`);
    say(`cartera verify: ${(await operate('verify')).trim().split('\n').join('; ')}`);
    return events;
  } catch (error) {
    const complaints = emulator
      .log()
      .split('\n')
      .filter((line) => / (ERROR|WARNING) /.test(line));
    process.stderr.write(`MiniStack complained of:\n${complaints.slice(-20).join('\n')}\n`);
    throw error;
  } finally {
    await emulator.stop();
    clock.close();
  }
};

const inLocalRuntime = async (
  assembly: string,
  secrets: Secrets,
): Promise<readonly PublishedEvent[]> => {
  const world = await openLocalWorld({
    assembly,
    startAt: STARTS_AT,
    secrets: secretValues(secrets),
  });
  try {
    await play(world, secrets);
    return checked('the local runtime', await world.events());
  } finally {
    await world.close();
  }
};

const main = async (scratch: string): Promise<number> => {
  const python = installMinistack();
  say('MiniStack is installed');
  const assembly = join(scratch, 'assembly');
  const secrets = secretsOf(1);
  const emulated = await inEmulator(python, { assembly, scratch, secrets });
  const local = await inLocalRuntime(assembly, secrets);
  const { events, explained, unexplained } = compareEvents(local, emulated, rules);
  for (const [name, times] of explained) say(`explained ${times} times: ${name}`);
  if (unexplained.length === 0) {
    say(`${events} events are the same in both`);
    return 0;
  }
  writeFileSync(join(scratch, 'local.json'), JSON.stringify(local, null, 2));
  writeFileSync(join(scratch, 'emulated.json'), JSON.stringify(emulated, null, 2));
  say(`${unexplained.length} differences, the local runtime here and MiniStack there:`);
  for (const line of unexplained) process.stdout.write(`  ${line}\n`);
  return 1;
};

const scratch = join(root, '.build', `deploy-${process.pid}`);
mkdirSync(scratch, { recursive: true });
try {
  process.exitCode = await main(scratch);
} catch (error) {
  process.exitCode = 1;
  if (error instanceof PythonMissing) {
    const inCi = (process.env['CI'] ?? '') !== '' && process.env['CI'] !== 'false';
    process.stderr.write(`test:deploy ${inCi ? 'cannot run' : 'was skipped'}: ${error.message}\n`);
    if (!inCi) process.exitCode = 0;
  } else {
    process.stderr.write(
      `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  }
}
if (process.exitCode === 0 && !flags.keep) rmSync(scratch, { recursive: true, force: true });
else process.stderr.write(`left in ${scratch}\n`);
