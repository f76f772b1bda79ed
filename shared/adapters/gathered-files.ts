import { canonicalJson } from '../domain/canonical-json.ts';
import type { GatheredFiles } from '../ports/gathering.ts';
import { sha256Of } from './node/digest.ts';
import type { CreditFiles } from './s3/credit-files.ts';

/** Parts of the inputs of a decision. A key holds the digest of its content, so two writers never mix. */
export const createGatheredFiles = (files: Pick<CreditFiles, 'put'>): GatheredFiles => ({
  put: async ({ applicationId, round, source }, value) => {
    const text = canonicalJson(value);
    const sha256 = sha256Of(text);
    const key = `gathered/${applicationId}/${round}/${source}-${sha256.slice(0, 16)}.json`;
    await files.put(key, text, 'application/json');
    return { key, sha256 };
  },
});
