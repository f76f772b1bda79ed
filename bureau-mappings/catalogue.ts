import {
  type BureauMapping,
  bureauMappingSchema,
} from '../shared/domain/credit/gathering/mapping.ts';
import directV1 from './direct/v1.json' with { type: 'json' };

/** Every published mapping. A version in use is never edited: add the next one beside it. */
export const publishedMappings: readonly BureauMapping[] = [directV1].map((mapping) =>
  bureauMappingSchema.parse(mapping),
);

/** @throws RangeError when no such mapping was published, so that a typing error asks nobody. */
export const bureauMapping = (name: string, version: number): BureauMapping => {
  const mapping = publishedMappings.find((each) => each.name === name && each.version === version);
  if (mapping === undefined) throw new RangeError(`no bureau mapping ${name} version ${version}`);
  return mapping;
};
