import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { PartyActs } from '../../ports/party-acts.ts';
import type { Journal } from './journal.ts';
import { createPartyStore, readProfile } from './parties.ts';

const actKey = (partyId: string, actId: string) => ({
  pk: `PARTY#${partyId}`,
  sk: `IN#act:${actId}`,
});

/** The parties of the Contact table for people's acts, each carried out once under its id. */
export const createPartyActs = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly journal: Pick<Journal, 'commit'>;
}): PartyActs => {
  const { client, tableName, journal } = deps;
  return {
    loadParty: createPartyStore(deps).loadParty,
    profile: (partyId) => readProfile(client, tableName, partyId),
    carriedOut: async (partyId, actId) => {
      const { Item } = await client.send(
        new GetCommand({ TableName: tableName, Key: actKey(partyId, actId), ConsistentRead: true }),
      );
      return Item === undefined ? undefined : String(Item['content']);
    },
    carryOut: async ({ mark: { actId, content }, ...given }) => {
      const marker = { tableName, item: { ...actKey(given.stored.partyId, actId), content } };
      const { commit } = createPartyStore({
        ...deps,
        journal: { commit: (own) => journal.commit({ ...own, marker }) },
      });
      const outcome = await commit(given);
      return outcome === 'duplicate' ? 'conflict' : outcome;
    },
  };
};
