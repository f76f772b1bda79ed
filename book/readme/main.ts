// `node scripts/run.mjs book/readme/main.ts out/sample/report.json [--write]`: holds the figures
// that the README shows to a run of the sample book, or puts those of the run there.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parsedOrUsage } from '../../scripts/lib/usage.ts';
import { summaryOf } from '../cli/summary.ts';
import { reportSchema } from '../report/schema.ts';
import { shownIn, staleLines, withFigures } from './figures.ts';

const usage = 'node scripts/run.mjs book/readme/main.ts REPORT.json [--write]';
const { values, positionals } = parsedOrUsage(usage, () =>
  parseArgs({ options: { write: { type: 'boolean', default: false } }, allowPositionals: true }),
);
const [path = 'out/report.json'] = positionals;

const page = join(import.meta.dirname, '../../README.md');
const readme = readFileSync(page, 'utf8');
const report = reportSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
const summary = summaryOf(report, 'out/report.html');
const stale = staleLines(shownIn(readme).figures, summary);

if (stale.length === 0) process.stdout.write('README.md shows the sample book as it comes out\n');
else if (values.write) {
  writeFileSync(page, withFigures(readme, summary));
  process.stdout.write(`README.md: ${stale.length} lines of the sample book differed\n`);
} else {
  const hint = `${usage.replace('REPORT.json', path).replace('[--write]', '--write')} puts them right`;
  process.stderr.write(`README.md shows other figures:\n${stale.join('\n')}\n${hint}\n`);
  process.exitCode = 1;
}
