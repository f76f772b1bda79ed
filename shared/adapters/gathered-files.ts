import { canonicalJson } from '../domain/canonical-json.ts';
import type { CreditFiles } from '../ports/applications.ts';
import type { GatheredFiles } from '../ports/gathering.ts';
import { sha256 } from './dynamodb/hash-chain.ts';

/** Parts of the inputs of a decision. A key holds the digest of its content, so two writers never mix. */
export const createGatheredFiles = (files: Pick<CreditFiles, 'put'>): GatheredFiles => ({
  put: async ({ applicationId, round, source }, value) => {
    const text = canonicalJson(value);
    const digest = sha256(text);
    const key = `gathered/${applicationId}/${round}/${source}-${digest.slice(0, 16)}.json`;
    await files.put(key, Buffer.from(text), 'application/json');
    return { key, sha256: digest };
  },
});
