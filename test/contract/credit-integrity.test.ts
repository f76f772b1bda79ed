import { SFNClient } from '@aws-sdk/client-sfn';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBookReader } from '../../integrity/aws/reader.ts';
import { checkCredit } from '../../integrity/credit/check.ts';
import { readCredit } from '../../integrity/records.ts';
import type { Estate } from '../../operator/estate/estate.ts';
import { rebuild } from '../../operator/maintenance/rebuild.ts';
import { createApplicationStore } from '../../shared/adapters/dynamodb/applications.ts';
import { createCreditLines, createRateStore } from '../../shared/adapters/dynamodb/credit-lines.ts';
import { createJournal } from '../../shared/adapters/dynamodb/journal.ts';
import { createLedger } from '../../shared/adapters/dynamodb/ledger.ts';
import { businessDate, instant } from '../../shared/domain/calendar.ts';
import { decideAct } from '../../shared/domain/credit/application/acts.ts';
import { decideReception, decideRound } from '../../shared/domain/credit/application/decide.ts';
import type { ApplicationDecision } from '../../shared/domain/credit/application/facts.ts';
import {
  decideNotice,
  decideOffer,
  decideOfferAnswer,
} from '../../shared/domain/credit/application/formalise.ts';
import type { StoredApplication } from '../../shared/ports/applications.ts';
import { createLineDesk, type LineDesk } from '../../shared/services/credit/line-desk.ts';
import {
  actContext,
  bureau,
  policy,
  reception,
  roundOf,
  signedBy,
  soundInputs,
} from '../support/credit-application.ts';
import { granted, lineSettings } from '../support/credit-line.ts';
import { startDynamo, type TestDynamo } from '../support/dynamodb.ts';
import { commandOf } from '../support/ledger.ts';

let dynamo: TestDynamo;
let estate: Pick<
  Estate,
  'documents' | 'table' | 'machines' | 'machineArn' | 'approvalArn' | 'now' | 'actor'
>;
let applications: ReturnType<typeof createApplicationStore>;
let desk: LineDesk;
let ledger: ReturnType<typeof createLedger>;
const on = businessDate('2026-03-02');
const now = instant('2026-03-02T09:00:00.000Z');
const clock = { now: () => now };
const cause = { causationId: 'input-1', correlationId: 'flow-1' };

beforeAll(async () => {
  dynamo = await startDynamo();
  const { client } = dynamo;
  const journalTableName = await dynamo.journal('Journal');
  const receivablesTableName = await dynamo.table('Receivables');
  const tableName = await dynamo.table('Credit');
  const journal = createJournal({ client, tableName: journalTableName, clock });
  ledger = createLedger({ client, journalTableName, receivablesTableName, clock });
  applications = createApplicationStore({ client, tableName, journal });
  desk = createLineDesk({
    lines: createCreditLines({ client, tableName, journal }),
    ledger,
    journal,
    rates: createRateStore({ client, tableName }),
    settings: lineSettings,
    zone: 'UTC',
    clock,
  });
  const names: Partial<Record<string, string>> = { journal: journalTableName, credit: tableName };
  estate = {
    documents: client,
    table: (name) => names[name] ?? '',
    machines: new SFNClient({ region: 'us-east-1' }),
    machineArn: 'arn:none',
    approvalArn: 'arn:none',
    now: () => now,
    actor: async () => 'arn:aws:iam::000000000000:user/ada',
  };
});
afterAll(() => dynamo.stop());

let count = 0;
let applicationId: string;
let fingerprint: string;
beforeEach(() => {
  count += 1;
  applicationId = `CA-${count}`;
  fingerprint = String(count).padStart(64, '0');
});

const commit = async (
  stored: StoredApplication | undefined,
  decision: ApplicationDecision,
): Promise<StoredApplication> => {
  if (!decision.decided) throw new Error(decision.message);
  const after = await applications.commit({
    stored,
    facts: decision.facts,
    effectiveOn: on,
    cause,
  });
  if (after === 'conflict') throw new Error('somebody else committed');
  return after;
};

const receive = () =>
  commit(undefined, {
    decided: true,
    facts: decideReception(reception({ applicationId, fingerprint }), undefined),
  });

const decidedOn = async (change: object = {}): Promise<StoredApplication> => {
  const stored = await receive();
  const round = roundOf({ ...soundInputs, applicationId, ...change });
  return commit(stored, decideRound(stored.state, round, policy, now));
};

const findings = async (streamId: string): Promise<string[]> => {
  const records = await readCredit(createBookReader(estate), streamId);
  if (records === undefined) throw new Error('it kept moving');
  return checkCredit(records).map(({ problem }) => problem);
};

const mended = async (streamId: string): Promise<readonly string[]> => {
  const said = await rebuild.run({
    args: { ACCOUNT: streamId },
    options: { reason: 'found by verify' },
    estate: async () => estate as Estate,
    api: () => Promise.reject(new Error('not asked')),
    environment: 'dev',
    newId: () => 'id',
  });
  return said.lines;
};

const set = (pk: string, sk: string, name: string, value: unknown) =>
  dynamo.client.send(
    new UpdateCommand({
      TableName: 'Credit',
      Key: { pk, sk },
      UpdateExpression: 'SET #name = :value',
      ExpressionAttributeNames: { '#name': name },
      ExpressionAttributeValues: { ':value': value },
    }),
  );
const remove = (pk: string, sk: string) =>
  dynamo.client.send(new DeleteCommand({ TableName: 'Credit', Key: { pk, sk } }));

describe('the items of an application', () => {
  it('are what its events say, wherever it stands', async () => {
    const stream = `application#${applicationId}`;
    let at = await decidedOn({ bureau: { missing: 'timed-out' } });
    expect(at.state.status).toBe('referred');
    expect(await findings(stream)).toEqual([]);
    const by = {
      actId: 'a',
      actor: signedBy('ana', 'analyst'),
      role: 'analyst',
      reason: 'R',
    } as const;
    for (const asked of [
      { act: 'claim' },
      { act: 'change', limitMinor: 1_000_000, termsDays: 15 },
      { act: 'approve', limitMinor: 1_000_000, termsDays: 15 },
    ] as const) {
      at = await commit(at, decideAct(at.state, asked, actContext(by, now)));
      expect(await findings(stream)).toEqual([]);
    }
    const offer = {
      tokenId: `of-${applicationId}`,
      documentSha256: 'e'.repeat(64),
      documentKey: 'offers/1',
      expiresAt: instant('2026-03-16T09:00:00.000Z'),
    };
    at = await commit(at, decideOffer(at.state, offer));
    expect(await findings(stream)).toEqual([]);
    at = await commit(at, decideAct(at.state, { act: 'withdraw' }, actContext(by, now)));
    expect(await findings(stream)).toEqual([]);
  });

  it('let only one of a grant and a withdrawal be written of what was accepted', async () => {
    const tokenId = `of-${applicationId}`;
    const documentSha256 = 'e'.repeat(64);
    const expiresAt = instant('2026-03-16T09:00:00.000Z');
    const by = { actId: 'w', actor: 'ana', reason: 'by telephone', role: 'manager' } as const;
    const accepted = async () => {
      const approved = await decidedOn();
      const offer = { tokenId, documentSha256, documentKey: 'offers/1', expiresAt };
      const offered = await commit(approved, decideOffer(approved.state, offer));
      const evidence = { at: now, addressHash: '0123456789abcdef', documentSha256 };
      const answer = { tokenId, answer: 'accept', evidence } as const;
      return commit(offered, decideOfferAnswer(offered.state, answer, now));
    };
    const customerId = `w${count}`;
    const grant = () =>
      desk.grant(granted({ customerId, applicationId, limitMinor: 100_000 }), 'application', cause);
    const withdrawal = (at: StoredApplication) => {
      const decision = decideAct(at.state, { act: 'withdraw' }, actContext(by, now));
      if (!decision.decided) throw new Error(decision.message);
      return applications.commit({ stored: at, facts: decision.facts, effectiveOn: on, cause });
    };
    expect(await withdrawal(await accepted())).toMatchObject({ state: { status: 'withdrawn' } });
    expect(await grant()).toEqual({ outcome: 'withdrawn' });
    expect(await desk.look(`${customerId}|main`)).toBeUndefined();

    applicationId = `${applicationId}-again`;
    const second = await accepted();
    expect(await grant()).toEqual({ outcome: 'active' });
    expect(await withdrawal(second)).toBe('conflict');
    expect(await grant()).toEqual({ outcome: 'active' });
    expect(await findings(`line#${customerId}|main`)).toEqual([]);
  });

  it('leave its place to the next application of the applicant', async () => {
    const first = `application#${applicationId}`;
    const declined = await decidedOn({ bureau: { ...bureau, bankrupt: true } });
    const notice = {
      reasons: ['insolvency'],
      locale: 'en' as const,
      outcome: 'sent' as const,
      documentSha256: 'a'.repeat(64),
      documentKey: 'notices/1',
    };
    await commit(declined, decideNotice(declined.state, notice));
    applicationId = `${applicationId}-again`;
    await receive();
    expect(await findings(first)).toEqual([]);
    expect(await findings(`application#${applicationId}`)).toEqual([]);
    const ended = [`APPLICANT#${fingerprint}`, `ENDED#${declined.state.applicationId}`] as const;
    await remove(...ended);
    expect(await findings(first)).toEqual([`${ended.join(' : ')}: it is missing`]);
    await mended(first);
    expect(await findings(first)).toEqual([]);
  });

  it('are told when they are damaged, and written anew from the events', async () => {
    const stream = `application#${applicationId}`;
    const { state } = await decidedOn({ bureau: { missing: 'timed-out' } });
    const pk = `APPLICATION#${applicationId}`;
    await set(pk, 'APPLICATION', 'status', 'approved');
    await remove(`APPLICANT#${fingerprint}`, 'OPEN');
    await set(pk, 'STRAY', 'what', 'else');
    expect(await findings(stream)).toEqual([
      `${pk} : APPLICATION: status is "approved", by the events "${state.status}"`,
      `APPLICANT#${fingerprint} : OPEN: it is missing, and nobody counts it along who finds it by this`,
      `${pk} : STRAY: no event says so`,
    ]);
    expect((await mended(stream)).at(-1)).toBe('3 items were written');
    expect(await findings(stream)).toEqual([]);
    expect(await applications.load(applicationId)).toMatchObject({ state });
    await remove(pk, 'APPLICATION');
    expect(await findings(stream)).toEqual([`${pk} : APPLICATION: it is missing`]);
    await mended(stream);
    expect(await applications.load(applicationId)).toMatchObject({ state });
  });

  it('lead others to what an older release had not filed under its line and group', async () => {
    const [customerId, groupId] = [`g${count}`, `group-${count}`];
    const given = reception({ applicationId, fingerprint, customerId, groupId });
    await commit(undefined, { decided: true, facts: decideReception(given, undefined) });
    const stream = `application#${applicationId}`;
    const partitions = [`APPLICANT#LINE#${customerId}|main`, `APPLICANT#GROUP#${groupId}`];
    const sk = `OPEN#${applicationId}`;
    for (const pk of partitions) await remove(pk, sk);
    expect(await applications.openForLine(`${customerId}|main`)).toEqual([]);
    const unseen = 'it is missing, and nobody counts it along who finds it by this';
    expect(await findings(stream)).toEqual(partitions.map((pk) => `${pk} : ${sk}: ${unseen}`));
    await mended(stream);
    expect(await findings(stream)).toEqual([]);
    expect(await applications.openForLine(`${customerId}|main`)).toEqual([applicationId]);
    expect(await applications.openInGroup(groupId, 9)).toEqual([applicationId]);
  });

  it('are nothing without events', async () => {
    await set('APPLICATION#CA-none', 'APPLICATION', 'status', 'approved');
    expect(await findings('application#CA-none')).toEqual([
      'APPLICATION#CA-none : APPLICATION: no event says so',
    ]);
  });
});

describe('the items of a line', () => {
  it('are what its events say, after orders, invoices and cancellations', async () => {
    const customerId = `c${count}`;
    const lineId = `${customerId}|main`;
    const stream = `line#${lineId}`;
    await desk.grant(granted({ customerId, limitMinor: 100_000 }), 'application', cause);
    const place = (orderId: string, amountMinor: number, revision = 1) =>
      desk.place(
        { customerId, legalEntity: 'main' },
        { orderId, amountMinor, currency: 'USD', revision },
        cause,
      );
    await place('o-1', 40_000);
    await place('o-2', 30_000);
    await place('o-2', 20_000, 2);
    await place('o-3', 90_000);
    await ledger.post(
      commandOf(
        {
          kind: 'issue-invoice',
          customerId,
          invoiceNumber: 'A-1',
          issuedOn: '2026-03-02',
          totalMinor: 40_000,
          instalments: [{ dueOn: '2026-04-01', amountMinor: 40_000 }],
          orderId: 'o-1',
        },
        `${lineId}|USD`,
      ),
    );
    await place('o-4', 1000);
    expect(await findings(stream)).toEqual([]);
    const pk = `LINE#${lineId}`;
    await set(pk, 'LINE', 'reservedMinor', 0);
    await remove(pk, 'ORDER#o-2');
    expect(await findings(stream)).toEqual([
      expect.stringContaining('reservedMinor is 0, by the events 21000'),
      `${pk} : ORDER#o-2: it is missing`,
    ]);
    await mended(stream);
    expect(await findings(stream)).toEqual([]);
  });
});
