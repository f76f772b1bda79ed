import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Attempt } from '../../domain/contact/attempt.ts';
import {
  type CustomerLink,
  newParty,
  type PartyState,
  viewOf,
} from '../../domain/contact/party.ts';
import type {
  Party,
  PartyCommit,
  PartyLookup,
  PartyReader,
  PartyStore,
  StoredParty,
} from '../../ports/contact.ts';
import { noHead } from '../../ports/journal.ts';
import type { Journal, TransactItem } from './journal.ts';

/** The addresses of one party, for whoever may see them. Consistent. */
export const readProfile = async (
  client: DynamoDBDocumentClient,
  tableName: string,
  partyId: string,
): Promise<Party | undefined> =>
  contentOf(await readItem(client, tableName, profileKey(partyId))) as Party | undefined;

type Key = { readonly pk: string; readonly sk: string };
type Item = Key & Record<string, unknown>;

const snapshotKey = (partyId: string): Key => ({ pk: `PARTY#${partyId}`, sk: 'SNAPSHOT' });
const profileKey = (partyId: string): Key => ({ pk: `PARTY#${partyId}`, sk: 'PROFILE' });
const customerKey = (customerId: string): Key => ({ pk: `CUSTOMER#${customerId}`, sk: 'PARTY' });
const attemptKey = (attemptId: string): Key => ({ pk: `ATTEMPT#${attemptId}`, sk: 'PARTY' });
const textKey = (providerMessageId: string): Key => ({
  pk: `TEXT#${providerMessageId}`,
  sk: 'ATTEMPT',
});
const decisionKey = (partyId: string, decision: string): Key => ({
  pk: `PARTY#${partyId}`,
  sk: `IN#${decision}`,
});

const nameOf = ({ pk, sk }: Key): string => `${pk}\n${sk}`;

const storedOf = (partyId: string, item: Item | undefined): StoredParty => {
  if (item === undefined) return { partyId, state: newParty, head: noHead };
  const { known, recent, suppressed, ownOptOuts, version, hash } = item as Item &
    PartyState & { readonly version: number; readonly hash: string };
  return { partyId, state: { known, recent, suppressed, ownOptOuts }, head: { version, hash } };
};

/** What an item holds beside its key; the writer of the item knows its shape. */
const contentOf = (item: Item | undefined): unknown => {
  if (item === undefined) return undefined;
  const { pk: _pk, sk: _sk, ...rest } = item;
  return rest;
};

const readItem = async (
  client: DynamoDBDocumentClient,
  tableName: string,
  key: Key,
): Promise<Item | undefined> => {
  const { Item: item } = await client.send(
    new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
  );
  return item as Item | undefined;
};

/** Several items in one consistent call; what the service left over is asked for again. */
const readItems = async (
  client: DynamoDBDocumentClient,
  tableName: string,
  keys: readonly Key[],
): Promise<(key: Key) => Item | undefined> => {
  const found = new Map<string, Item>();
  let left: readonly Key[] = keys;
  while (left.length > 0) {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({
        RequestItems: { [tableName]: { Keys: [...left], ConsistentRead: true } },
      }),
    );
    for (const item of (Responses?.[tableName] ?? []) as Item[]) found.set(nameOf(item), item);
    left = (UnprocessedKeys?.[tableName]?.Keys ?? []) as Key[];
  }
  return (key) => found.get(nameOf(key));
};

/**
 * The view of a customer's party, for planning: two items in one call as a rule. With an allow
 * list in force the profile is read along, and only whether it is listed leaves here.
 */
export const createPartyReader = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly isListed?: ((party: Party) => boolean) | undefined;
}): PartyReader => {
  const { client, tableName, isListed } = deps;
  const keysOf = (partyId: string): readonly Key[] =>
    isListed === undefined ? [snapshotKey(partyId)] : [snapshotKey(partyId), profileKey(partyId)];
  const viewIn = (partyId: string, item: (key: Key) => Item | undefined) => {
    const view = viewOf(partyId, storedOf(partyId, item(snapshotKey(partyId))).state);
    if (view === undefined || isListed === undefined) return view;
    const profile = contentOf(item(profileKey(partyId))) as Party | undefined;
    return { ...view, listed: profile !== undefined && isListed(profile) };
  };
  return {
    ofCustomer: async (customerId) => {
      // Most customers are their own party: its snapshot is read along with the link.
      const item = await readItems(client, tableName, [
        customerKey(customerId),
        ...keysOf(customerId),
      ]);
      const link = item(customerKey(customerId)) as (Item & CustomerLink) | undefined;
      if (link === undefined) return undefined;
      const { partyId } = link;
      return partyId === customerId
        ? viewIn(partyId, item)
        : viewIn(partyId, await readItems(client, tableName, keysOf(partyId)));
    },
  };
};

/** A simulation is begun and over in one commit. */
const isNew = ({ outcome }: Attempt): boolean =>
  outcome.kind === 'none' || outcome.kind === 'simulated';

const attemptPut = (tableName: string, attempt: Attempt): TransactItem => ({
  Put: {
    TableName: tableName,
    Item: { ...attemptKey(attempt.attemptId), ...attempt },
    // An attempt is begun once; its outcome is guarded by the party's version.
    ...(isNew(attempt) ? { ConditionExpression: 'attribute_not_exists(pk)' } : {}),
  },
});

/** Written again by every text to the phone, always the same. */
const lookupPut = (tableName: string, partyId: string, lookup: PartyLookup): TransactItem => ({
  Put: {
    TableName: tableName,
    Item:
      lookup.kind === 'text'
        ? { ...textKey(lookup.providerMessageId), attemptId: lookup.attemptId }
        : { pk: `PHONE#${lookup.phoneHash}`, sk: `PARTY#${partyId}` },
  },
});

const linkPut = (tableName: string, link: NonNullable<PartyCommit['link']>): TransactItem => ({
  Put: {
    TableName: tableName,
    Item: { ...customerKey(link.customerId), ...link.after },
    // A customer may move from one party to another, so the version of one party is no guard.
    ...(link.before === undefined
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: `asOf.inputId = :before AND ${
            link.before.refusal === undefined
              ? 'attribute_not_exists(refusal)'
              : 'refusal.asOf.inputId = :refusal'
          }`,
          ExpressionAttributeValues: {
            ':before': link.before.asOf.inputId,
            ':refusal': link.before.refusal?.asOf.inputId,
          },
        }),
  },
});

/** Where the party of a customer gets mail now; undefined where none is known that reaches it. */
export const createAddressReader = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}): ((customerId: string) => Promise<string | undefined>) => {
  const parties = createPartyReader(deps);
  return async (customerId) => {
    const view = await parties.ofCustomer(customerId);
    if (view === undefined || view.suppressions.includes('email')) return undefined;
    return (await readProfile(deps.client, deps.tableName, view.partyId))?.email;
  };
};

/**
 * Parties in the Contact table, journalled on the stream `party#<partyId>`. Personal data is in
 * the `PROFILE` item alone, which can be deleted without breaking anything else.
 *
 * Throttling and other faults of the service are thrown as they come.
 */
export const createPartyStore = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly journal: Pick<Journal, 'commit'>;
}): PartyStore => {
  const { client, tableName, journal } = deps;
  const readAttempt = async (attemptId: string): Promise<Attempt | undefined> =>
    contentOf(await readItem(client, tableName, attemptKey(attemptId))) as Attempt | undefined;

  return {
    load: async (partyId, attemptId) => {
      const item = await readItems(client, tableName, [
        snapshotKey(partyId),
        profileKey(partyId),
        attemptKey(attemptId),
      ]);
      return {
        stored: storedOf(partyId, item(snapshotKey(partyId))),
        profile: contentOf(item(profileKey(partyId))) as Party | undefined,
        attempt: contentOf(item(attemptKey(attemptId))) as Attempt | undefined,
      };
    },

    loadParty: async (partyId) =>
      storedOf(partyId, await readItem(client, tableName, snapshotKey(partyId))),

    attempt: readAttempt,

    attemptOfText: async (providerMessageId) => {
      const link = await readItem(client, tableName, textKey(providerMessageId));
      return link === undefined ? undefined : readAttempt(String(link['attemptId']));
    },

    partiesOfPhone: async (phoneHash) => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tableName,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': `PHONE#${phoneHash}` },
        }),
      );
      return Items.map(({ sk }) => String(sk).slice('PARTY#'.length));
    },

    loadCustomer: async (customerId, partyId) => {
      const item = await readItems(client, tableName, [
        customerKey(customerId),
        snapshotKey(partyId),
      ]);
      return {
        stored: storedOf(partyId, item(snapshotKey(partyId))),
        link: contentOf(item(customerKey(customerId))) as CustomerLink | undefined,
      };
    },

    commit: async (commit) => {
      const { stored, state, decision } = commit;
      const outcome = await journal.commit({
        streamId: `party#${stored.partyId}`,
        expected: stored.head,
        entries: commit.facts.map((fact) => ({ fact, effectiveOn: commit.effectiveOn })),
        cause: commit.cause,
        marker:
          decision === undefined
            ? undefined
            : { tableName, item: decisionKey(stored.partyId, decision) },
        snapshot: { tableName, item: { ...snapshotKey(stored.partyId), ...state } },
        writes: [
          ...(commit.attempt ? [attemptPut(tableName, commit.attempt)] : []),
          ...(commit.profile
            ? [
                {
                  Put: {
                    TableName: tableName,
                    Item: { ...profileKey(stored.partyId), ...commit.profile },
                  },
                },
              ]
            : []),
          ...(commit.lookups ?? []).map((each) => lookupPut(tableName, stored.partyId, each)),
          ...(commit.link ? [linkPut(tableName, commit.link)] : []),
        ],
      });
      if (outcome.committed) return { partyId: stored.partyId, state, head: outcome.head };
      return outcome.because === 'duplicate' ? 'duplicate' : 'conflict';
    },
  };
};
