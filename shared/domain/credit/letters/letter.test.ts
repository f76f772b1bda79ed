import { describe, expect, it } from 'vitest';
import { letterTemplateOf, publishedLetters } from '../../../../templates/letters.ts';
import { letterOf, mailOf } from './letter.ts';
import { letterTemplate } from './template.ts';

const values = {
  creditor: 'Example Supplies',
  name: 'Acme <Ltd>\r\nBcc: x@example.com',
  reference: 'APP-1',
  limit: '$1.00',
  days: '30',
  until: 'March 16, 2026',
  on: 'March 2, 2026',
};
const of = (name: string, locale: 'en' | 'es' | 'pt', list: readonly string[] = []) => ({
  template: letterTemplateOf(name),
  locale,
  values,
  list,
});

describe('a letter', () => {
  it('fills in every placeholder, in every language', () => {
    for (const { name, texts } of publishedLetters) {
      for (const locale of ['en', 'es', 'pt'] as const) {
        const letter = letterOf(of(name, locale));
        const mail = mailOf({ ...of(name, locale), url: 'https://api.example/o/t' });
        expect(JSON.stringify([letter, mail])).not.toMatch(/\{\w+\}|undefined/);
        expect(letter.rows).toHaveLength(texts[locale].rows.length);
      }
    }
  });

  it('names amount, terms, end and reference of an offer', () => {
    const { rows } = letterOf(of('credit-offer', 'en'));
    expect(rows.map(({ value }) => value)).toEqual(['$1.00', '30', 'March 16, 2026', 'APP-1']);
  });

  it('lists the reasons of a refusal, in the letter and in the mail', () => {
    const given = of('credit-declined', 'es', ['Pagos atrasados.', 'Poca\nantigüedad.']);
    expect(letterOf(given).list).toEqual(['Pagos atrasados.', 'Poca antigüedad.']);
    const { html, text } = mailOf(given);
    expect(html).toContain('<li>Pagos atrasados.</li><li>Poca antigüedad.</li>');
    expect(text).toContain('- Pagos atrasados.\n- Poca antigüedad.');
  });

  it('has a link under the words of its button, and neither link nor list that it was not given', () => {
    const url = 'https://api.example/o/t';
    const offer = letterTemplateOf('credit-offer').texts.en.mail;
    expect(offer.button).toBeDefined();
    const withLink = mailOf({ ...of('credit-offer', 'en'), url });
    expect(withLink.html).toContain(`<p><a href="${url}">${offer.button}</a></p>`);
    expect(withLink.text).toContain(`\n\n${url}\n\n`);
    const declined = mailOf({ ...of('credit-declined', 'en'), url });
    expect(declined.html).toContain(`<p><a href="${url}">${url}</a></p>`);
    const without = mailOf({ template: letterTemplateOf('credit-declined'), locale: 'en', values });
    expect(without.html).not.toMatch(/<ul>|<a /);
    expect(without.text).not.toMatch(/^- |\n\n\n/m);
  });

  it('lets a name add neither markup nor lines', () => {
    const { html, text, subject } = mailOf({
      ...of('credit-offer', 'en'),
      url: 'https://api.example/o/t?a=1&b="2"',
    });
    expect(html).toContain('Acme &lt;Ltd&gt; Bcc: x@example.com');
    expect(html).toContain('<a href="https://api.example/o/t?a=1&amp;b=&quot;2&quot;">');
    expect(text).not.toContain('\nBcc');
    expect(subject).not.toMatch(/[\r\n]/);
  });

  it('is refused when it speaks of what it does not have', () => {
    const [first] = publishedLetters;
    const broken = JSON.parse(JSON.stringify(first)) as { texts: { en: { title: string } } };
    broken.texts.en.title = 'Dear {nobody}';
    expect(letterTemplate.safeParse(broken).success).toBe(false);
    expect(() => letterTemplateOf('credit-thanks')).toThrow(RangeError);
  });
});
