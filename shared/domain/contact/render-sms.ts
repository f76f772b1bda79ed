import type { BusinessDate } from '../calendar.ts';
import { InvariantError } from '../errors.ts';
import { type Addressee, contentOf, type Subject } from './content.ts';
import type { Creditor } from './settings.ts';
import { smsLength, toGsm } from './sms.ts';
import {
  type Labels,
  type Phrase,
  placeholders,
  type SmsTemplate,
  say,
  speaksOf,
  type Values,
} from './template.ts';

export type RenderedSms = { readonly channel: 'sms'; readonly text: string };

/**
 * The fullest wording that fits into one segment: each variant with the creditor's full name,
 * then with the short one, then the next shorter variant; at last the name itself is cut.
 */
const fullestThatFits = (
  variants: readonly Phrase[],
  count: number,
  values: Values,
  names: readonly string[],
) => {
  const wording = (variant: Phrase, creditor: string) =>
    toGsm(say(variant, count, { ...values, creditor }));
  for (const variant of variants) {
    if (placeholders.some((name) => values[name] === '' && speaksOf(variant, name))) continue;
    for (const name of names) {
      const text = wording(variant, name);
      if (smsLength(text).fits) return text;
    }
  }
  const characters = Array.from(names.at(-1) ?? '');
  for (const last of variants.slice(-1)) {
    for (let length = characters.length - 1; length > 0; length -= 1) {
      const text = wording(last, characters.slice(0, length).join(''));
      if (smsLength(text).fits) return text;
    }
  }
  throw new InvariantError('the shortest variant of a text message fits into one segment');
};

/** One text message about what is asked for, never more than one segment. */
export const renderSms = (
  template: SmsTemplate,
  labels: Labels,
  about: Subject,
  to: Addressee,
  creditor: Creditor,
  today: BusinessDate,
): RenderedSms => {
  const content = contentOf(about, to, creditor, labels, today);
  const { moneyWithCode } = content.format;
  const values = {
    ...content.values,
    toPay: moneyWithCode(content.toPayMinor),
    total: content.values.total === '' ? '' : moneyWithCode(content.openMinor),
  };
  const names = [values.creditor, creditor.shortName];
  const { variants } = template.texts[to.locale];
  return { channel: 'sms', text: fullestThatFits(variants, content.count, values, names) };
};
