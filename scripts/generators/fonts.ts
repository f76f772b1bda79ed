import { Encodings, Font, FontNames } from '@cantoo/pdf-lib/standard-fonts';

/** The library falls back to this width for glyphs that a font does not measure. */
const unmeasured = 250;

/**
 * What letters need to know of their two fonts: of every sign its code in Windows-1252 and its
 * width in each. The library's own tables of all fonts weigh fifty times as much, because they
 * are for every encoding and pair of signs.
 */
export const generateFontWidths = (): Map<string, string> => {
  const { WinAnsi } = Encodings;
  const fonts = [Font.load(FontNames.Helvetica), Font.load(FontNames.HelveticaBold)];
  const rows = [...WinAnsi.supportedCodePoints]
    .sort((a, b) => a - b)
    .map((point) => {
      const { code, name } = WinAnsi.encodeUnicodeCodePoint(point);
      const widths = fonts.map((font) => font.getWidthOfGlyph(name) ?? unmeasured);
      return `    [${[point, code, ...widths].join(', ')}]`;
    });
  return new Map([
    ['shared/adapters/pdf/helvetica.json', `{\n  "signs": [\n${rows.join(',\n')}\n  ]\n}\n`],
  ]);
};
