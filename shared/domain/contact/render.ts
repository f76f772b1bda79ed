import type { BusinessDate } from '../calendar.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { Addressee, Subject } from './content.ts';
import { type RenderedEmail, renderEmail } from './render-email.ts';
import { type RenderedSms, renderSms } from './render-sms.ts';
import type { Creditor } from './settings.ts';
import type { TemplateCatalogue } from './template.ts';

export type Rendered = (RenderedEmail | RenderedSms) & {
  readonly template: string;
  readonly templateVersion: number;
};

/** The layout whose words text messages share. */
const wordsOfTexts = 'email.v1';

/**
 * The message that a template makes of an account's open items; pure, so that the same inputs
 * give the same bytes on every machine.
 *
 * @throws RangeError when the template is not published or nothing is listed.
 */
export const render = (
  catalogue: TemplateCatalogue,
  name: string,
  about: Subject,
  to: Addressee,
  creditor: Creditor,
  today: BusinessDate,
): Rendered => {
  const template = catalogue.template(name);
  const rendered =
    template.channel === 'email'
      ? renderEmail(template, catalogue.layout(template.layout), about, to, creditor, today)
      : renderSms(
          template,
          catalogue.layout(wordsOfTexts).labels[to.locale],
          about,
          to,
          creditor,
          today,
        );
  return { ...rendered, template: template.name, templateVersion: template.version };
};

/** One text for the content, whatever its form: what the content hash is taken over. */
export const contentText = (rendered: Rendered): string => canonicalJson(rendered);
