import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { leanPlugins } from './lean.ts';
import { root } from './lib/tool.ts';

/** A bigger bundle starts slower; the SDK, which the Lambda runtime ships, is not in it. */
export const maxBundleBytes = 300_000;

/** What half of the functions stay under: size is paid at every cold start. */
export const maxMedianBundleBytes = 150_000;

export const bundlesFolder = join(root, '.build', 'functions');

/** Kept out of the assets, which would otherwise change, and grow, with every comment. */
const sourceMapsFolder = join(root, '.build', 'source-maps');

export type Bundle = { readonly entry: string; readonly bytes: number };

const folders = (path: string): string[] =>
  (existsSync(path) ? readdirSync(path, { withFileTypes: true }) : [])
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

/** `<context>/<verb-noun>` of every function of the repository. */
export const functionEntries = (): string[] => {
  const functions = join(root, 'functions');
  return folders(functions)
    .flatMap((context) => folders(join(functions, context)).map((name) => `${context}/${name}`))
    .filter((entry) => existsSync(join(functions, entry, 'index.ts')));
};

/** Leaves alone what is already there and moves the rest into place, so that two syntheses at once never read half a file. */
const writeIfNew = (path: string, contents: Uint8Array): void => {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  // Beside the folder of the bundle: whatever is inside becomes part of the asset.
  const draft = join(bundlesFolder, '..', `.${basename(dirname(path))}.${process.pid}`);
  writeFileSync(draft, contents);
  renameSync(draft, path);
};

/** A function that is gone must not leave a bundle behind that a stack could still find. */
const removeOthers = (outdir: string, entries: readonly string[]): void => {
  for (const context of folders(outdir)) {
    for (const name of folders(join(outdir, context))) {
      if (!entries.includes(`${context}/${name}`)) {
        rmSync(join(outdir, context, name), { recursive: true });
      }
    }
  }
};

/**
 * Bundles every function in one pass.
 *
 * @throws Error when a bundle reaches 300 kB, or does not build.
 */
export const bundleFunctions = async (): Promise<Bundle[]> => {
  const entries = functionEntries();
  const outdir = bundlesFolder;
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(
      entries.map((entry) => [`${entry}/index`, `functions/${entry}/index.ts`]),
    ),
    outdir,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    minify: true,
    sourcemap: 'external',
    legalComments: 'none',
    mainFields: ['module', 'main'],
    external: ['@aws-sdk/*', '@smithy/*'],
    plugins: [...leanPlugins],
    write: false,
    logLevel: 'warning',
  });
  const bundles: Bundle[] = [];
  for (const file of outputFiles) {
    const name = relative(outdir, file.path);
    if (name.endsWith('.map')) {
      writeIfNew(join(sourceMapsFolder, name), file.contents);
    } else {
      writeIfNew(join(outdir, name), file.contents);
      bundles.push({ entry: dirname(name), bytes: file.contents.byteLength });
    }
  }
  removeOthers(outdir, entries);
  const heavy = bundles.filter(({ bytes }) => bytes >= maxBundleBytes);
  if (heavy.length > 0) {
    const list = heavy.map(({ entry, bytes }) => `${entry} ${bytes}`).join(', ');
    throw new Error(`bundles that are too heavy: ${list}`);
  }
  return bundles.sort((a, b) => a.entry.localeCompare(b.entry));
};
