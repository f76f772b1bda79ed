import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import {
  accountId,
  businessDate,
  documentMinor,
  foreignInstant,
  identifier,
  maxDocumentMinor,
  scopedId,
  signedMinor,
} from './envelope.ts';
import { remittance } from './parts.ts';

const long = 'p'.repeat(128);

const cases: [string, z.ZodType, unknown[], unknown[]][] = [
  ['days', businessDate, ['1900-01-01', '9998-12-31'], ['1899-12-31', '9999-01-01', '2026-02-30']],
  [
    'moments',
    foreignInstant,
    ['2026-03-03T07:00:00Z', '1900-01-01T00:00:00+00:00'],
    ['9999-12-31T23:59:59-12:00', '0001-01-01T00:00:00Z', 'now'],
  ],
  ['amounts', documentMinor, [1, maxDocumentMinor], [0, maxDocumentMinor + 1, 0.5]],
  ['differences', signedMinor, [-maxDocumentMinor, 1], [-maxDocumentMinor - 1, 0]],
  ['identifiers', identifier, [long, 'é-1'], [`${long}p`, 'a\u0000', 'a\u0085b', 'a\ud800', 'a b']],
  ['scoped ids', scopedId, [`standard-webhooks:${long}@2026-03-03T07:00:00.000Z@1`], ['a\u0001']],
  ['accounts', accountId, ['acme|main|USD'], ['ac\u0007me|main|USD', 'acme|main']],
  [
    'remittances, by their size as JSON',
    remittance,
    [Array.from({ length: 1000 }, (_, index) => `INV-${index}`), ['\\'.repeat(128)]],
    [Array.from({ length: 200 }, (_, index) => '"'.repeat(100) + index)],
  ],
];

describe('what other systems send is bounded', () => {
  it.each(cases)('%s', (_, schema, taken, refused) => {
    for (const value of taken) expect(schema.safeParse(value).success, String(value)).toBe(true);
    for (const value of refused) expect(schema.safeParse(value).success, String(value)).toBe(false);
  });

  it('says one thing about a day that is none', () => {
    const answer = businessDate.safeParse('today');
    expect(answer.error?.issues).toHaveLength(1);
  });
});
