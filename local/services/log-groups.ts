import { gzipSync } from 'node:zlib';
import type { Model } from '../assembly/model.ts';
import { subscriptionFilter } from '../assembly/schemas.ts';
import { declared } from '../assembly/supported.ts';
import type { Clock } from '../kernel/clock.ts';
import type { InvokeAsync } from './lambda/async.ts';

export type LogGroups = {
  /** Writes a line; the functions that subscribe to the group are called with it. */
  readonly write: (group: string, line: string) => void;
  readonly region: string;
  readonly account: string;
};

/**
 * Log groups as far as somebody subscribes to them: a line comes as CloudWatch Logs hands it over,
 * compressed and alone.
 * Source: CloudWatch Logs User Guide, "Subscription filters with Lambda".
 */
export const createLogGroups = (deps: {
  readonly model: Model;
  readonly clock: Clock;
  readonly invokeAsync: InvokeAsync;
}): LogGroups => {
  const { model, clock } = deps;
  const filters = declared(model, 'AWS::Logs::SubscriptionFilter', subscriptionFilter);
  const [first] = filters;
  const region = first?.resource.region ?? '';
  const account = first?.properties.DestinationArn.split(':')[4] ?? '';
  let written = 0;

  return {
    region,
    account,
    write: (logGroup, message) => {
      for (const { resource, properties } of filters) {
        if (properties.LogGroupName !== logGroup) continue;
        written += 1;
        const payload = {
          messageType: 'DATA_MESSAGE',
          owner: account,
          logGroup,
          logStream: 'local',
          subscriptionFilters: [resource.identity.name],
          logEvents: [{ id: String(written).padStart(56, '0'), timestamp: clock.now(), message }],
        };
        const principal = {
          kind: 'service',
          service: 'logs.amazonaws.com',
          sourceArn: `arn:aws:logs:${region}:${account}:log-group:${logGroup}:*`,
        } as const;
        deps.invokeAsync(principal, properties.DestinationArn, {
          awslogs: { data: gzipSync(JSON.stringify(payload)).toString('base64') },
        });
      }
    },
  };
};
