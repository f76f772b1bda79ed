// `npm run dev [-- --port 4000] [--at 2026-01-05T08:00:00Z] [--seed 1]`: the synthesized template
// with its HTTP doors open on localhost, starting at wall time, with the clock in your hands.
import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../../infra/config.ts';
import { synthesize } from '../../scripts/cdk.ts';
import { ownAssembly } from '../../scripts/lib/own-assembly.ts';
import { openRuntime } from '../runtime.ts';
import { createClockControl } from './clock-control.ts';
import { readOptions, refuse } from './options.ts';
import { createDevServer } from './server.ts';
import { sessionFile, sessionFolder } from './session-file.ts';

const usage = `usage: npm run dev [-- options]

The synthesized template with its HTTP doors open on localhost, and its clock in your hands.

  --port PORT         where to listen (default: 4000)
  --at INSTANT        virtual time to start at, such as 2026-01-05T08:00:00Z (default: now)
  --seed N            seed of everything that AWS does not order (default: 1)
  --env NAME          environment whose template runs (default: dev)
  --assembly FOLDER   an assembly that is there already (default: synthesized from --env)
  --help              this text
`;

const { values } = readOptions(
  {
    options: {
      port: { type: 'string', default: '4000' },
      at: { type: 'string' },
      seed: { type: 'string', default: '1' },
      env: { type: 'string', default: 'dev' },
      assembly: { type: 'string' },
    },
  },
  usage,
);

const startAt = values.at === undefined ? Date.now() : Date.parse(values.at);
if (Number.isNaN(startAt)) {
  refuse(`--at ${values.at}: expected a moment such as 2026-01-05T08:00:00Z`);
}
const seed = Number(values.seed);
if (!Number.isSafeInteger(seed)) refuse(`--seed ${values.seed}: expected a whole number`);
if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
  refuse(`--port ${values.port}: expected a number up to 65535`);
}

// Development secrets: they open nothing but this session.
const secrets = {
  stripe: 'whsec_development_stripe',
  'standard-webhooks': `whsec_${Buffer.from('development-standard-webhooks').toString('base64')}`,
} as const;
const eventsKey = 'development-events-key';

const synthesized = async (): Promise<string> => {
  try {
    return (await synthesize(values.env, { outdir: ownAssembly('dev') })).outdir;
  } catch (error) {
    if (error instanceof ConfigError) return refuse(error.message);
    throw error;
  }
};
const assembly = values.assembly ?? (await synthesized());
const valid = (key: string): string => JSON.stringify({ valid: [key] });
const runtime = await openRuntime({
  assembly,
  startAt: new Date(startAt).toISOString(),
  seed,
  secrets: {
    StripeSecret: valid(secrets.stripe),
    StandardWebhooksSecret: valid(secrets['standard-webhooks']),
    EventsApiSecret: valid(eventsKey),
  },
  onLog: ({ at, functionName, line }) => {
    if (/"(WARN|ERROR)"|^ERROR/.test(line)) {
      process.stderr.write(`${new Date(at).toISOString()} ${functionName} ${line}\n`);
    }
  },
});
const clock = createClockControl(runtime);
const server = createDevServer({ runtime, clock, secrets });

server.once('error', (error) => refuse(`--port ${values.port}: ${error.message}`));
server.listen(Number(values.port), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const base = `http://localhost:${port}`;
  mkdirSync(sessionFolder, { recursive: true });
  writeFileSync(sessionFile, `${JSON.stringify({ base, eventsKey }, null, 2)}\n`);
  process.stdout.write(
    `${[
      `Cartera at ${base}, virtual time ${new Date(runtime.now()).toISOString()}, clock paused`,
      `  POST ${base}/v1/events                   Authorization: Bearer ${eventsKey}`,
      `  POST ${base}/v1/webhooks/stripe          sign with: npm run -s sign -- FILE > headers.txt`,
      `  npm run -s cartera -- COMMAND --local                  what people see and do, as --as NAME says`,
      `  POST ${base}/_dev/step | run?speed=3600 | pause | jump?to=2026-03-01`,
      `  GET  ${base}/_dev | timeline | events | messages | messages/1`,
    ].join('\n')}\n`,
  );
});

const end = async (): Promise<void> => {
  server.close();
  server.closeAllConnections();
  await clock.pause();
  await runtime.close();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
