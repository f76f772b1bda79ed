import {
  CloudFormationClient,
  ListStackResourcesCommand,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { readConfig } from '../../infra/config.ts';
import { instantOf } from '../../shared/domain/calendar.ts';
import { CommandFailed } from '../command.ts';
import { lastSession } from '../connect.ts';
import type { Target } from '../parse.ts';
import { createEstate, type Estate, type ListedResource } from './estate.ts';

const resourcesIn = async (
  client: CloudFormationClient,
  StackName: string,
): Promise<ListedResource[]> => {
  const found: StackResourceSummary[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListStackResourcesCommand({ StackName, NextToken }));
    found.push(...(page.StackResourceSummaries ?? []));
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return found.map(({ LogicalResourceId = '', ResourceType = '', PhysicalResourceId = '' }) => ({
    logicalId: LogicalResourceId,
    type: ResourceType,
    physicalId: PhysicalResourceId,
  }));
};

const deployed = async (environment: string): Promise<Estate> => {
  const { region, data } = readConfig(environment);
  const client = new CloudFormationClient(region === undefined ? {} : { region });
  const resources: ListedResource[] = [];
  for (const room of ['data', 'core']) {
    const stack = `cartera-${environment}-${room}`;
    try {
      resources.push(...(await resourcesIn(client, stack)));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new CommandFailed(
        `the stack ${stack} cannot be read: ${why}. It needs credentials of the account of ` +
          `${environment} (for example AWS_PROFILE, or aws sso login) and AWS_REGION.`,
      );
    }
  }
  return createEstate({
    resources,
    connection: { region: await client.config.region() },
    now: () => instantOf(Date.now()),
    elsewhere: Object.fromEntries(
      Object.entries(data.restored ?? {}).flatMap(([table, restored]) =>
        restored === undefined ? [] : [[table, restored.name]],
      ),
    ),
  });
};

type Listing = { readonly virtualTime: string; readonly resources: readonly ListedResource[] };

/** A session of `npm run dev`: its services answer the AWS SDKs under `/_dev/aws`. */
const inSession = async (url: string | undefined): Promise<Estate> => {
  const base = (url ?? lastSession()).replace(/\/$/, '');
  let listing: Listing;
  try {
    listing = (await (await fetch(`${base}/_dev/resources`)).json()) as Listing;
  } catch {
    throw new CommandFailed(`${base} does not answer; start a session with: npm run dev`);
  }
  return createEstate({
    resources: listing.resources,
    connection: {
      region: 'us-east-1',
      endpoint: `${base}/_dev/aws`,
      // The session asks nobody who they are; the SDK will not go without saying.
      credentials: { accessKeyId: 'session', secretAccessKey: 'session' },
    },
    now: () => instantOf(Date.parse(listing.virtualTime)),
  });
};

export const estateAt = (target: Target): Promise<Estate> =>
  target.kind === 'local' ? inSession(target.url) : deployed(target.name);
