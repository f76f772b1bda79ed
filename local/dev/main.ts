// `npm run dev [-- --port 4000] [--at 2026-01-05T08:00:00Z] [--seed 1]`: the synthesized template
// with its HTTP doors open on localhost, starting at wall time, with the clock in your hands.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { synthesize } from '../../scripts/cdk.ts';
import { openRuntime } from '../runtime.ts';
import { createClockControl } from './clock-control.ts';
import { createDevServer } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4000' },
    at: { type: 'string' },
    seed: { type: 'string', default: '1' },
    env: { type: 'string', default: 'dev' },
  },
});

const startAt = values.at === undefined ? Date.now() : Date.parse(values.at);
if (Number.isNaN(startAt)) {
  process.stderr.write(`--at ${values.at}: expected a moment such as 2026-01-05T08:00:00Z\n`);
  process.exit(2);
}

// Development secrets: they open nothing but this session.
const secrets = {
  stripe: 'whsec_development_stripe',
  'standard-webhooks': `whsec_${Buffer.from('development-standard-webhooks').toString('base64')}`,
} as const;
const eventsKey = 'development-events-key';

await synthesize(values.env);
const valid = (...keys: string[]): string => JSON.stringify({ valid: keys });
const runtime = await openRuntime({
  assembly: 'cdk.out',
  startAt: new Date(startAt).toISOString(),
  seed: Number(values.seed),
  secrets: {
    Stripe: valid(secrets.stripe),
    StandardWebhooks: valid(secrets['standard-webhooks']),
    EventsApi: valid(eventsKey),
  },
});
const clock = createClockControl(runtime);
const server = createDevServer({ runtime, clock, secrets });

server.listen(Number(values.port), '127.0.0.1', () => {
  mkdirSync('out/dev', { recursive: true });
  const base = `http://localhost:${values.port}`;
  writeFileSync('out/dev/session.json', `${JSON.stringify({ base, eventsKey }, null, 2)}\n`);
  process.stdout.write(
    `${[
      `Cartera at ${base}, virtual time ${new Date(runtime.now()).toISOString()}, clock paused`,
      `  POST ${base}/v1/events                   Authorization: Bearer ${eventsKey}`,
      `  POST ${base}/v1/webhooks/stripe          sign with: npm run -s sign -- FILE > headers.txt`,
      `  POST ${base}/_dev/step | run?speed=3600 | pause | jump?to=2026-03-01`,
      `  GET  ${base}/_dev | _dev/messages | _dev/events`,
    ].join('\n')}\n`,
  );
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close();
    void clock.pause().then(() => runtime.close());
  });
}
