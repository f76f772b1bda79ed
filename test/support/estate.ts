import { Readable } from 'node:stream';
import { answerAws, answerObject, resourcesOf } from '../../local/dev/aws-door.ts';
import type { Runtime } from '../../local/runtime.ts';
import { createEstate, type Estate } from '../../operator/estate/estate.ts';
import { instantOf } from '../../shared/domain/calendar.ts';

type SdkRequest = {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers: Record<string, string>;
  readonly body?: Uint8Array;
};

const textOf = (body: Uint8Array | string = ''): string =>
  typeof body === 'string' ? body : new TextDecoder().decode(body);

/** Who maintains a runtime in this process. */
export const administrator = 'arn:aws:iam::000000000000:user/administrator';

/** The AWS resources of a runtime in this process, in the hands of its administrator. */
export const estateOf = (
  runtime: Runtime,
  elsewhere: Readonly<Record<string, string>> = {},
): Estate =>
  createEstate({
    elsewhere,
    resources: resourcesOf(runtime),
    connection: {
      region: 'us-east-1',
      credentials: { accessKeyId: 'administrator', secretAccessKey: 'administrator' },
      requestHandler: {
        handle: async ({ method, path, query, headers, body }: SdkRequest) => {
          const target = headers['x-amz-target'];
          const answer =
            target === undefined
              ? await answerObject(runtime, { method, path, query: new URLSearchParams(query) })
              : await answerAws(runtime, target, textOf(body));
          return {
            response: {
              statusCode: answer.status,
              headers: { ...answer.headers },
              body: Readable.from([Buffer.from(answer.body)]),
            },
          };
        },
      },
    },
    now: () => instantOf(runtime.now()),
    actor: async () => administrator,
  });
