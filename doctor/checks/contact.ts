import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Deployed, ofType } from '../deployed.ts';
import { type Finding, note } from '../finding.ts';

const check = 'contact';

export type ContactMode = 'shadow' | 'allow-list' | 'live';

const modes: Readonly<Record<ContactMode, string | undefined>> = {
  shadow: 'contact.mode is shadow: messages are decided and journalled, and none is sent.',
  'allow-list': 'contact.mode is allow-list: only the addresses of contact.allowList get messages.',
  live: undefined,
};

/** Whether messages leave at all, and who decided that they do not. */
export const checkContact = async (
  client: DynamoDBClient,
  deployed: Deployed,
  mode: ContactMode,
): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  const what = modes[mode];
  if (what !== undefined) {
    const remedy = 'Go on with docs/deployment.md, "From shadow to live", when it is time.';
    findings.push(note(check, what, remedy));
  }
  const table = ofType(deployed, 'AWS::DynamoDB::Table').find(
    ({ logicalId }) => logicalId === 'ContactTable',
  );
  if (table === undefined) return findings;
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: table.physicalId,
      Key: { pk: { S: 'CONTROL' }, sk: { S: 'SENDING' } },
      ConsistentRead: true,
    }),
  );
  const stop: unknown = Item && unmarshall(Item)['stop'];
  if (typeof stop === 'object' && stop !== null) {
    const { reason, actor, at } = stop as Readonly<Record<'reason' | 'actor' | 'at', string>>;
    findings.push(
      note(
        check,
        `All sending is stopped since ${at} by ${actor}: ${reason}`,
        'Resume it when the reason is gone: npm run cartera -- sending resume.',
      ),
    );
  }
  return findings;
};
