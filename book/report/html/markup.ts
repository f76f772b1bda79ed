/** Text that is HTML already. */
export type Markup = { readonly markup: string };

type Part = Markup | string | number | readonly Part[] | undefined | false;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);

const rendered = (part: Part): string => {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(rendered).join('');
};

/** HTML in which every value is escaped, unless it is markup itself; lists are joined. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: String.raw({ raw: strings }, ...parts.map(rendered)),
});

/** Trusted text, such as our own style sheet, as it is. */
export const trusted = (markup: string): Markup => ({ markup });

/** JSON for a script element: no `<`, so that nothing in it can close the element. */
export const scriptJson = (value: unknown): Markup => ({
  markup: JSON.stringify(value).replaceAll('<', '\\u003c'),
});
