import {
  beginText,
  endText,
  moveText,
  PDFContentStream,
  PDFContext,
  PDFHexString,
  type PDFOperator,
  PDFString,
  PDFWriter,
  setFontAndSize,
  showText,
} from '@cantoo/pdf-lib';
import type { Instant } from '../../domain/calendar.ts';
import type { Letter } from '../../domain/credit/letters/letter.ts';
import type { LetterWriter } from '../../ports/credit-letters.ts';
import { coded, type Face, wrapped } from './type.ts';

/** ISO 216 A4 in points, with the margins and the type of a business letter. */
const page = { width: 595.28, height: 841.89, margin: 64 } as const;
const size: Readonly<Record<'title' | 'body' | 'foot', number>> = { title: 18, body: 11, foot: 8 };
const leading = 1.45;
const gap = 9;
const indent = 14;

const baseFonts: Readonly<Record<Face, string>> = { regular: 'Helvetica', bold: 'Helvetica-Bold' };

/** What stands on one page, and how far down the next line goes. */
type Sheet = { readonly operators: PDFOperator[]; y: number };

const fresh = (): Sheet => ({ operators: [], y: page.height - page.margin });

/** Puts one letter on as many pages as it takes. */
const sheetsOf = (letter: Letter, writtenAt: Instant): readonly Sheet[] => {
  let sheet = fresh();
  const sheets = [sheet];
  const write = (
    text: string,
    { face = 'regular', points = size.body, left = 0 }: Partial<Line> = {},
  ): void => {
    for (const line of wrapped(text, face, points, page.width - 2 * page.margin - left)) {
      if (sheet.y - points < page.margin) {
        sheet = fresh();
        sheets.push(sheet);
      }
      sheet.y -= points * leading;
      sheet.operators.push(
        beginText(),
        setFontAndSize(face, points),
        moveText(page.margin + left, sheet.y),
        showText(coded(line)),
        endText(),
      );
    }
  };
  const space = (): void => {
    sheet.y -= gap;
  };
  write(letter.sender, { face: 'bold' });
  space();
  space();
  write(letter.title, { face: 'bold', points: size.title });
  for (const text of letter.opening) {
    space();
    write(text);
  }
  if (letter.list.length + letter.rows.length > 0) space();
  for (const text of letter.list) write(`\u2022 ${text}`, { left: indent });
  if (letter.list.length > 0 && letter.rows.length > 0) space();
  for (const { label, value } of letter.rows) {
    write(`${label}:`, { left: indent });
    write(value, { face: 'bold', left: 2 * indent });
  }
  for (const text of letter.closing) {
    space();
    write(text);
  }
  space();
  space();
  write(writtenAt, { points: size.foot });
  return sheets;
};

type Line = { readonly face: Face; readonly points: number; readonly left: number };

/**
 * The document, built from the objects of the library rather than by its `PDFDocument`: that one
 * knows forms, images, SVG, encryption and a parser, which weigh more than a function may.
 */
const layOut = async (letter: Letter, writtenAt: Instant): Promise<Uint8Array> => {
  const context = PDFContext.create();
  const fontOf = (face: Face) =>
    context.register(
      context.obj({
        Type: 'Font',
        Subtype: 'Type1',
        BaseFont: baseFonts[face],
        Encoding: 'WinAnsiEncoding',
      }),
    );
  const resources = { Font: { regular: fontOf('regular'), bold: fontOf('bold') } };
  const tree = context.nextRef();
  const kids = sheetsOf(letter, writtenAt).map(({ operators }) => {
    // Not compressed: the bytes must not depend on a compressor, and a letter is small.
    const contents = context.register(PDFContentStream.of(context.obj({}), operators, false));
    return context.register(
      context.obj({
        Type: 'Page',
        Parent: tree,
        MediaBox: [0, 0, page.width, page.height],
        Resources: resources,
        Contents: contents,
      }),
    );
  });
  context.assign(tree, context.obj({ Type: 'Pages', Kids: kids, Count: kids.length }));
  const moment = PDFString.fromDate(new Date(writtenAt));
  context.trailerInfo.Info = context.register(
    context.obj({
      Title: PDFHexString.fromText(letter.title),
      Author: PDFHexString.fromText(letter.sender),
      CreationDate: moment,
      ModDate: moment,
    }),
  );
  context.trailerInfo.Root = context.register(
    context.obj({ Type: 'Catalog', Pages: tree, Lang: PDFString.of(letter.locale) }),
  );
  return PDFWriter.forContext(context, Number.POSITIVE_INFINITY).serializeToBuffer();
};

/**
 * Letters as PDF, with fonts that every reader has. The same letter of the same moment is the same
 * bytes, so that its digest identifies it and a repeat changes nothing.
 */
export const pdfLetterWriter: LetterWriter = { write: layOut };
