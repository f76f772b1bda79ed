import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DomainData, DomainFact } from '../../events/catalogue.ts';
import { createCaseActs, createCaseStore } from '../../shared/adapters/dynamodb/cases.ts';
import { createJournal } from '../../shared/adapters/dynamodb/journal.ts';
import { createPartyStore } from '../../shared/adapters/dynamodb/parties.ts';
import { createPartyActs } from '../../shared/adapters/dynamodb/party-acts.ts';
import { createTaskReader } from '../../shared/adapters/dynamodb/tasks.ts';
import { createMemoryCollections } from '../../shared/adapters/memory/collections.ts';
import { createMemoryParties } from '../../shared/adapters/memory/parties.ts';
import { createMemoryPartyActs } from '../../shared/adapters/memory/party-acts.ts';
import { openCase } from '../../shared/domain/collections/facts.ts';
import type { CaseActs, CaseStore, StoredCase } from '../../shared/ports/collections.ts';
import type { PartyStore } from '../../shared/ports/contact.ts';
import type { PartyActs } from '../../shared/ports/party-acts.ts';
import type { TaskReader } from '../../shared/ports/tasks.ts';
import { at, day, defaultStrategy } from '../support/collections.ts';
import { startDynamo, type TestDynamo } from '../support/dynamodb.ts';
import { ana } from '../support/operator-desk.ts';

type Subject = {
  readonly cases: CaseStore;
  readonly acts: CaseActs;
  readonly tasks: TaskReader;
  readonly parties: PartyStore;
  readonly partyActs: PartyActs;
  /** The item of a task, where there are items. */
  readonly taskItem?: (accountId: string, taskId: string) => Promise<unknown>;
};

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const onDynamo = async (name: string): Promise<Subject> => {
  const { client } = dynamo;
  const journalTable = await dynamo.journal(`Journal-${name}`);
  const tableName = await dynamo.table(`Collections-${name}`);
  const contact = await dynamo.table(`Contact-${name}`);
  const clock = { now: () => at('2026-06-10T06:00:00Z') };
  const journal = createJournal({ client, tableName: journalTable, clock });
  const inCollections = { client, tableName, journal };
  const inContact = { client, tableName: contact, journal };
  return {
    cases: createCaseStore(inCollections),
    acts: createCaseActs(inCollections),
    tasks: createTaskReader(inCollections),
    parties: createPartyStore(inContact),
    partyActs: createPartyActs(inContact),
    taskItem: async (accountId, taskId) => {
      const Key = { pk: `ACCOUNT#${accountId}`, sk: `TASK#${taskId}` };
      return (await client.send(new GetCommand({ TableName: tableName, Key }))).Item;
    },
  };
};

const inMemory = async (): Promise<Subject> => {
  const memory = createMemoryCollections();
  const parties = createMemoryParties();
  return { ...memory, parties, partyActs: createMemoryPartyActs(parties) };
};

const cause = { causationId: 'act:a-1', correlationId: 'act:a-1' };
const effectiveOn = day('2026-06-10');
const by = { actId: 'a-1', actor: ana, reason: 'ticket 4711' };
const mark = { actId: 'a-1', content: 'digest-1' };

const committed = (stored: StoredCase | 'conflict'): StoredCase => {
  if (stored === 'conflict') throw new Error('expected the commit to succeed');
  return stored;
};

const taskOf = (accountId: string, number: number, dueOn: string): DomainData<'TaskOpened'> => ({
  taskId: `${accountId}|1|call-${number}|2026-06-05`,
  caseId: `${accountId}|1`,
  accountId,
  stage: 'administrative',
  kind: 'call-debtor',
  role: 'collector',
  dueOn,
  openMinor: 100,
  currency: 'USD',
  daysPastDue: 15,
});

describe.each([
  ['DynamoDB', onDynamo],
  ['memory', inMemory],
])('acts of people on %s', (_, create) => {
  let subject: Subject;
  let stores = 0;

  const fresh = async () => {
    stores += 1;
    subject = await create(String(stores));
  };

  const opened = async (accountId: string, ...tasks: DomainData<'TaskOpened'>[]) => {
    const opening = openCase(accountId, 'acme', defaultStrategy, undefined, 'live');
    const first = { stored: undefined, facts: [opening], effectiveOn, cause };
    const stored = committed(await subject.cases.commit(first));
    const facts = tasks.map((data): DomainFact => ({ type: 'TaskOpened', data }));
    return facts.length === 0
      ? stored
      : committed(await subject.cases.commit({ stored, facts, effectiveOn, cause }));
  };

  const acme = 'acme|main|USD';
  const held = (accountId = acme): DomainFact => ({
    type: 'CaseHeld',
    data: { caseId: `${accountId}|1`, accountId, until: '2026-07-01', act: by },
  });

  it('are remembered under their ids with the case', async () => {
    await fresh();
    const stored = await opened(acme);
    expect(await subject.acts.carriedOut(acme, 'a-1')).toBeUndefined();
    const given = { stored, facts: [held()], effectiveOn, cause, mark };
    const after = committed(await subject.acts.carryOut(given));
    expect(after.state.hold).toEqual({ from: '2026-06-10', until: '2026-07-01' });
    expect(await subject.acts.load(acme)).toEqual(after);
    expect(await subject.acts.carriedOut(acme, 'a-1')).toBe('digest-1');
    expect(await subject.acts.carriedOut('other|main|USD', 'a-1')).toBeUndefined();
  });

  it('are carried out once, and not on a case that has moved', async () => {
    await fresh();
    const stored = await opened(acme);
    const given = { facts: [held()], effectiveOn, cause };
    const after = committed(await subject.acts.carryOut({ ...given, stored, mark }));
    expect(await subject.acts.carryOut({ ...given, stored: after, mark })).toBe('conflict');
    const second = { actId: 'a-2', content: 'digest-2' };
    expect(await subject.acts.carryOut({ ...given, stored, mark: second })).toBe('conflict');
    expect(await subject.acts.carriedOut(acme, 'a-2')).toBeUndefined();
    expect(await subject.acts.load(acme)).toEqual(after);
  });

  it('find open tasks by desk, what is due first first, page by page over all accounts', async () => {
    await fresh();
    const accounts = ['acme', 'bolt', 'coil', 'dune', 'echo'].map((name) => `${name}|main|USD`);
    for (const [index, accountId] of accounts.entries()) {
      await opened(
        accountId,
        taskOf(accountId, 1, `2026-06-${20 - index}`),
        taskOf(accountId, 2, `2026-07-0${index + 1}`),
      );
    }
    const pages: string[][] = [];
    let after: string | undefined;
    do {
      const page = await subject.tasks.open('collector', { limit: 4, after });
      pages.push(page.tasks.map(({ dueOn }) => dueOn));
      after = page.next;
    } while (after !== undefined);
    expect(pages).toEqual([
      ['2026-06-16', '2026-06-17', '2026-06-18', '2026-06-19'],
      ['2026-06-20', '2026-07-01', '2026-07-02', '2026-07-03'],
      ['2026-07-04', '2026-07-05'],
    ]);
    const [first] = (await subject.tasks.open('collector', { limit: 1 })).tasks;
    expect(first).toEqual(taskOf('echo|main|USD', 1, '2026-06-16'));
    expect(await subject.tasks.open('legal', { limit: 4 })).toEqual({ tasks: [] });
  });

  it('change a task and the list of its desk with the case', async () => {
    await fresh();
    const [one, two] = [taskOf(acme, 1, '2026-06-12'), taskOf(acme, 2, '2026-06-13')];
    let stored = await opened(acme, one, two);
    const data = { taskId: one.taskId, caseId: one.caseId, accountId: acme, act: by };
    const open = async () =>
      (await subject.tasks.open('collector', { limit: 9 })).tasks.map(
        ({ dueOn, claimedBy = 'free' }) => `${dueOn} ${claimedBy}`,
      );
    let acts = 0;
    const carryOut = async (fact: DomainFact) => {
      acts += 1;
      const own = { actId: `b-${acts}`, content: 'digest' };
      const given = { stored, facts: [fact], effectiveOn, cause, mark: own };
      stored = committed(await subject.acts.carryOut(given));
    };
    await carryOut({ type: 'TaskClaimed', data });
    expect(await open()).toEqual([`2026-06-12 ${ana}`, '2026-06-13 free']);
    await carryOut({ type: 'TaskReturned', data });
    expect(await open()).toEqual(['2026-06-12 free', '2026-06-13 free']);
    await carryOut({ type: 'TaskFinished', data });
    expect(await open()).toEqual(['2026-06-13 free']);
    const reason = 'closed-by-person' as const;
    await carryOut({
      type: 'CaseClosed',
      data: { caseId: one.caseId, accountId: acme, reason, letGo: [], act: by },
    });
    expect(await open()).toEqual([]);
    if (subject.taskItem === undefined) return;
    expect(await subject.taskItem(acme, one.taskId)).toMatchObject({ status: 'done' });
    expect(await subject.taskItem(acme, two.taskId)).toMatchObject({ status: 'withdrawn' });
  });

  it('are remembered under their ids with the party', async () => {
    await fresh();
    const stored = await subject.partyActs.loadParty('acme');
    const wish = { channel: 'sms', scope: 'every-message' } as const;
    const fact = (actId: string): DomainFact => ({
      type: 'PartyOptedOut',
      data: { partyId: 'acme', ...wish, via: 'operator', act: { ...by, actId } },
    });
    const state = { ...stored.state, ownOptOuts: [wish] };
    const given = { state, facts: [fact('a-1')], effectiveOn, cause };
    expect(await subject.partyActs.carriedOut('acme', 'a-1')).toBeUndefined();
    const after = await subject.partyActs.carryOut({ ...given, stored, mark });
    expect(after).toMatchObject({ head: { version: 1 } });
    expect((await subject.parties.loadParty('acme')).state.ownOptOuts).toEqual([wish]);
    expect(await subject.partyActs.carriedOut('acme', 'a-1')).toBe('digest-1');
    if (after === 'conflict') return;
    expect(await subject.partyActs.carryOut({ ...given, stored: after, mark })).toBe('conflict');
    const second = { actId: 'a-2', content: 'digest-2' };
    expect(await subject.partyActs.carryOut({ ...given, stored, mark: second })).toBe('conflict');
    expect(await subject.partyActs.carriedOut('acme', 'a-2')).toBeUndefined();
  });
});
