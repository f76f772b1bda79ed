import { PDFDocument, type PDFFont, type PDFPage, StandardFonts } from '@cantoo/pdf-lib';
import type { Instant } from '../../domain/calendar.ts';
import type { Letter } from '../../domain/credit/letters/letter.ts';
import type { LetterWriter } from '../../ports/credit-letters.ts';

/** ISO 216 A4 in points, with the margins and the type of a business letter. */
const page = { width: 595.28, height: 841.89, margin: 64 } as const;
const size: Readonly<Record<'title' | 'body' | 'foot', number>> = { title: 18, body: 11, foot: 8 };
const leading = 1.45;
const gap = 9;
const indent = 14;

type Sheet = { readonly page: PDFPage; y: number };

/** What the standard fonts cannot show: they know Windows-1252, which has all letters of es and pt. */
const shown = (text: string, font: PDFFont): string => {
  const known = new Set(font.getCharacterSet());
  return Array.from(text.normalize('NFC').replaceAll('\u00a0', ' '))
    .map((sign) => (known.has(sign.codePointAt(0) ?? 0) ? sign : '?'))
    .join('');
};

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

const wrapped = (text: string, font: PDFFont, points: number, width: number): string[] => {
  const fits = (line: string): boolean => font.widthOfTextAtSize(line, points) <= width;
  const lines: string[] = [];
  let line = '';
  for (const word of shown(text, font)
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

/** Puts one letter on as many pages as it takes. */
const layOut = async (letter: Letter, writtenAt: Instant): Promise<Uint8Array> => {
  const document = await PDFDocument.create({ updateMetadata: false });
  const at = new Date(writtenAt);
  document.setTitle(letter.title);
  document.setAuthor(letter.sender);
  document.setLanguage(letter.locale);
  document.setCreationDate(at);
  document.setModificationDate(at);
  const regular = await document.embedFont(StandardFonts.Helvetica);
  const bold = await document.embedFont(StandardFonts.HelveticaBold);
  const fresh = (): Sheet => ({
    page: document.addPage([page.width, page.height]),
    y: page.height - page.margin,
  });
  let sheet = fresh();
  const write = (text: string, { font = regular, points = size.body, left = 0 } = {}): void => {
    for (const line of wrapped(text, font, points, page.width - 2 * page.margin - left)) {
      if (sheet.y - points < page.margin) sheet = fresh();
      sheet.y -= points * leading;
      sheet.page.drawText(line, { x: page.margin + left, y: sheet.y, size: points, font });
    }
  };
  const space = (): void => {
    sheet.y -= gap;
  };
  write(letter.sender, { font: bold });
  space();
  space();
  write(letter.title, { font: bold, points: size.title });
  for (const text of letter.opening) {
    space();
    write(text);
  }
  if (letter.list.length + letter.rows.length > 0) space();
  for (const text of letter.list) write(`\u2022 ${text}`, { left: indent });
  for (const { label, value } of letter.rows) {
    write(`${label}:`, { left: indent });
    write(value, { font: bold, left: 2 * indent });
  }
  for (const text of letter.closing) {
    space();
    write(text);
  }
  space();
  space();
  write(writtenAt, { points: size.foot });
  // Without object streams the bytes do not depend on how a compressor was built.
  return document.save({ useObjectStreams: false, addDefaultPage: false });
};

/**
 * Letters as PDF, with fonts that every reader has. The same letter of the same moment is the same
 * bytes, so that its digest identifies it and a repeat changes nothing.
 */
export const pdfLetterWriter: LetterWriter = { write: layOut };
