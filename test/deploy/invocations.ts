import type { Emulator } from './emulator.ts';
import { rawCall } from './raw-call.ts';

type Group = { readonly logGroupName: string };

/** The line with which Lambda ends the log of an invocation. */
const END = '"REPORT RequestId"';

const logs = <Answer>(emulator: Emulator, operation: string, input: object): Promise<Answer> =>
  rawCall<Answer>(emulator, {
    service: 'logs',
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Logs_20140328.${operation}`,
    },
    input,
  });

/** Counts the invocations that a log group, named by its logical id, has seen end. */
export const countInvocations = async (emulator: Emulator, logGroup: string): Promise<number> => {
  const { logGroups } = await logs<{ logGroups: readonly Group[] }>(
    emulator,
    'DescribeLogGroups',
    {},
  );
  const group = logGroups.find(({ logGroupName }) => logGroupName.includes(logGroup));
  if (group === undefined) throw new Error(`there is no log group ${logGroup}`);
  const { events } = await logs<{ events: readonly unknown[] }>(emulator, 'FilterLogEvents', {
    logGroupName: group.logGroupName,
    filterPattern: END,
  });
  return events.length;
};
