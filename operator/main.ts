// `npm run cartera -- COMMAND ...`: what a person sees and does, through the operators' API.
import { randomUUID } from 'node:crypto';
import { ConfigError } from '../infra/config.ts';
import { commands } from './commands.ts';
import { connect } from './connect.ts';
import { estateAt } from './estate/connect.ts';
import { runLine } from './run.ts';

try {
  process.exitCode = await runLine(process.argv.slice(2), {
    commands,
    connect,
    estate: estateAt,
    newId: randomUUID,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
} catch (error) {
  // What a person can mend is told in its own words; a defect keeps its stack.
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`cartera: ${error.message}\n`);
  process.exitCode = 2;
}
