import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { answerAws } from '../../local/dev/aws-door.ts';
import type { Runtime } from '../../local/runtime.ts';
import { createDocumentClient } from '../../shared/adapters/dynamodb/client.ts';
import { createJournal } from '../../shared/adapters/dynamodb/journal.ts';
import { createControlStore } from '../../shared/adapters/dynamodb/sending.ts';
import { instantOf } from '../../shared/domain/calendar.ts';
import {
  createSendingControl,
  type SendingControl,
} from '../../shared/services/contact/control.ts';

type HttpRequest = { readonly headers: Record<string, string>; readonly body?: string };

/** A client whose calls reach the tables of a runtime, as the administrator of the account. */
const administratorOf = (runtime: Runtime): DynamoDBDocumentClient =>
  createDocumentClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'administrator', secretAccessKey: 'administrator' },
    requestHandler: {
      handle: async ({ headers, body }: HttpRequest) => {
        const answer = await answerAws(runtime, headers['x-amz-target'], body ?? '');
        return {
          response: {
            statusCode: answer.status,
            headers: { ...answer.headers },
            body: new TextEncoder().encode(answer.body),
          },
        };
      },
    },
  });

/** The switch that stops all sending, in the hands of an administrator. */
export const switchOf = (runtime: Runtime): SendingControl => {
  const client = administratorOf(runtime);
  const clock = { now: () => instantOf(runtime.now()) };
  const journal = createJournal({ client, tableName: runtime.physicalName('JournalTable'), clock });
  const tableName = runtime.physicalName('ContactTable');
  return createSendingControl({ store: createControlStore({ client, tableName, journal }), clock });
};
