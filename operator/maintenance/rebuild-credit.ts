import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import {
  type CreditDifference,
  type CreditRecords,
  creditDifferences,
} from '../../integrity/credit/check.ts';
import { projectCredit } from '../../integrity/credit/project.ts';
import { type BookReader, type Item, keyText } from '../../integrity/reader.ts';
import { readCredit } from '../../integrity/records.ts';
import { CommandFailed } from '../errors.ts';
import type { Estate } from '../estate/estate.ts';
import {
  asRead,
  keyOf,
  type Look,
  lostRace,
  unsound,
  type Write,
  writesPerTransaction,
} from './rewriting.ts';

export const isCreditStream = (subject: string): boolean => /^(application|line)#/.test(subject);

/** Each transaction holds the snapshot at the version at which the differences were seen. */
const mend = async (
  { documents, table }: Estate,
  { items }: CreditRecords,
  snapshot: Item,
  differences: readonly CreditDifference[],
): Promise<unknown> => {
  const TableName = table('credit');
  const found = items.find(({ pk, sk }) => pk === snapshot.pk && sk === snapshot.sk);
  const first: Write = {
    Put: { TableName, Item: snapshot, ...asRead('version', found?.['version']) },
  };
  const later: Write = {
    ConditionCheck: {
      TableName,
      Key: keyOf(snapshot),
      ...asRead('version', snapshot['version']),
    },
  };
  const others = differences.flatMap(({ key, expected }): Write[] => {
    if (key.pk === snapshot.pk && key.sk === snapshot.sk) return [];
    return [
      expected === undefined
        ? { Delete: { TableName, Key: keyOf(key) } }
        : { Put: { TableName, Item: expected } },
    ];
  });
  for (let at = 0; at === 0 || at < others.length; at += writesPerTransaction) {
    const TransactItems = [
      at === 0 ? first : later,
      ...others.slice(at, at + writesPerTransaction),
    ];
    if (await lostRace(documents.send(new TransactWriteCommand({ TransactItems })))) return;
  }
};

/** What of an application for credit, or of a line, is not as its events say. */
export const lookAtCredit = async (
  estate: Estate,
  reader: BookReader,
  streamId: string,
): Promise<Look | undefined> => {
  const records = await readCredit(reader, streamId);
  if (records === undefined) return undefined;
  if (records.events.length === 0) throw new CommandFailed(`there is no ${streamId}`);
  const projected = projectCredit(streamId, records.events);
  if (!projected.stands) {
    return unsound(streamId, `event ${projected.version} breaks "${projected.why}"`);
  }
  const { projection } = projected;
  const { snapshot, believed } = projection;
  const differences = creditDifferences(records, projection);
  const found = records.items.find(({ pk, sk }) => pk === snapshot.pk && sk === snapshot.sk);
  const kept = Object.fromEntries(
    [...believed]
      .filter((name) => found !== undefined && name in found)
      .map((name) => [name, found?.[name]]),
  );
  return {
    what: differences.map(({ key, problem }) => `${keyText(key)} of Credit: ${problem}`),
    write: () => mend(estate, records, { ...snapshot, ...kept }, differences),
  };
};
