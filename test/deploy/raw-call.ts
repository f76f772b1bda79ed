import type { Emulator } from './emulator.ts';

/**
 * Calls a service of which no client is among our dependencies. MiniStack reads the service from
 * the scope of the signature and checks no signature.
 *
 * @throws Error with the answer of the service when it is no success.
 */
export const rawCall = async <Answer>(
  { endpoint, environment }: Emulator,
  request: {
    readonly service: string;
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly input?: object;
  },
): Promise<Answer> => {
  const { service, method, path, headers, input } = request;
  const scope = `test/20260101/${environment['AWS_REGION']}/${service}/aws4_request`;
  const answer = await fetch(`${endpoint}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...headers,
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
    ...(input === undefined ? {} : { body: JSON.stringify(input) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
};
