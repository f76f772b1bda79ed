import { describe, expect, it } from 'vitest';
import { bureauMappingSchema } from './mapping.ts';

const mapping = {
  name: 'direct-2',
  version: 1,
  description: 'A bureau.',
  auth: { scheme: 'bearer' },
  request: '{}',
  noRecord: 'status = 404',
  report: 'body.report',
};
const pathsOf = (given: unknown): readonly string[] => {
  const { success, error } = bureauMappingSchema.safeParse(given);
  return success ? [] : error.issues.map(({ path }) => path.join('.'));
};

describe('the mapping of a bureau', () => {
  it('is taken with headers and expressions of any sensible length', () => {
    const headers = { 'x-api-version': '2', a: 'b' };
    expect(pathsOf({ ...mapping, headers, request: 'x'.repeat(8000) })).toEqual([]);
  });

  it.each([
    ['an empty expression', { request: '' }, 'request'],
    ['an expression of a book', { report: 'x'.repeat(8001) }, 'report'],
    ['an empty description', { description: '' }, 'description'],
    ['a description of a page', { description: 'x'.repeat(501) }, 'description'],
    ['a name with a capital', { name: 'Direct' }, 'name'],
    ['a name that begins with a figure', { name: '2direct' }, 'name'],
    ['a name that ends in a sign', { name: 'direct!' }, 'name'],
    ['a header with a capital', { headers: { 'X-Key': '1' } }, 'headers.X-Key'],
    ['a header that begins with a hyphen', { headers: { '-key': '1' } }, 'headers.-key'],
    ['a header with a line end', { headers: { 'key\n': '1' } }, 'headers.key\n'],
    ['an empty header', { headers: { key: '' } }, 'headers.key'],
    ['version 0', { version: 0 }, 'version'],
    ['what is no field', { extra: 1 }, ''],
  ])('is refused with %s, by its field', (_, over, path) => {
    expect(pathsOf({ ...mapping, ...over })).toEqual([path]);
  });

  it('says what header was expected', () => {
    const auth = {
      scheme: 'hmac-sha256',
      signatureHeader: 'X',
      timestampHeader: 't',
      encoding: 'hex',
    };
    const { error } = bureauMappingSchema.safeParse({ ...mapping, auth });
    expect(error?.issues.map(({ message }) => message)).toEqual([
      'expected a header in lower case',
    ]);
  });
});
