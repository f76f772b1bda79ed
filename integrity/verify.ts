import { firstBreak } from '../shared/adapters/dynamodb/hash-chain.ts';
import { executionStemOf } from '../shared/adapters/stepfunctions/execution-name.ts';
import { waitPrefixes } from '../shared/domain/waits.ts';
import type { JournalItem } from '../shared/ports/journal.ts';
import { checkAccount } from './account/check.ts';
import { checkAlert } from './alerts/check.ts';
import { checkChasing } from './cases/chasing.ts';
import { checkCases } from './cases/check.ts';
import { checkCredit } from './credit/check.ts';
import { checkApprovals } from './credit/machine.ts';
import { type Finding, mendByRestore, mendWith } from './finding.ts';
import type { Judging } from './judging.ts';
import { checkParty } from './parties/check.ts';
import { type BookReader, collect, type Item } from './reader.ts';
import {
  type AccountView,
  isUnknown,
  readAccount,
  readCases,
  readCredit,
  readParty,
} from './records.ts';
import { type Subjects, subjectsOf } from './subjects.ts';

export type Counts = {
  streams: number;
  events: number;
  accounts: number;
  cases: number;
  parties: number;
  alerts: number;
  /** Applications for credit, and lines. */
  credit: number;
};

export type Verification = {
  readonly findings: readonly Finding[];
  readonly counts: Counts;
  /** Subjects that kept moving while they were read, and were left out. */
  readonly moving: readonly string[];
};

export type Verifying = Judging & {
  readonly reader: BookReader;
  /** How many subjects are looked at together. */
  readonly atOnce?: number;
  readonly onFinding?: (finding: Finding) => void;
};

/** What a verification has come to so far. */
const createTally = (onFinding: ((finding: Finding) => void) | undefined) => {
  const findings: Finding[] = [];
  const moving: string[] = [];
  const counts: Counts = {
    streams: 0,
    events: 0,
    accounts: 0,
    cases: 0,
    parties: 0,
    alerts: 0,
    credit: 0,
  };
  const add = (found: readonly Finding[]): void => {
    for (const finding of found) {
      findings.push(finding);
      onFinding?.(finding);
    }
  };
  const chain = async (streamId: string, events: readonly JournalItem[]): Promise<void> => {
    if (events.length > 0) counts.streams += 1;
    counts.events += events.length;
    const version = await firstBreak(events);
    if (version === undefined) return;
    const problem = `the hash chain breaks at version ${version}`;
    add([{ check: 'chain', subject: streamId, problem, mend: mendByRestore }]);
  };
  return { findings, moving, counts, add, chain };
};

type Tally = ReturnType<typeof createTally>;

/** An item may be damaged so far that it cannot even be compared; that is told like the rest. */
const readable = (
  subject: string,
  mend: Finding['mend'],
  check: () => readonly Finding[],
): readonly Finding[] => {
  try {
    return check();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ check: 'projection', subject, problem: `an item cannot be read: ${why}`, mend }];
  }
};

/** What is owed by the journal, whatever the items say, with the plans that only items know. */
const owedOf = ({ records, projection }: AccountView): readonly Item[] => [
  projection.snapshot,
  ...projection.items.filter(({ sk }) => sk.startsWith('OPEN#')),
  ...records.items.filter(({ sk }) => sk.startsWith('PLAN#')),
];

const accountVerifier =
  ({ reader, now, graceSeconds }: Verifying, tally: Tally, running: ReadonlySet<string>) =>
  async (accountId: string): Promise<void> => {
    const judging = { now, graceSeconds };
    const account = await readAccount(reader, accountId);
    const cases = await readCases(reader, accountId, async (caseId) =>
      running.has(executionStemOf(caseId)),
    );
    if (account === undefined || cases === undefined) {
      tally.moving.push(`account#${accountId}`);
      return;
    }
    if (isUnknown(account, cases)) return;
    await tally.chain(`account#${accountId}`, account.records.events);
    tally.counts.accounts += 1;
    tally.add(
      readable(`account#${accountId}`, mendWith('rebuild', accountId), () =>
        checkAccount(account.records, account.folded, account.projection, judging),
      ),
    );
    for (const events of cases.records.streams) {
      await tally.chain(events[0]?.streamId ?? '', events);
    }
    tally.counts.cases += cases.records.streams.length;
    tally.add(
      readable(`case item of ${accountId}`, mendWith('rebuild', accountId), () =>
        checkCases(cases.records, cases.folded, judging),
      ),
    );
    if (account.folded.stop === undefined && account.records.events.length > 0) {
      tally.add(await checkChasing(accountId, owedOf(account), cases.folded.state, now));
    }
  };

const partyVerifier =
  ({ reader }: Verifying, tally: Tally) =>
  async (partyId: string): Promise<void> => {
    const records = await readParty(reader, partyId);
    if (records === undefined) {
      tally.moving.push(`party#${partyId}`);
      return;
    }
    await tally.chain(`party#${partyId}`, records.events);
    tally.counts.parties += 1;
    tally.add(readable(`party#${partyId}`, mendByRestore, () => checkParty(records)));
  };

const creditVerifier =
  ({ reader }: Verifying, tally: Tally) =>
  async (streamId: string): Promise<void> => {
    const records = await readCredit(reader, streamId);
    if (records === undefined) {
      tally.moving.push(streamId);
      return;
    }
    await tally.chain(streamId, records.events);
    tally.counts.credit += 1;
    tally.add(readable(streamId, mendByRestore, () => checkCredit(records)));
  };

const alertVerifier =
  ({ reader, now, graceSeconds }: Verifying, tally: Tally) =>
  async (episode: string): Promise<void> => {
    const events = await collect(reader.stream(`alert#${episode}`));
    const items = await reader.partition('alerts', `EPISODE#${episode}`);
    await tally.chain(`alert#${episode}`, events);
    tally.counts.alerts += 1;
    const judging = { now, graceSeconds };
    tally.add(
      readable(`alert#${episode}`, mendByRestore, () =>
        checkAlert({ episode, events, items }, judging),
      ),
    );
  };

const inGroups = async <T>(
  subjects: Iterable<T>,
  size: number,
  verify: (subject: T) => Promise<void>,
): Promise<void> => {
  const all = [...subjects];
  for (let from = 0; from < all.length; from += size) {
    await Promise.all(all.slice(from, from + size).map(verify));
  }
};

/** Executions and waits that no case explains. Those of cases were looked at with their case. */
const strays = async (
  { reader }: Verifying,
  running: ReadonlyMap<string, string>,
  { cases }: Subjects,
): Promise<Finding[]> => {
  const byStem = new Map([...cases].map((caseId) => [executionStemOf(caseId), caseId]));
  const findings: Finding[] = [...running].flatMap(([stem, name]) =>
    byStem.has(stem)
      ? []
      : [
          {
            check: 'execution',
            subject: `execution ${name}`,
            problem: 'it runs for a case that the journal does not know',
            mend: mendWith('migrate-cases', '--execution', name),
          },
        ],
  );
  for await (const { pk } of reader.keys('waitTokens')) {
    if (!pk.startsWith(waitPrefixes.collection)) continue;
    const caseId = pk.slice(waitPrefixes.collection.length);
    if (cases.has(caseId)) continue;
    findings.push({
      check: 'wait',
      subject: `wait of ${caseId}`,
      problem: 'it waits for a case that the journal does not know',
      mend: mendWith('migrate-cases', '--case', caseId),
    });
  }
  return findings;
};

/**
 * Verifies the whole book: every stream, and every item that follows from one. What moves while it
 * is read is read again, so a live environment shows no findings that are not there.
 */
export const verifyBook = async (verifying: Verifying): Promise<Verification> => {
  const { reader, atOnce = 8, onFinding } = verifying;
  const tally = createTally(onFinding);
  // Executions first: whatever runs now has its case in the journal by the time that is read.
  const running = new Map<string, string>();
  for await (const name of reader.runningExecutions()) running.set(name.split('-')[0] ?? '', name);
  const approvals = await collect(reader.runningApprovals());
  const subjects = await subjectsOf(reader);
  const verifyAccount = accountVerifier(verifying, tally, new Set(running.keys()));
  await inGroups(subjects.accounts, atOnce, verifyAccount);
  await inGroups(subjects.parties, atOnce, partyVerifier(verifying, tally));
  await inGroups(subjects.credit, atOnce, creditVerifier(verifying, tally));
  await inGroups(subjects.alerts, atOnce, alertVerifier(verifying, tally));
  await inGroups(subjects.others, atOnce, async (streamId) =>
    tally.chain(streamId, await collect(reader.stream(streamId))),
  );
  tally.add(await strays(verifying, running, subjects));
  tally.add(await checkApprovals(reader, approvals, subjects.credit, verifying));
  return tally;
};

/**
 * Verifies one account with its cases, and the party that is contacted for it. Of an account that
 * nothing knows it counts none.
 */
export const verifyAccount = async (
  verifying: Verifying,
  accountId: string,
): Promise<Verification> => {
  const { reader, onFinding } = verifying;
  const tally = createTally(onFinding);
  await accountVerifier(verifying, tally, new Set())(accountId);
  const [item] = await reader.get('collections', [{ pk: `ACCOUNT#${accountId}`, sk: 'CASE' }]);
  const partyId = item?.['partyId'];
  if (typeof partyId === 'string') await partyVerifier(verifying, tally)(partyId);
  return tally;
};
