import { type LetterTemplate, letterTemplate } from '../shared/domain/credit/letters/template.ts';
import creditCounterOfferV1 from './credit-counter-offer/v1.json' with { type: 'json' };
import creditDeclinedV1 from './credit-declined/v1.json' with { type: 'json' };
import creditLineClosedV1 from './credit-line-closed/v1.json' with { type: 'json' };
import creditLineClosedV2 from './credit-line-closed/v2.json' with { type: 'json' };
import creditLineReducedV1 from './credit-line-reduced/v1.json' with { type: 'json' };
import creditLineReducedV2 from './credit-line-reduced/v2.json' with { type: 'json' };
import creditOfferV1 from './credit-offer/v1.json' with { type: 'json' };
import creditQuestionV1 from './credit-question/v1.json' with { type: 'json' };
import creditQuestionReminderV1 from './credit-question-reminder/v1.json' with { type: 'json' };
import creditSetAsideV1 from './credit-set-aside/v1.json' with { type: 'json' };
import creditUndecidedV1 from './credit-undecided/v1.json' with { type: 'json' };

/** Every published letter. One in use is never edited: add the next beside it, and its name here. */
export const publishedLetters: readonly LetterTemplate[] = [
  creditOfferV1,
  creditCounterOfferV1,
  creditDeclinedV1,
  creditLineReducedV1,
  creditLineReducedV2,
  creditLineClosedV1,
  creditLineClosedV2,
  creditUndecidedV1,
  creditSetAsideV1,
  creditQuestionV1,
  creditQuestionReminderV1,
].map((template) => letterTemplate.parse(template));

/** The newest published version. @throws RangeError when no letter has that name. */
export const letterTemplateOf = (name: string): LetterTemplate => {
  const versions = publishedLetters.filter((template) => template.name === name);
  const newest = versions.toSorted((left, right) => right.version - left.version)[0];
  if (newest === undefined) throw new RangeError(`no letter is called ${name}`);
  return newest;
};
