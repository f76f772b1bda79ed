import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import mjml2html from 'mjml';
import { canonicalJson } from '../shared/domain/canonical-json.ts';

const here = import.meta.dirname;
const hashesPath = 'templates/hashes.json';

/**
 * One MJML page as a precompiled Handlebars specification: the bundle then carries the small
 * runtime instead of the compiler, and nothing is parsed when a function starts.
 *
 * @throws Error naming what MJML does not accept.
 */
const compilePage = async (source: string): Promise<string> => {
  // MJML would link web fonts for names that it knows, and every opened message would tell their host.
  const { html, errors } = await mjml2html(source, { validationLevel: 'strict', fonts: {} });
  if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join('\n'));
  const compact = html.replace(/^[ \t]+/gm, '').replace(/\n{2,}/g, '\n');
  // The types call it an object; it is the source text of one.
  const specification = Handlebars.precompile(compact, {
    strict: false,
    knownHelpersOnly: true,
  }) as unknown as string;
  return [
    '// Generated from the MJML beside it by `npm run generate`; edit that instead.',
    '// @ts-nocheck',
    '// biome-ignore-all lint: generated',
    '// biome-ignore-all format: generated',
    '/* oxlint-disable */',
    `export const page = ${specification};`,
    '',
  ].join('\n');
};

const pages = () =>
  readdirSync(join(here, 'email'))
    .filter((name) => /^v\d+\.mjml$/.test(name))
    .sort();

/** What is published, by the name that an event or a template uses for it. */
const published = (compiled: ReadonlyMap<string, string>): Map<string, string> => {
  const contents = new Map<string, string>();
  for (const entry of readdirSync(here, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name === 'email') continue;
    for (const file of readdirSync(join(here, entry.name)).filter((name) =>
      name.endsWith('.json'),
    )) {
      const content: unknown = JSON.parse(readFileSync(join(here, entry.name, file), 'utf8'));
      contents.set(`${entry.name}.${file.replace('.json', '')}`, canonicalJson(content));
    }
  }
  for (const page of pages()) {
    const version = page.replace('.mjml', '');
    const labels: unknown = JSON.parse(
      readFileSync(join(here, 'email', `${version}.labels.json`), 'utf8'),
    );
    const layout = compiled.get(`templates/email/${version}.page.ts`) ?? '';
    contents.set(`email.${version}`, `${canonicalJson(labels)}\n${layout}`);
  }
  return contents;
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A published version was edited; messages of the past would no longer be what they were. */
export class PublishedVersionChanged extends Error {
  override readonly name = 'PublishedVersionChanged';
}

/**
 * The hash of everything published, old entries first checked against what they were.
 *
 * @throws PublishedVersionChanged naming each version that was edited or removed.
 */
export const checkedHashes = (
  before: Readonly<Record<string, string>>,
  contents: ReadonlyMap<string, string>,
): Record<string, string> => {
  const now = new Map([...contents].map(([name, content]) => [name, sha256(content)]));
  const changed = Object.keys(before).filter((name) => now.get(name) !== before[name]);
  if (changed.length > 0) {
    throw new PublishedVersionChanged(
      `${changed.join(', ')}: published and then changed; publish the next version instead`,
    );
  }
  return Object.fromEntries([...now].sort(([left], [right]) => (left < right ? -1 : 1)));
};

/**
 * Every generated file of this folder, path from the repository root to content: the compiled
 * pages and the list of hashes.
 *
 * @throws PublishedVersionChanged when something published was edited in place.
 */
export const compileLayout = async (): Promise<Map<string, string>> => {
  const files = new Map<string, string>();
  for (const page of pages()) {
    const source = readFileSync(join(here, 'email', page), 'utf8');
    files.set(`templates/email/${page.replace('.mjml', '.page.ts')}`, await compilePage(source));
  }
  const before = JSON.parse(readFileSync(join(here, '..', hashesPath), 'utf8')) as Record<
    string,
    string
  >;
  const hashes = checkedHashes(before, published(files));
  files.set(hashesPath, `${JSON.stringify(hashes, null, 2)}\n`);
  return files;
};
