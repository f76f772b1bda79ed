import { type ContactRules, contactRulesSchema } from '../shared/domain/contact/rules.ts';
import defaultV1 from './default.v1.json' with { type: 'json' };

/** Every published pack. A version in use is never edited: add the next one beside it. */
const published: readonly ContactRules[] = [defaultV1].map((pack) =>
  contactRulesSchema.parse(pack),
);

/** @throws RangeError when no such pack was published, so that a typing error cannot loosen the rules. */
export const contactRules = (name: string, version: number): ContactRules => {
  const pack = published.find((each) => each.name === name && each.version === version);
  if (pack === undefined) throw new RangeError(`no contact rules ${name} version ${version}`);
  return pack;
};
