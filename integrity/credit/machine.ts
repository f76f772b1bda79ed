import { executionStemOf } from '../../shared/adapters/stepfunctions/execution-name.ts';
import { epochMs, instant } from '../../shared/domain/calendar.ts';
import { isFinal } from '../../shared/domain/credit/application/facts.ts';
import { waitPrefixes } from '../../shared/domain/waits.ts';
import { type Finding, mendWith } from '../finding.ts';
import type { Judging } from '../judging.ts';
import { type BookReader, collect } from '../reader.ts';

const streamPrefix = 'application#';

/** The event that begins an application starts its execution, whose name is taken once. */
const mendOf = (applicationId: string): Finding['mend'] =>
  mendWith('republish', '--stream', `${streamPrefix}${applicationId}`, '--from', '1');

/** An application that has just moved has a machine that is about to. */
const isSettled = async (
  reader: BookReader,
  applicationId: string,
  { now, graceSeconds }: Judging,
): Promise<boolean> => {
  const events = await collect(reader.stream(`${streamPrefix}${applicationId}`));
  const last = events.at(-1)?.recordedAt;
  return last !== undefined && epochMs(now) - epochMs(instant(last)) > graceSeconds * 1000;
};

const findingOf = (
  check: 'execution' | 'wait',
  applicationId: string,
  problem: string,
): Finding => ({
  check,
  subject: `${check} of application ${applicationId}`,
  problem,
  mend: mendOf(applicationId),
});

/**
 * Whether each application that is open is carried by an execution, nothing runs for one that has
 * ended or never was, and no wait is left of one that nobody knows.
 *
 * @param running names of the executions of the credit-approval machine, listed before the journal
 *   was.
 */
export const checkApprovals = async (
  reader: BookReader,
  running: readonly string[],
  streamIds: Iterable<string>,
  judging: Judging,
): Promise<Finding[]> => {
  const ids = [...streamIds].flatMap((streamId) =>
    streamId.startsWith(streamPrefix) ? [streamId.slice(streamPrefix.length)] : [],
  );
  const carried = new Set(running.map((name) => name.split('-')[0] ?? ''));
  const known = new Map(ids.map((id) => [executionStemOf(id), id]));
  const findings: Finding[] = running.flatMap((name) =>
    known.has(name.split('-')[0] ?? '')
      ? []
      : [findingOf('execution', name, 'it runs for an application that the journal does not know')],
  );
  const items = await reader.get(
    'credit',
    ids.map((id) => ({ pk: `APPLICATION#${id}`, sk: 'APPLICATION' })),
  );
  for (const item of items) {
    const applicationId = String(item['applicationId']);
    const { status, noticeOwed } = item;
    const ended = isFinal(String(status)) && noticeOwed !== true;
    const runs = carried.has(executionStemOf(applicationId));
    if (ended !== runs || !(await isSettled(reader, applicationId, judging))) continue;
    const problem = runs ? 'it runs, and the application has ended' : 'none carries it on';
    findings.push(findingOf('execution', applicationId, problem));
  }
  const all = new Set(ids);
  for await (const { pk } of reader.keys('waitTokens')) {
    if (!pk.startsWith(waitPrefixes.creditApproval)) continue;
    const applicationId = pk.slice(waitPrefixes.creditApproval.length);
    if (all.has(applicationId)) continue;
    const problem = 'it waits for an application that the journal does not know';
    findings.push(findingOf('wait', applicationId, problem));
  }
  return findings;
};
