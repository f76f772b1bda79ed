import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { contactAttempted } from '../../events/contact-attempted.v1.ts';
import { sha256 } from '../../shared/adapters/dynamodb/hash-chain.ts';
import { createJournalReader } from '../../shared/adapters/dynamodb/journal-reader.ts';
import { createCreditFiles } from '../../shared/adapters/s3/credit-files.ts';
import type { Attempt } from '../../shared/domain/contact/attempt.ts';
import { archiveKeyOf } from '../../shared/services/contact/messenger.ts';
import { type Command, CommandFailed } from '../command.ts';
import type { Estate } from '../estate/estate.ts';

/** What was, or would have been, handed to the provider. */
type Body = { readonly subject?: string; readonly text: string };

const attemptOf = async ({ documents, table }: Estate, id: string): Promise<Attempt> => {
  const { Item } = await documents.send(
    new GetCommand({ TableName: table('contact'), Key: { pk: `ATTEMPT#${id}`, sk: 'PARTY' } }),
  );
  if (Item === undefined) {
    throw new CommandFailed(`there is no message ${id}; account show tells which there are`);
  }
  return Item as Attempt;
};

const attemptedIn = async ({ documents: client, table }: Estate, attempt: Attempt) => {
  const journal = createJournalReader({ client, tableName: table('journal') });
  for await (const { type, data, recordedAt } of journal.read(`party#${attempt.partyId}`)) {
    if (type !== contactAttempted.name) continue;
    const attempted = contactAttempted.data.parse(data);
    if (attempted.attemptId === attempt.attemptId) return { ...attempted, recordedAt };
  }
  throw new CommandFailed(`the journal does not tell of the message ${attempt.attemptId}`);
};

const bodyOf = async (estate: Estate, partyId: string, contentHash: string): Promise<Body> => {
  const files = createCreditFiles({
    client: estate.objects,
    bucketName: estate.bucketName('MessagesBucket'),
  });
  const bytes = await files.get(archiveKeyOf(partyId, contentHash, sha256));
  if (bytes === undefined) {
    throw new CommandFailed(
      'the body is not kept any more: it has expired, or its party was erased',
    );
  }
  return JSON.parse(new TextDecoder().decode(bytes)) as Body;
};

const becameOf = ({ outcome, delivery }: Attempt): string =>
  [
    outcome.kind === 'none' ? 'no outcome yet' : outcome.kind,
    ...(delivery ? [delivery.kind] : []),
  ].join(', ');

/** What a person reads before messages become real, and when a debtor asks what was sent. */
export const messageShow: Command = {
  name: 'message show',
  does: 'read a message as it was sent or simulated; its text names the debtor',
  args: [{ name: 'ATTEMPT', does: 'id of the attempt, as account show tells it' }],
  options: {},
  run: async ({ args, estate }) => {
    const at = await estate();
    const attempt = await attemptOf(at, args['ATTEMPT'] ?? '');
    const attempted = await attemptedIn(at, attempt);
    const body = await bodyOf(at, attempt.partyId, attempted.contentHash);
    const { partyId, accountId, channel, step, anchorOn, attemptId } = attempt;
    const { template, templateVersion, locale, recordedAt } = attempted;
    const became = becameOf(attempt);
    return {
      lines: [
        `${attemptId}  ${channel} to ${partyId} about ${accountId}`,
        `${step}@${anchorOn}  ${template}.v${templateVersion} ${locale}  ${recordedAt}  ${became}`,
        '',
        ...(body.subject === undefined ? [] : [body.subject, '']),
        body.text,
      ],
      json: { ...attempted, partyId, outcome: became, body },
    };
  },
};
