import {
  type CloudFormationClient,
  paginateDescribeStacks,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';

/** The stacks of an environment, in the order in which they are deployed. */
export const rooms = ['data', 'core', 'credit', 'observability'] as const;
export const stackNameOf = (environment: string, room: (typeof rooms)[number]): string =>
  `cartera-${environment}-${room}`;

export type DeployedStack = {
  readonly name: string;
  /** Undefined when there is no such stack. */
  readonly status: string | undefined;
};

export type DeployedResource = {
  readonly type: string;
  readonly logicalId: string;
  /** Name, ARN or URL, as `Ref` would give it. */
  readonly physicalId: string;
};

/** What CloudFormation says is there. */
export type Deployed = {
  readonly stacks: readonly DeployedStack[];
  readonly resources: readonly DeployedResource[];
};

export const ofType = ({ resources }: Deployed, type: string): readonly DeployedResource[] =>
  resources.filter((resource) => resource.type === type);

const statusOf = async (
  client: CloudFormationClient,
  name: string,
): Promise<string | undefined> => {
  try {
    for await (const { Stacks } of paginateDescribeStacks({ client }, { StackName: name })) {
      return Stacks?.[0]?.StackStatus;
    }
  } catch (error) {
    // CloudFormation has no error of its own for a stack that is not there.
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
  return undefined;
};

/** Reads the stacks of an environment with their resources. */
export const readDeployed = async (
  client: CloudFormationClient,
  environment: string,
): Promise<Deployed> => {
  const stacks: DeployedStack[] = [];
  const resources: DeployedResource[] = [];
  for (const room of rooms) {
    const name = stackNameOf(environment, room);
    const status = await statusOf(client, name);
    stacks.push({ name, status });
    if (status === undefined) continue;
    for await (const page of paginateListStackResources({ client }, { StackName: name })) {
      for (const each of page.StackResourceSummaries ?? []) {
        const { ResourceType, LogicalResourceId, PhysicalResourceId } = each;
        if (ResourceType && LogicalResourceId && PhysicalResourceId) {
          resources.push({
            type: ResourceType,
            logicalId: LogicalResourceId,
            physicalId: PhysicalResourceId,
          });
        }
      }
    }
  }
  return { stacks, resources };
};
