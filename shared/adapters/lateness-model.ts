import { latenessModelOf } from '../../lateness-models/catalogue.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { PublishedLateness } from '../domain/credit/gathering/behaviour.ts';
import { sha256 } from './dynamodb/hash-chain.ts';

/**
 * The lateness model of an environment, with the digest that decisions name it by.
 *
 * @throws RangeError when it was never published.
 */
export const publishedLateness = ({
  name,
  version,
}: {
  readonly name: string;
  readonly version: number;
}): PublishedLateness => {
  const model = latenessModelOf(name, version);
  return { model, published: { id: name, version, sha256: sha256(canonicalJson(model)) } };
};
