import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/**
 * What keeps bundles small. Each plugin takes out what no function calls and esbuild cannot know
 * to be needless; none changes what the rest does, and the tests run the bundles themselves.
 */

const declared = /^export (?:const|function|class) (\w+)/gm;

/** A module with the same names, each of which refuses by name when it is called. */
const leftOut = (source: string, what: string): string =>
  [
    "class LeftOutOfBundle extends Error { name = 'LeftOutOfBundle'; }",
    `const refuse = () => { throw new LeftOutOfBundle(${JSON.stringify(what)}); };`,
    ...[...source.matchAll(declared)].map(([, name]) => `export const ${name} = refuse;`),
  ].join('\n');

/**
 * zod can write any schema as JSON Schema, which weighs 17 kB and which only the generators of
 * documents do; and it exports all its helpers as one object, so that none could be left out.
 */
const validationOnly: Plugin = {
  name: 'zod-for-validation-only',
  setup: (plugged) => {
    plugged.onLoad(
      { filter: /\/zod\/v4\/core\/(to-json-schema|json-schema-processors)\.js$/ },
      (args) => ({
        contents: leftOut(readFileSync(args.path, 'utf8'), 'JSON Schema'),
      }),
    );
    plugged.onLoad({ filter: /\/zod\/v4\/classic\/schemas\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8')
        .replace(
          'import { util } from "../core/index.js";',
          'import * as util from "../core/util.js";',
        )
        .replaceAll('core.util.', 'util.'),
    }));
  },
};

const meta = /\s*\.meta\(/g;
const quotes = `'"\``;

/** Position behind the parenthesis that closes the one before `from`; strings may hold others. */
const closedAt = (source: string, from: number): number => {
  let open = 1;
  let quote = '';
  for (let at = from; at < source.length; at += 1) {
    const sign = source.charAt(at);
    if (quote !== '') {
      if (sign === '\\') at += 1;
      else if (sign === quote) quote = '';
    } else if (quotes.includes(sign)) quote = sign;
    else if (sign === '(') open += 1;
    else if (sign === ')') open -= 1;
    if (open === 0) return at + 1;
  }
  throw new Error('a description is not closed');
};

/** Titles, descriptions and examples are for whoever reads the catalogue; no function does. */
export const withoutDescriptions = (source: string): string => {
  let kept = '';
  let from = 0;
  for (const found of source.matchAll(meta)) {
    if (found.index < from) continue;
    kept += source.slice(from, found.index);
    from = closedAt(source, found.index + found[0].length);
  }
  return kept + source.slice(from);
};

/** Where an expression begins that builds a schema: zod itself, a schema made narrower, a contract. */
const schemas =
  /(?<=[=(,:?[]\s+|[([]|=>\s+)(?=z\s*\.|(?:domain|inbound)\(|\w+\s*\.(?:extend|pick|omit|partial|optional|nullable|refine|min|max|array|meta|default)\()/g;

export const onDemand = (source: string): string => source.replaceAll(schemas, '/* @__PURE__ */ ');

/**
 * Building a schema does nothing but build it, so one that a function never asks may go. Only
 * where there is nothing else: in the contracts of events and of state machines.
 */
const contractsOnDemand: Plugin = {
  name: 'contracts-on-demand',
  setup: (plugged) => {
    plugged.onLoad({ filter: /\/(events\/[^/]+|statemachines\/[^/]+\/io)\.ts$/ }, ({ path }) =>
      path.includes('/node_modules/')
        ? undefined
        : {
            contents: onDemand(withoutDescriptions(readFileSync(path, 'utf8'))),
            loader: 'ts',
          },
    );
  },
};

const pdfLibrary = '@cantoo/pdf-lib';

/**
 * The PDF library does not say that its modules have no side effects, so that whoever writes one
 * page carries its forms, images, SVG, encryption, parser and fourteen fonts: 600 kB instead of 60.
 */
const pdfByParts: Plugin = {
  name: 'pdf-by-parts',
  setup: (plugged) => {
    const asked = Symbol('asked');
    plugged.onResolve({ filter: /^(\.|@cantoo\/pdf-lib$)/ }, async (args) => {
      const { path, importer, resolveDir, kind, pluginData } = args;
      const ours = path === pdfLibrary || importer.includes(`/${pdfLibrary}/`);
      if (!ours || pluginData === asked) return undefined;
      const found = await plugged.resolve(path, { importer, resolveDir, kind, pluginData: asked });
      return { path: found.path, errors: found.errors, sideEffects: false };
    });
  },
};

export const leanPlugins: readonly Plugin[] = [validationOnly, contractsOnDemand, pdfByParts];
