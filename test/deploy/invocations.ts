import type { Emulator } from './emulator.ts';

type Group = { readonly logGroupName: string };

/** The line with which Lambda ends the log of an invocation. */
const END = '"REPORT RequestId"';

/** Calls CloudWatch Logs, of which no client is among our dependencies. */
const call = async <Answer>(
  { endpoint, environment }: Emulator,
  operation: string,
  input: object,
): Promise<Answer> => {
  const scope = `test/20260101/${environment['AWS_REGION']}/logs/aws4_request`;
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Logs_20140328.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  });
  if (!answer.ok) throw new Error(`${operation}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
};

/** Counts the invocations that a log group, named by its logical id, has seen end. */
export const countInvocations = async (emulator: Emulator, logGroup: string): Promise<number> => {
  const { logGroups } = await call<{ logGroups: readonly Group[] }>(
    emulator,
    'DescribeLogGroups',
    {},
  );
  const group = logGroups.find(({ logGroupName }) => logGroupName.includes(logGroup));
  if (group === undefined) throw new Error(`there is no log group ${logGroup}`);
  const { events } = await call<{ events: readonly unknown[] }>(emulator, 'FilterLogEvents', {
    logGroupName: group.logGroupName,
    filterPattern: END,
  });
  return events.length;
};
