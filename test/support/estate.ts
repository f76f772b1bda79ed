import { answerAws, resourcesOf } from '../../local/dev/aws-door.ts';
import type { Runtime } from '../../local/runtime.ts';
import { createEstate, type Estate } from '../../operator/estate/estate.ts';
import { instantOf } from '../../shared/domain/calendar.ts';

type SdkRequest = { readonly headers: Record<string, string>; readonly body?: Uint8Array };

const textOf = (body: Uint8Array | string = ''): string =>
  typeof body === 'string' ? body : new TextDecoder().decode(body);

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
        handle: async ({ headers, body }: SdkRequest) => {
          const answer = await answerAws(runtime, headers['x-amz-target'], textOf(body));
          return {
            response: {
              statusCode: answer.status,
              headers: { ...answer.headers },
              body: new TextEncoder().encode(answer.body),
            },
          };
        },
      },
    },
    now: () => instantOf(runtime.now()),
  });
