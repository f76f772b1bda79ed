import { createHash, createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { createSigner } from './signer.ts';

const now = new Date('2026-03-02T09:00:00Z');
const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'a/session+token=',
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();

/** The signature by the letter of "Create a signed AWS API request", for these headers. */
const signatureOf = (canonical: {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signed: readonly string[];
  readonly body: string;
}): string => {
  const { method, path, query, headers, signed, body } = canonical;
  const request = [
    method,
    path,
    query,
    ...signed.map((name) => `${name}:${headers[name]?.trim()}`),
    '',
    signed.join(';'),
    sha256(body),
  ].join('\n');
  const scope = '20260302/eu-west-1/execute-api/aws4_request';
  const text = ['AWS4-HMAC-SHA256', '20260302T090000Z', scope, sha256(request)].join('\n');
  const key = ['20260302', 'eu-west-1', 'execute-api', 'aws4_request'].reduce<string | Buffer>(
    (last, part) => hmac(last, part),
    `AWS4${credentials.secretAccessKey}`,
  );
  return hmac(key, text).toString('hex');
};

it.each([
  [
    'GET',
    'https://abc.execute-api.eu-west-1.amazonaws.com/v1/operator/accounts/acme%7Cmain%7CUSD?knownAt=2026-04-02T08%3A00%3A00Z&asOf=2026-03-31',
    undefined,
    // Every service but S3 signs the path encoded once more; the query in the order of its names.
    '/v1/operator/accounts/acme%257Cmain%257CUSD',
    'asOf=2026-03-31&knownAt=2026-04-02T08%3A00%3A00Z',
  ],
  [
    'POST',
    'https://abc.execute-api.eu-west-1.amazonaws.com/v1/operator/accounts/a%2Fb%7Cmain%7CUSD/acts',
    '{"actId":"a-1","reason":"é"}',
    '/v1/operator/accounts/a%252Fb%257Cmain%257CUSD/acts',
    '',
  ],
])('signs a %s as AWS checks it', async (method, address, body, path, query) => {
  const sign = createSigner({ region: 'eu-west-1', credentials, now: () => now });
  const url = new URL(address);
  const content = body === undefined ? {} : { 'content-type': 'application/json' };
  const headers = await sign({ method, url, headers: content, body });
  expect(headers['host']).toBeUndefined();
  expect(headers['x-amz-security-token']).toBe(credentials.sessionToken);
  const [, signedText = '', signature] =
    /SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(headers['authorization'] ?? '') ?? [];
  const signed = signedText.split(';');
  expect(signed).toEqual(expect.arrayContaining(['host', 'x-amz-date', 'x-amz-security-token']));
  expect(signature).toBe(
    signatureOf({
      method,
      path,
      query,
      headers: { ...headers, host: url.host },
      signed,
      body: body ?? '',
    }),
  );
});
