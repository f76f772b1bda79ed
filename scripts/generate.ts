// `npm run generate` writes every generated file; with `--check` it only says which are stale.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles, staleFiles } from './generators/all.ts';
import { root } from './lib/tool.ts';

const files = await generatedFiles();
const stale = staleFiles(files);

if (process.argv.includes('--check')) {
  for (const path of stale) process.stderr.write(`stale: ${path} (npm run generate)\n`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const path of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), files.get(path) ?? '');
    process.stdout.write(`wrote ${path}\n`);
  }
  process.stdout.write(`${files.size} generated files, ${stale.length} written\n`);
}
