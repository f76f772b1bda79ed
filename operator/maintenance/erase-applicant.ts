import { DeleteObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { DeleteCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import { creditApplicationReceived } from '../../events/credit-application-received.v1.ts';
import { creditDataGathered } from '../../events/credit-data-gathered.v1.ts';
import { createJournalReader } from '../../shared/adapters/dynamodb/journal-reader.ts';
import { counted } from '../amount.ts';
import { type Command, CommandFailed } from '../command.ts';
import type { Estate } from '../estate/estate.ts';
import { operation } from './operation.ts';

type Key = { readonly pk: string; readonly sk: string };

/** What is kept of somebody by name, or came from a bureau. */
type Found = {
  /** Every application and review of the applicant, whatever became of it. */
  readonly applications: readonly string[];
  readonly items: readonly Key[];
  readonly objects: readonly string[];
};

const journalOf = ({ documents: client, table }: Estate) =>
  createJournalReader({ client, tableName: table('journal') });

/** The digest by which the journal knows whoever applied. */
const fingerprintOf = async (at: Estate, applicationId: string): Promise<string> => {
  for await (const { type, data } of journalOf(at).read(`application#${applicationId}`)) {
    if (type === creditApplicationReceived.name) {
      return creditApplicationReceived.data.parse(data).fingerprint;
    }
  }
  throw new CommandFailed(`there is no application ${applicationId}`);
};

/** Bureaus that were asked about an application. */
const bureausOf = async (at: Estate, applicationId: string): Promise<readonly string[]> => {
  const asked: string[] = [];
  for await (const { type, data } of journalOf(at).read(`application#${applicationId}`)) {
    if (type !== creditDataGathered.name) continue;
    const { sources } = creditDataGathered.data.parse(data);
    asked.push(...sources.flatMap(({ provider }) => (provider === undefined ? [] : [provider])));
  }
  return asked;
};

const underPrefix = async (at: Estate, Prefix: string): Promise<string[]> => {
  const Bucket = at.bucketName('CreditFilesBucket');
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client: at.objects },
    { Bucket, Prefix },
  )) {
    keys.push(...Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
  }
  return keys;
};

/** One pass over the table: nothing finds the duplicates and old reviews of an applicant. */
const search = async (at: Estate, fingerprint: string, letters: boolean): Promise<Found> => {
  const applications: string[] = [];
  const applicants: Key[] = [];
  const reports: Key[] = [];
  for await (const { Items = [] } of paginateScan(
    { client: at.documents },
    { TableName: at.table('credit'), ConsistentRead: true },
  )) {
    for (const { pk, sk, ...item } of Items) {
      const key = { pk: String(pk), sk: String(sk) };
      if (key.sk === 'APPLICATION' && item['fingerprint'] === fingerprint) {
        applications.push(String(item['applicationId']));
      }
      if (key.sk === 'APPLICANT') applicants.push(key);
      if (key.pk.startsWith('REPORT#') && key.pk.endsWith(`#${fingerprint}`)) reports.push(key);
    }
  }
  const theirs = new Set(applications.map((id) => `APPLICATION#${id}`));
  const bureaus = new Set([
    ...reports.map(({ pk }) => pk.slice('REPORT#'.length, -fingerprint.length - 1)),
    ...(await Promise.all(applications.map((id) => bureausOf(at, id)))).flat(),
  ]);
  const prefixes = [
    ...[...bureaus].map((bureau) => `reports/${bureau}/${fingerprint}/`),
    ...applications.flatMap((id) =>
      ['gathered', ...(letters ? ['offers', 'notices'] : [])].map((kind) => `${kind}/${id}/`),
    ),
  ];
  const objects: string[] = [];
  for (const prefix of prefixes) objects.push(...(await underPrefix(at, prefix)));
  const items = [...applicants.filter(({ pk }) => theirs.has(pk)), ...reports];
  return { applications: applications.sort(), items, objects };
};

/**
 * Takes away what is known of an applicant by name: who applied, with which documents and answers,
 * and what bureaus said. Of every application of theirs, because they are one person. The journal
 * keeps digests under the deployment's secret, figures and decisions; `decisions/` the figures that
 * they were made from, without a name. Objects go first: while the items are there the command
 * finds everything again.
 */
export const eraseApplicant: Command = operation({
  name: 'applicant erase',
  does: 'take away what is known by name of whoever applied: applicant, reports, what was gathered',
  args: [{ name: 'APPLICATION', does: 'one of their applications' }],
  options: {
    letters: { does: 'also offers and notices, which say what was offered, accepted and told' },
  },
  run: async ({ args, options }, { at, dry, begin }) => {
    const applicationId = args['APPLICATION'] ?? '';
    const fingerprint = await fingerprintOf(at, applicationId);
    const found = await search(at, fingerprint, options['letters'] !== undefined);
    const { applications, items, objects } = found;
    const size = `${counted(items.length, 'item')} and ${counted(objects.length, 'object')} of ${counted(applications.length, 'application')}`;
    if (!dry && items.length + objects.length > 0) {
      await begin();
      const Bucket = at.bucketName('CreditFilesBucket');
      for (const Key of objects) await at.objects.send(new DeleteObjectCommand({ Bucket, Key }));
      for (const Key of items) {
        await at.documents.send(new DeleteCommand({ TableName: at.table('credit'), Key }));
      }
    }
    const result = `${size} ${dry ? 'would be' : 'were'} erased`;
    return {
      lines: [result, ...applications.map((id) => `  ${id}`)],
      json: { ...found, erased: !dry },
      result,
    };
  },
});
