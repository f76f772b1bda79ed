// Examines a deployed environment: `npm run doctor -- --env prod`.
import { setTimeout as pause } from 'node:timers/promises';
import { createClients } from './clients.ts';
import { examine } from './examine.ts';
import { runDoctor } from './run.ts';

process.exitCode = await runDoctor(process.argv.slice(2), {
  examine: ({ intent, region, drift }) =>
    examine({ clients: createClients(region), intent, drift, now: new Date(), pause }),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
