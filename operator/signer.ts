import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';

/** The digest that the signer asks for: plain, or keyed when it is given a secret. */
class Sha256 {
  readonly #hash: Hash | Hmac;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = ArrayBuffer.isView(secret)
      ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
      : secret;
    this.#hash =
      key === undefined
        ? createHash('sha256')
        : createHmac('sha256', typeof key === 'string' ? key : new Uint8Array(key));
  }
  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {
    throw new TypeError('a digest is used once');
  }
}

export type SignRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
};

type Credentials = ConstructorParameters<typeof SignatureV4>[0]['credentials'];

/**
 * Signs requests to an HTTP API with AWS Signature Version 4, service `execute-api`.
 * Source: AWS General Reference, "Create a signed AWS API request".
 */
export const createSigner = (deps: {
  readonly region: string;
  readonly credentials: Credentials;
  readonly now?: () => Date;
}) => {
  const signer = new SignatureV4({
    service: 'execute-api',
    region: deps.region,
    credentials: deps.credentials,
    sha256: Sha256,
  });
  return async ({ method, url, headers, body }: SignRequest): Promise<Record<string, string>> => {
    const { headers: signed } = await signer.sign(
      {
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: { ...headers, host: url.host },
        body,
      },
      deps.now ? { signingDate: deps.now() } : {},
    );
    // `fetch` writes the host by itself, from the address.
    const { host: _, ...rest } = signed;
    return rest;
  };
};
