import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { nodeSigning } from '../../adapters/node/signing.ts';
import { instantOf } from '../calendar.ts';
import { bytesOf, type CheckSignature, toleranceSeconds } from './signature.ts';
import { checkStandardSignature } from './standard-signature.ts';
import { checkStripeSignature } from './stripe-signature.ts';

const vectorSchema = z.object({
  id: z.string(),
  sameAs: z.string().optional(),
  secret: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  headersToReject: z.array(z.string()).optional(),
  body: z.string().optional(),
  bodyAppend: z.string().optional(),
  now: z.number().optional(),
  valid: z.boolean(),
});

const shared =
  process.env['CARTERA_SHARED'] ?? join(import.meta.dirname, '..', '..', '..', '..', 'shared');

const published = (provider: string) => {
  const { vectors } = z
    .object({ vectors: z.array(vectorSchema) })
    .parse(JSON.parse(readFileSync(join(shared, 'vectors', `${provider}.json`), 'utf8')));
  return vectors.flatMap((vector) => {
    const base = vectors.find(({ id }) => id === vector.sameAs);
    const whole = { ...base, ...vector };
    const body = `${whole.body ?? ''}${whole.bodyAppend ?? ''}`;
    const cases = whole.headersToReject?.map((header) => ({ 'stripe-signature': header })) ?? [
      whole.headers ?? {},
    ];
    return cases.map((headers, index) => ({
      id: cases.length > 1 ? `${whole.id} ${index + 1}` : whole.id,
      valid: whole.valid,
      request: {
        headers,
        rawBody: bytesOf(body),
        now: instantOf((whole.now ?? 0) * 1000),
        secrets: [whole.secret ?? ''],
      },
    }));
  });
};

const providers: readonly [string, CheckSignature][] = [
  ['stripe', checkStripeSignature],
  ['standard-webhooks', checkStandardSignature],
];

describe.each(providers)('published vectors of %s', (provider, check) => {
  it.each(published(provider))('$id', ({ request, valid }) => {
    expect(check(request, nodeSigning).ok).toBe(valid);
  });

  it('has vectors of both outcomes', () => {
    expect(new Set(published(provider).map(({ valid }) => valid))).toEqual(new Set([true, false]));
  });
});

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** Signs as the provider would, with its own few lines, so that a shared mistake would show. */
const signed = {
  stripe: (secret: string, body: string, at: number) => ({
    'stripe-signature': `t=${at},v1=${hex(nodeSigning.hmacSha256(bytesOf(secret), bytesOf(`${at}.${body}`)))}`,
  }),
  'standard-webhooks': (secret: string, body: string, at: number) => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(at),
    'webhook-signature': `v1,${base64(
      nodeSigning.hmacSha256(
        Buffer.from(secret.slice(6), 'base64'),
        bytesOf(`msg_1.${at}.${body}`),
      ),
    )}`,
  }),
};

const current = 'whsec_Y3VycmVudC1zZWNyZXQtb2YtdGhpcy10ZXN0';
const previous = 'whsec_cHJldmlvdXMtc2VjcmV0LW9mLXRoaXMtdGVzdA==';
const signedAt = 1_767_225_600;

describe.each([
  { provider: 'stripe', check: checkStripeSignature },
  { provider: 'standard-webhooks', check: checkStandardSignature },
] as const)('signatures of $provider', ({ provider, check }) => {
  const verdict = (over: {
    secrets?: string[];
    now?: number;
    body?: string;
    headers?: Record<string, string>;
    with?: string;
  }) =>
    check(
      {
        headers: over.headers ?? signed[provider](over.with ?? current, '{"a":1}', signedAt),
        rawBody: bytesOf(over.body ?? '{"a":1}'),
        now: instantOf((over.now ?? signedAt) * 1000),
        secrets: over.secrets ?? [current],
      },
      nodeSigning,
    );

  it('accepts either of two secrets during a rotation', () => {
    expect(verdict({ secrets: [current, previous], with: previous })).toEqual({ ok: true });
    expect(verdict({ secrets: [current, previous], with: current })).toEqual({ ok: true });
  });

  it('accepts nothing when no secret is valid', () => {
    expect(verdict({ secrets: [] })).toEqual({ ok: false, code: 'signature-mismatch' });
    expect(verdict({ secrets: [previous] })).toEqual({ ok: false, code: 'signature-mismatch' });
  });

  it('tolerates five minutes both ways and not a second more', () => {
    for (const offset of [-toleranceSeconds, 0, toleranceSeconds]) {
      expect(verdict({ now: signedAt + offset })).toEqual({ ok: true });
    }
    for (const offset of [-toleranceSeconds - 1, toleranceSeconds + 1]) {
      expect(verdict({ now: signedAt + offset })).toEqual({
        ok: false,
        code: 'timestamp-outside-tolerance',
      });
    }
  });

  it('says what is missing without saying more', () => {
    expect(verdict({ headers: {} })).toEqual({ ok: false, code: 'signature-missing' });
  });

  it('accepts the signed bytes and no others', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (body, other) => {
        const headers = signed[provider](current, body, signedAt);
        expect(verdict({ headers, body })).toEqual({ ok: true });
        // Compared as bytes: lone surrogates are all written as the same replacement character.
        if (!Buffer.from(body).equals(Buffer.from(other))) {
          expect(verdict({ headers, body: other })).toEqual({
            ok: false,
            code: 'signature-mismatch',
          });
        }
      }),
    );
  });
});

describe('headers that a forger might try', () => {
  const stripe = (header: string) =>
    checkStripeSignature(
      {
        headers: { 'stripe-signature': header },
        rawBody: bytesOf('{}'),
        now: instantOf(signedAt * 1000),
        secrets: [current],
      },
      nodeSigning,
    );
  const good = signed.stripe(current, '{}', signedAt)['stripe-signature'];

  it.each([
    [`${good},t=${signedAt}`, 'signature-malformed'],
    [good.replace('v1=', 'v0='), 'signature-malformed'],
    [good.replace(`t=${signedAt}`, `t=${signedAt}.0`), 'signature-malformed'],
    [good.replace(`t=${signedAt}`, `t=-${signedAt}`), 'signature-malformed'],
    [good.slice(0, -1), 'signature-mismatch'],
    [`${good}0`, 'signature-mismatch'],
  ])('%s', (header, code) => {
    expect(stripe(header)).toEqual({ ok: false, code });
  });

  it.each([
    [`v1=${'0'.repeat(64)}`, 'signature-malformed'],
    [`t=${signedAt},v1=`, 'signature-malformed'],
    [`t=${signedAt},v1`, 'signature-malformed'],
    [`t,v1=00`, 'signature-malformed'],
    [`=${signedAt},${good}`, undefined],
    [good.replace('t=', ' t = ').replace('v1=', ' v1 = '), undefined],
    ['', 'signature-malformed'],
  ])('%j', (header, code) => {
    expect(stripe(header)).toEqual(code === undefined ? { ok: true } : { ok: false, code });
  });

  it('finds the good signature among others', () => {
    expect(stripe(`t=${signedAt},v1=00,${good.split(',')[1]},v0=ff`)).toEqual({ ok: true });
  });
});

describe('headers of Standard Webhooks that a forger might try', () => {
  const standard = (over: Record<string, string | undefined>, secrets = [current]) => {
    const headers = { ...signed['standard-webhooks'](current, '{}', signedAt), ...over };
    const given = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    );
    return checkStandardSignature(
      {
        headers: Object.fromEntries(given),
        rawBody: bytesOf('{}'),
        now: instantOf(signedAt * 1000),
        secrets,
      },
      nodeSigning,
    );
  };
  const good = signed['standard-webhooks'](current, '{}', signedAt)['webhook-signature'];

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('need %s', (name) => {
    expect(standard({ [name]: undefined })).toEqual({ ok: false, code: 'signature-missing' });
  });

  it.each([
    [{ 'webhook-id': '' }],
    [{ 'webhook-timestamp': 'now' }],
    [{ 'webhook-timestamp': `${signedAt}.0` }],
    [{ 'webhook-signature': '' }],
    [{ 'webhook-signature': 'v1,' }],
    [{ 'webhook-signature': good.replace('v1,', 'v1a,') }],
    [{ 'webhook-signature': good.slice(3) }],
  ])('are malformed with %j', (over) => {
    expect(standard(over)).toEqual({ ok: false, code: 'signature-malformed' });
  });

  it('are believed for the good signature among others', () => {
    expect(standard({ 'webhook-signature': `v1a,xyz v1,AAAA ${good} v2,x` })).toEqual({ ok: true });
    expect(standard({ 'webhook-signature': good.replace('v1,', 'v1,A') })).toEqual({
      ok: false,
      code: 'signature-mismatch',
    });
  });

  /** What anybody can make who knows that the secret is not one. */
  const forged = (key: string) =>
    `v1,${base64(nodeSigning.hmacSha256(bytesOf(key), bytesOf(`msg_1.${signedAt}.{}`)))}`;

  it.each(['whsec_', '', 'whsec_not base64!'])(
    'are never believed under the secret %j',
    (secret) => {
      for (const key of ['', secret]) {
        expect(standard({ 'webhook-signature': forged(key) }, [secret])).toEqual({
          ok: false,
          code: 'signature-mismatch',
        });
      }
      // And it does not spoil the other one during a rotation.
      expect(standard({}, [secret, current])).toEqual({ ok: true });
    },
  );

  it('may be keyed with or without the prefix of the secret', () => {
    expect(standard({}, [current.replace('whsec_', '')])).toEqual({ ok: true });
  });
});
