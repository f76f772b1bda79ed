import { PDFHexString } from '@cantoo/pdf-lib';
import helvetica from './helvetica.json' with { type: 'json' };

/** Fonts that every reader of PDF has, so that none is embedded. */
export type Face = 'regular' | 'bold';

/** Of a sign: its code in Windows-1252, and its widths in thousandths of the size. */
type Glyph = { readonly code: number; readonly width: Readonly<Record<Face, number>> };

const glyphs: ReadonlyMap<number, Glyph> = new Map(
  helvetica.signs.map(([point = 0, code = 0, regular = 0, bold = 0]) => [
    point,
    { code, width: { regular, bold } },
  ]),
);

const unknown = '?';

const glyphOf = (sign: string): Glyph => {
  const glyph = glyphs.get(sign.codePointAt(0) ?? 0) ?? glyphs.get(unknown.charCodeAt(0));
  return glyph ?? { code: unknown.charCodeAt(0), width: { regular: 0, bold: 0 } };
};

/**
 * The text as the fonts can show it. They know Windows-1252, which has all letters of English,
 * Portuguese and Spanish; whatever it lacks is shown as a question mark, never left out.
 */
export const shown = (text: string): string =>
  Array.from(text.normalize('NFC').replaceAll('\u00a0', ' '))
    .map((sign) => (glyphs.has(sign.codePointAt(0) ?? 0) ? sign : unknown))
    .join('');

/** Width of a text in points. */
export const widthOf = (text: string, face: Face, points: number): number => {
  let width = 0;
  for (const sign of text) width += glyphOf(sign).width[face];
  return (width * points) / 1000;
};

/** The text as the codes that a page of PDF shows. */
export const coded = (text: string): PDFHexString =>
  PDFHexString.of(
    Array.from(text, (sign) => glyphOf(sign).code.toString(16).padStart(2, '0')).join(''),
  );

/** A word that is longer than a line is cut; none of ours is, but references of others may be. */
const cut = (word: string, fits: (text: string) => boolean): string[] => {
  const parts: string[] = [];
  let rest = word;
  while (!fits(rest) && rest.length > 1) {
    let length = rest.length - 1;
    while (length > 1 && !fits(rest.slice(0, length))) length -= 1;
    parts.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return [...parts, rest];
};

/** The lines that a text takes, in points of size and width. */
export const wrapped = (text: string, face: Face, points: number, width: number): string[] => {
  const fits = (line: string): boolean => widthOf(line, face, points) <= width;
  const lines: string[] = [];
  let line = '';
  for (const word of shown(text)
    .split(' ')
    .flatMap((each) => cut(each, fits))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer)) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
};
