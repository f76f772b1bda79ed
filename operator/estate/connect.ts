import {
  CloudFormationClient,
  ListStackResourcesCommand,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
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

/** As the operators' API sees whoever signs a request with these credentials. */
const signedIn = async (region: string): Promise<string> => {
  const { Arn } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
  if (Arn === undefined) throw new CommandFailed('AWS does not say who you are');
  return Arn;
};

const deployed = async (environment: string): Promise<Estate> => {
  const { region, data } = readConfig(environment);
  const client = new CloudFormationClient(region === undefined ? {} : { region });
  const resources: ListedResource[] = [];
  for (const room of ['data', 'core', 'credit']) {
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
  const inRegion = await client.config.region();
  return createEstate({
    resources,
    connection: { region: inRegion },
    now: () => instantOf(Date.now()),
    actor: () => signedIn(inRegion),
    elsewhere: Object.fromEntries(
      Object.entries(data.restored ?? {}).flatMap(([table, restored]) =>
        restored === undefined ? [] : [[table, restored.name]],
      ),
    ),
  });
};

type Listing = { readonly virtualTime: string; readonly resources: readonly ListedResource[] };

/** A session takes the caller's word for who they are; the account is that of its resources. */
const userOf = (resources: readonly ListedResource[], name: string): string => {
  const machine = resources.find(({ type }) => type === 'AWS::StepFunctions::StateMachine');
  return `arn:aws:iam::${machine?.physicalId.split(':')[4] ?? ''}:user/${name}`;
};

/** A session of `npm run dev`: its services answer the AWS SDKs under `/_dev/aws`. */
const inSession = async (url: string | undefined, caller: string): Promise<Estate> => {
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
    actor: async () => (caller.startsWith('arn:') ? caller : userOf(listing.resources, caller)),
  });
};

export const estateAt = (target: Target): Promise<Estate> =>
  target.kind === 'local' ? inSession(target.url, target.caller) : deployed(target.name);
