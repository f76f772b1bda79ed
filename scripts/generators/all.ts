import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileLayout } from '../../templates/build.ts';
import { root } from '../lib/tool.ts';
import { generateEventDocs } from './events.ts';
import { generateFontWidths } from './fonts.ts';
import { generateMachineDiagrams } from './machines.ts';
import { generateReportSchema } from './report.ts';

/** Every generated file of the repository, by its path from the root. */
export const generatedFiles = async (): Promise<Map<string, string>> =>
  new Map([
    ...generateEventDocs(),
    ...generateMachineDiagrams(),
    ...generateReportSchema(),
    ...generateFontWidths(),
    ...(await compileLayout()),
  ]);

/** The paths whose committed content is not what would be generated now. */
export const staleFiles = (files: ReadonlyMap<string, string>): string[] =>
  [...files].flatMap(([path, content]) => {
    const file = join(root, path);
    return existsSync(file) && readFileSync(file, 'utf8') === content ? [] : [path];
  });
