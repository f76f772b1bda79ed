import { PDFDocument } from '@cantoo/pdf-lib';
import { describe, expect, it } from 'vitest';
import { letterTemplateOf } from '../../../templates/letters.ts';
import { instant } from '../../domain/calendar.ts';
import { letterOf } from '../../domain/credit/letters/letter.ts';
import { sha256 } from '../dynamodb/hash-chain.ts';
import { pdfLetterWriter } from './letter-writer.ts';

const at = instant('2026-03-02T09:00:00.000Z');
const values = {
  creditor: 'Example Supplies',
  name: 'Ferretería Ñandú São João',
  reference: 'APP-1',
  limit: '$50,000.00',
  days: '30',
  until: 'March 16, 2026',
  on: 'March 2, 2026',
};
const letter = (name: string, locale: 'en' | 'es' | 'pt', over: Partial<typeof values> = {}) =>
  letterOf({
    template: letterTemplateOf(name),
    locale,
    values: { ...values, ...over },
    list: name === 'credit-declined' ? ['Too many late payments.'] : [],
  });

const digest = (bytes: Uint8Array) => sha256(Buffer.from(bytes).toString('base64'));

describe('a letter as PDF', () => {
  it.each(['en', 'es', 'pt'] as const)(
    'is the same bytes for the same letter in %s',
    async (locale) => {
      for (const name of ['credit-offer', 'credit-declined']) {
        const first = await pdfLetterWriter.write(letter(name, locale), at);
        const second = await pdfLetterWriter.write(letter(name, locale), at);
        expect(digest(second)).toBe(digest(first));
        const read = await PDFDocument.load(first, { updateMetadata: false });
        expect(read.getTitle()).toBe(letter(name, locale).title);
        expect(read.getCreationDate()).toEqual(new Date(at));
        expect(read.getPageCount()).toBe(1);
      }
    },
  );

  it('is other bytes when any term differs', async () => {
    const of = async (over: Partial<typeof values>) =>
      digest(await pdfLetterWriter.write(letter('credit-offer', 'en', over), at));
    const all = [{}, { limit: '$50,000.01' }, { days: '31' }, { until: 'March 17, 2026' }];
    const digests = await Promise.all(all.map(of));
    expect(new Set(digests).size).toBe(all.length);
  });

  it('takes names that its fonts do not know, and references without a space', async () => {
    const odd = letter('credit-offer', 'es', {
      name: 'Торговля 東京 🙂 e\u0301',
      reference: 'R'.repeat(300),
    });
    const bytes = await pdfLetterWriter.write(odd, at);
    expect((await PDFDocument.load(bytes)).getPageCount()).toBe(1);
  });

  it('shows every letter of the languages, and a mark for what it cannot', async () => {
    const name = 'Ñandú «São João» Łódź €';
    const bytes = await pdfLetterWriter.write(letter('credit-offer', 'es', { name }), at);
    const [page] = (await PDFDocument.load(bytes)).getPages();
    const texts = page
      ?.extractContents()
      .flatMap((each) => (each.kind === 'text' ? [each.getText()] : []));
    expect(texts?.join(' ')).toContain('Ñandú «São João» ?ód? €');
  });

  it('goes on on the next page', async () => {
    const long = { ...letter('credit-offer', 'en'), closing: Array(60).fill('Word '.repeat(30)) };
    const bytes = await pdfLetterWriter.write(long, at);
    expect((await PDFDocument.load(bytes)).getPageCount()).toBeGreaterThan(1);
  });
});
