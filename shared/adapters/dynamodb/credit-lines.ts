import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { shardOf } from '../../domain/account.ts';
import { addDays, type BusinessDate, businessDate, type Instant } from '../../domain/calendar.ts';
import { grantKey } from '../../domain/credit/application/items.ts';
import type { CreditGroup } from '../../domain/credit/group.ts';
import { lineItems } from '../../domain/credit/line/items.ts';
import type { AccountFigures, CreditLine, Order } from '../../domain/credit/line/types.ts';
import type { Rate } from '../../domain/credit/rates.ts';
import { together } from '../../domain/together.ts';
import type {
  CreditGroups,
  CreditLines,
  Grant,
  LineAgenda,
  LineReader,
  RateStore,
  StoredLine,
} from '../../ports/credit-lines.ts';
import { noHead } from '../../ports/journal.ts';
import type { Range } from '../ledger/table.ts';
import type { Journal, Snapshot, TransactItem } from './journal.ts';
import { createLedgerTable } from './ledger-table.ts';

type Table = {
  readonly client: DynamoDBDocumentClient;
  /** Credit. */
  readonly tableName: string;
};

const linePk = (lineId: string): string => `LINE#${lineId}`;
const lineKey = (lineId: string) => ({ pk: linePk(lineId), sk: 'LINE' });
const actKey = (pk: string, actId: string) => ({ pk, sk: `IN#act:${actId}` });
/** A mark and no part of what a line says of itself: there may be no line yet, and never one. */
const cancelledKey = (lineId: string, orderId: string) => ({
  pk: linePk(lineId),
  sk: `IN#cancelled:${orderId}`,
});
const groupPk = (groupId: string): string => `GROUP#${groupId}`;
const ratePk = (base: string, quote: string): string => `RATE#${base}#${quote}`;

/** For readers there is no journal: a commit through this table is a bug. */
const readOnly: Pick<Journal, 'commit'> = {
  commit: () => Promise.reject(new TypeError('this table is read only')),
};

const accountsIn = (accounts: readonly AccountFigures[]): StoredLine['accounts'] =>
  Object.fromEntries(accounts.map((figures) => [figures.accountId, figures]));

const storedOf = (item: Record<string, unknown> | undefined): StoredLine | undefined => {
  if (item === undefined) return undefined;
  const { pk: _pk, sk: _sk, version, hash, accounts, lossesFrom, ...line } = item;
  return {
    line: line as unknown as CreditLine,
    head: { version: Number(version), hash: String(hash) },
    accounts: accounts as StoredLine['accounts'],
    ...(lossesFrom === undefined ? {} : { lossesFrom: lossesFrom as Instant }),
  };
};

const reading = ({ client, tableName }: Table) => {
  const { get: getAll, first, all } = createLedgerTable({ client, tableName, journal: readOnly });
  const sortKeys = async function* (pk: string): AsyncGenerator<string> {
    for await (const { sk } of all({ pk })) yield sk;
  };
  return {
    get: async (Key: { readonly pk: string; readonly sk: string }) =>
      (await client.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }))).Item,
    getAll,
    first: async (range: Range, limit: number) => (await first(range, limit)).items,
    sortKeys,
  };
};

/**
 * Unchanged since it was read. An account that was remembered meanwhile moves no version, and would
 * be forgotten until it tells of itself again: it is counted by its number.
 */
const guardOf = ({ head, accounts }: StoredLine): NonNullable<Snapshot['guard']> => ({
  ConditionExpression: '#version = :version AND size(accounts) = :heard',
  ExpressionAttributeNames: { '#version': 'version' },
  ExpressionAttributeValues: { ':version': head.version, ':heard': Object.keys(accounts).length },
});

/** Lines of credit, for functions that change none. */
export const createLineReader = (deps: Table): LineReader => {
  const { get, getAll, first } = reading(deps);
  const ending = async (lineId: string, limit: number, through?: BusinessDate) => {
    const prefix = lineItems.expiryPrefix;
    // `~` sorts after the separator that follows the day.
    const range = { pk: linePk(lineId), prefix, through: through && `${prefix}${through}~` };
    return (await first(range, limit)).map(({ sk }) => lineItems.orderOfExpiry(sk));
  };
  return {
    load: async (lineId) => storedOf(await get(lineKey(lineId))),
    orders: async (lineId, orderIds) => {
      const pk = linePk(lineId);
      const keys = orderIds.map((orderId) => ({ pk, sk: lineItems.order(orderId) }));
      const orders = (await getAll(keys)).map(({ pk: _pk, sk: _sk, ...order }) => {
        const known = order as unknown as Order;
        return [known.orderId, known] as const;
      });
      return new Map(orders);
    },
    ordersOf: async (lineId, invoices) => {
      const pk = linePk(lineId);
      const keys = invoices.map((key) => ({ pk, sk: lineItems.invoice(key) }));
      const found = (await getAll(keys)).map(
        ({ sk, orderId }) => [lineItems.keyOfInvoice(sk), String(orderId)] as const,
      );
      return new Map(found);
    },
    known: async (lineIds) =>
      (await getAll(lineIds.map(lineKey))).map(({ lineId }) => String(lineId)),
    cancelledBefore: async (lineId, orderIds) => {
      const items = await getAll(orderIds.map((orderId) => cancelledKey(lineId, orderId)));
      return new Map(items.map(({ orderId, revision }) => [String(orderId), Number(revision)]));
    },
    expiring: (lineId, on, limit) => ending(lineId, limit, on),
    reserved: (lineId, limit) => ending(lineId, limit),
    group: async (groupId) => {
      const item = await get({ pk: groupPk(groupId), sk: 'GROUP' });
      return item && groupIn(item);
    },
    members: async (groupId, limit) => {
      const prefix = 'LINE#';
      const items = await first({ pk: groupPk(groupId), prefix }, limit);
      return items.map(({ sk }) => sk.slice(prefix.length));
    },
  };
};

const groupIn = (item: Readonly<Record<string, unknown>>): CreditGroup => ({
  groupId: String(item['groupId']),
  limitMinor: Number(item['limitMinor']),
  currency: String(item['currency']),
});

const grantWrite = (TableName: string, { applicationId, outcome }: Grant): TransactItem => ({
  Put: {
    TableName,
    Item: { ...grantKey(applicationId), outcome },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/**
 * Lines of credit in the Credit table, each with its orders under one partition key: what racing
 * orders need room of is one snapshot, whose version the commit checks.
 *
 * Throttling and other faults of the service are thrown as they come.
 */
export const createCreditLines = (
  deps: Table & { readonly journal: Pick<Journal, 'commit'> },
): CreditLines => {
  const { client, tableName: TableName, journal } = deps;
  const { get } = reading(deps);
  return {
    ...createLineReader(deps),
    carriedOut: async (lineId, actId) => {
      const item = await get(actKey(linePk(lineId), actId));
      return item && String(item['content']);
    },
    rememberCancelled: async (lineId, { orderId, revision }) => {
      try {
        await client.send(
          new UpdateCommand({
            TableName,
            Key: cancelledKey(lineId, orderId),
            UpdateExpression: 'SET orderId = :orderId, revision = :revision',
            ConditionExpression: 'attribute_not_exists(revision) OR revision < :revision',
            ExpressionAttributeValues: { ':orderId': orderId, ':revision': revision },
          }),
        );
      } catch (error) {
        // A later revision is cancelled already.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
    granted: async (applicationId) => {
      const item = await get(grantKey(applicationId));
      return item && (item['outcome'] as Grant['outcome']);
    },
    commit: async (given) => {
      const {
        lineId,
        stored,
        facts,
        before,
        after,
        effectiveOn,
        cause,
        watched = [],
        mark,
        grant,
      } = given;
      const pk = linePk(lineId);
      const changes = lineItems.changes(before, after, shardOf(lineId));
      const writes: TransactItem[] = [
        ...watched.map((other) => ({
          ConditionCheck: {
            TableName,
            Key: lineKey(other.lineId),
            ConditionExpression: '#version = :version',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': other.version },
          },
        })),
        ...changes.puts.map((item) => ({ Put: { TableName, Item: item } })),
        ...changes.deletes.map((Key) => ({ Delete: { TableName, Key } })),
        ...(grant === undefined ? [] : [grantWrite(TableName, grant)]),
      ];
      const accounts = accountsIn(given.accounts);
      const outcome = await journal.commit({
        streamId: `line#${lineId}`,
        expected: stored?.head ?? noHead,
        entries: facts.map((fact) => ({ fact, effectiveOn })),
        cause,
        marker: mark && {
          tableName: TableName,
          item: { ...actKey(pk, mark.actId), content: mark.content },
        },
        snapshot: {
          tableName: TableName,
          item: { ...lineKey(lineId), ...after.line, accounts },
          guard: stored && guardOf(stored),
        },
        writes,
      });
      return outcome.committed ? { line: after.line, head: outcome.head, accounts } : 'conflict';
    },
    remember: async (lineId, stored, accounts) => {
      const guard = guardOf(stored);
      try {
        await client.send(
          new UpdateCommand({
            TableName,
            Key: lineKey(lineId),
            UpdateExpression: 'SET accounts = :accounts',
            ...guard,
            ExpressionAttributeValues: {
              ...guard.ExpressionAttributeValues,
              ':accounts': accountsIn(accounts),
            },
          }),
        );
        return true;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return false;
      }
    },
  };
};

/** Limits of groups in the Credit table: one item for each, which no order writes to. */
export const createCreditGroups = (
  deps: Table & { readonly journal: Pick<Journal, 'commit'> },
): CreditGroups => {
  const { tableName, journal } = deps;
  const { get } = reading(deps);
  return {
    load: async (groupId) => {
      const item = await get({ pk: groupPk(groupId), sk: 'GROUP' });
      if (item === undefined) return undefined;
      const head = { version: Number(item['version']), hash: String(item['hash']) };
      return { group: groupIn(item), head };
    },
    carriedOut: async (groupId, actId) => {
      const item = await get(actKey(groupPk(groupId), actId));
      return item && String(item['content']);
    },
    commit: async ({ head, data, effectiveOn, cause, mark }) => {
      const { groupId, limitMinor, currency } = data;
      const pk = groupPk(groupId);
      const outcome = await journal.commit({
        streamId: `creditgroup#${groupId}`,
        expected: head,
        entries: [{ fact: { type: 'CreditGroupLimitSet', data }, effectiveOn }],
        cause,
        marker: { tableName, item: { ...actKey(pk, mark.actId), content: mark.content } },
        snapshot: { tableName, item: { pk, sk: 'GROUP', groupId, limitMinor, currency } },
      });
      return outcome.committed ? 'committed' : 'conflict';
    },
  };
};

/** Rates of exchange in the Credit table. What is published again for a day replaces what was. */
export const createRateStore = (deps: Table): RateStore => {
  const { client, tableName } = deps;
  const { first } = reading(deps);
  type Days = Pick<Range, 'prefix' | 'through' | 'newestFirst'>;
  const firstOf = async (base: string, quote: string, days: Days): Promise<Rate | undefined> => {
    const [item] = await first({ pk: ratePk(base, quote), ...days }, 1);
    return item && { base, quote, on: businessDate(item.sk), rate: String(item['rate']) };
  };
  const bothOf = (from: string, to: string, days: Days) =>
    together([firstOf(from, to, days), firstOf(to, from, days)]);
  return {
    put: async ({ base, quote, on, rate }: Rate) => {
      await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: { pk: ratePk(base, quote), sk: on },
          UpdateExpression: 'SET rate = :rate',
          ExpressionAttributeValues: { ':rate': rate },
        }),
      );
    },
    newest: async (from, to, on) => {
      const days = { prefix: '0', through: on, newestFirst: true };
      const [straight, inverse] = await bothOf(from, to, days);
      if (straight === undefined || inverse === undefined) return straight ?? inverse;
      return inverse.on > straight.on ? inverse : straight;
    },
    nextAfter: async (from, to, on) => {
      const days = { prefix: addDays(on, 1), through: '9' };
      const [straight, inverse] = await bothOf(from, to, days);
      if (straight === undefined || inverse === undefined) return straight ?? inverse;
      return inverse.on < straight.on ? inverse : straight;
    },
  };
};

/** What the daily sweep reads of the Credit table. */
export const createLineAgenda = (deps: Table): LineAgenda => {
  const { sortKeys } = reading(deps);
  return {
    reviews: (on, shard) => sortKeys(lineItems.reviewDay(on, shard)),
    expiries: (on, shard) => sortKeys(lineItems.expiryDay(on, shard)),
  };
};
