import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { pdfLetterWriter } from '../shared/adapters/pdf/letter-writer.ts';
import { instant } from '../shared/domain/calendar.ts';
import { letterOf } from '../shared/domain/credit/letters/letter.ts';
import type { LetterWriter } from '../shared/ports/credit-letters.ts';
import { letterTemplateOf } from '../templates/letters.ts';
import { leanPlugins, onDemand, withoutDescriptions } from './lean.ts';
import { root } from './lib/tool.ts';

/** The exports of a few lines as a bundle has them. */
const bundled = async (
  contents: string,
): Promise<{ readonly source: string; readonly load: () => Promise<unknown> }> => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minify: true,
    mainFields: ['module', 'main'],
    plugins: [...leanPlugins],
    write: false,
  });
  const [{ contents: code } = { contents: new Uint8Array() }] = outputFiles;
  const source = Buffer.from(code).toString('utf8');
  return {
    source,
    load: () => import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`),
  };
};

describe('a bundle', () => {
  it('writes the same letters, to the byte, as what it is made of', async () => {
    const { load, source } = await bundled(
      "export { pdfLetterWriter } from './shared/adapters/pdf/letter-writer.ts';",
    );
    const { pdfLetterWriter: writer } = (await load()) as { pdfLetterWriter: LetterWriter };
    const at = instant('2026-03-02T09:00:00.000Z');
    const empty = { limit: '', days: '', until: '', on: '' };
    const letter = letterOf({
      template: letterTemplateOf('credit-declined'),
      locale: 'pt',
      values: { ...empty, creditor: 'A', name: 'São João', reference: 'R' },
      list: ['Atrasos.'],
    });
    expect(Buffer.from(await writer.write(letter, at)).toString('latin1')).toBe(
      Buffer.from(await pdfLetterWriter.write(letter, at)).toString('latin1'),
    );
    expect(source.length).toBeLessThan(80_000);
  });

  it('checks values, and refuses by name to describe a schema', async () => {
    const { load } = await bundled(
      "import * as z from 'zod'; export const checked = z.object({ days: z.int().min(1) }); export const described = () => z.toJSONSchema(checked);",
    );
    const { checked, described } = (await load()) as {
      checked: { safeParse: (value: unknown) => { success: boolean } };
      described: () => unknown;
    };
    expect(checked.safeParse({ days: 1 }).success).toBe(true);
    expect(checked.safeParse({ days: 0 }).success).toBe(false);
    expect(described).toThrow(expect.objectContaining({ name: 'LeftOutOfBundle' }));
  });

  it('has of the contracts only those that are asked, without their descriptions', async () => {
    const { load, source } = await bundled(
      "export { creditOfferAccepted } from './events/credit-offer-accepted.v1.ts';",
    );
    const { creditOfferAccepted: contract } = (await load()) as {
      creditOfferAccepted: {
        name: string;
        data: { safeParse: (value: unknown) => { success: boolean } };
      };
    };
    expect(contract.name).toBe('CreditOfferAccepted');
    expect(contract.data.safeParse({}).success).toBe(false);
    expect(source).not.toContain('expected customer|legalEntity|CURRENCY');
    expect(source).not.toContain('Integer minor units');
  });
});

describe('descriptions', () => {
  it('go whole, whatever is in them', () => {
    expect(
      withoutDescriptions(
        "const a = z\n  .int()\n  .meta({ title: 'It\\'s (1', x: f(`)`) })\n  .min(1);",
      ),
    ).toBe('const a = z\n  .int()\n  .min(1);');
    expect(() => withoutDescriptions('a.meta({')).toThrow('not closed');
  });
});

describe('schemas', () => {
  it('are marked where an expression begins', () => {
    expect(onDemand('const a = z.object({ b: z.int(), c: identifier.max(3) });')).toBe(
      'const a = /* @__PURE__ */ z.object({ b: /* @__PURE__ */ z.int(), c: /* @__PURE__ */ identifier.max(3) });',
    );
  });
});
