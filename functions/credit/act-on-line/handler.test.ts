import { describe, expect, it } from 'vitest';
import { policyOf } from '../../../credit-policies/catalogue.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { instant } from '../../../shared/domain/calendar.ts';
import { maxLooked, maxMembers } from '../../../shared/domain/credit/group.ts';
import { evolveAll } from '../../../shared/domain/credit/line/evolve.ts';
import { decideGrant } from '../../../shared/domain/credit/line/terms.ts';
import type { LineBook, LineFact } from '../../../shared/domain/credit/line/types.ts';
import type { Application } from '../../../shared/domain/credit/types.ts';
import type { CreditGroups } from '../../../shared/ports/credit-lines.ts';
import { noHead } from '../../../shared/ports/journal.ts';
import { LineContended } from '../../../shared/services/credit/line-races.ts';
import { nameDigests } from '../../../shared/services/credit/name-digests.ts';
import { createOwnLines } from '../../../shared/services/credit/whose-line.ts';
import { silent } from '../../../test/support/case-desk.ts';
import { day, granted } from '../../../test/support/credit-line.ts';
import { ana } from '../../../test/support/operator-desk.ts';
import type { Deps } from './deps.ts';
import { createHandler } from './handler.ts';

const lineRoute = 'POST /v1/operator/credit/lines/{lineId}/acts';
const groupRoute = 'POST /v1/operator/credit/groups/{groupId}/acts';
const holding = { groupId: 'holding', limitMinor: 100_000, currency: 'USD' };
const base = { reason: 'insolvency in the press' };

const eva = 'arn:aws:sts::1:assumed-role/CreditAnalyst/eva';
const dora = 'arn:aws:sts::1:assumed-role/CreditDirector/dora';

const digestOf = async (purpose: string, text: string) => sha256(`key:${purpose}:${text}`);

const setUp = ({
  races = 0,
  terms = {},
  application = {},
  ended = [],
  closed = [],
}: {
  readonly races?: number;
  readonly terms?: Parameters<typeof granted>[0];
  /** What the line was granted by says of people. */
  readonly application?: Pick<Application, 'submittedBy' | 'enteredBy' | 'applicantNames'>;
  /** Reviews that have ended as applications. */
  readonly ended?: readonly string[];
  /** What closed lines of the group owe, one for each. */
  readonly closed?: readonly number[];
} = {}) => {
  const grant = decideGrant(undefined, 'acme|main', granted(terms), 'application');
  let book: LineBook | undefined = grant.decided
    ? evolveAll(undefined, grant.facts, day('2026-03-02'))
    : undefined;
  const facts: LineFact[] = [];
  const marks = new Map<string, string>();
  const placed: object[] = [];
  const limits: Parameters<CreditGroups['commit']>[0][] = [];
  let left = races;
  const deps: Deps = {
    desk: {
      decideOn: async (lineId, _cause, decide, mark) => {
        if (book === undefined || lineId !== 'acme|main') return undefined;
        if (left > 0) {
          left -= 1;
          throw new LineContended('lost');
        }
        const decision = decide(book.line, undefined as never);
        if (!decision.decided) return decision;
        facts.push(...decision.facts);
        if (mark) marks.set(mark.actId, mark.content);
        book = evolveAll(book, decision.facts, day('2026-03-02')) ?? book;
        return { done: { line: book.line } as never };
      },
      place: async (of, order) => {
        placed.push({ ...of, ...order });
        return order.revision === 1
          ? { answer: 'approved', because: [], reservedMinor: order.amountMinor }
          : { answer: 'refused', because: [{ rule: 'revision-stale', message: 'later' }] };
      },
    },
    lines: {
      carriedOut: async (_, actId) => marks.get(actId),
      load: async (lineId) => {
        const openMinor = closed[Number(lineId.split('#')[1])];
        if (book === undefined || openMinor === undefined) {
          return book && { line: book.line, head: noHead, accounts: {} };
        }
        const line = { ...book.line, status: 'closed', riskClass: 'high' } as const;
        const known = { accountId: 'a', version: 1, openMinor, unappliedMinor: 0 };
        return { line, head: noHead, accounts: { a: known } };
      },
      group: async (groupId) => (groupId === 'holding' ? holding : undefined),
      members: async (_, limit) =>
        ['acme|main', ...closed.map((_owes, index) => `closed#${index}`)].slice(0, limit),
    },
    groups: {
      load: async () => {
        const last = limits.at(-1);
        return last && { group: last.data, head: noHead };
      },
      carriedOut: async (_, actId) => marks.get(actId),
      commit: async (commit) => {
        limits.push(commit);
        marks.set(commit.mark.actId, commit.mark.content);
        return 'committed';
      },
    },
    isOwnLine: createOwnLines({
      applications: { load: async () => ({ state: application as Application, head: noHead }) },
      digestOf,
    }),
    hasEnded: async (applicationId) => ended.includes(applicationId),
    roles: { analyst: [eva], manager: [ana], director: [dora] },
    policy: policyOf('default', 1),
    rateOf: async () => undefined,
    graceDays: 15,
    zone: 'UTC',
    clock: { now: () => instant('2026-03-02T09:00:00Z') },
    hash: sha256,
  };
  const handle = createHandler(deps);
  const ask = (body: unknown, lineId = 'acme%7Cmain', actor = ana) =>
    handle({ actor, route: lineRoute, params: { lineId }, query: {}, body }, silent());
  const askGroup = (body: unknown, groupId = 'holding', actor = ana) =>
    handle({ actor, route: groupRoute, params: { groupId }, query: {}, body }, silent());
  return { ask, askGroup, facts, limits, placed };
};

describe('acts about a credit line', () => {
  it('hold and release it, each with who, in which role and why', async () => {
    const { ask, facts } = setUp();
    expect(await ask({ ...base, actId: 'a-1', act: 'hold-line' })).toEqual({
      status: 200,
      body: {
        lineId: 'acme|main',
        actId: 'a-1',
        act: 'hold-line',
        outcome: 'done',
        status: 'active',
        holds: ['person'],
      },
    });
    expect(await ask({ ...base, actId: 'a-1', act: 'hold-line' })).toMatchObject({
      body: { outcome: 'done-before' },
    });
    expect(await ask({ ...base, actId: 'a-1', act: 'release-line' })).toMatchObject({
      status: 409,
      body: { rule: 'act-id-taken' },
    });
    await ask({ ...base, actId: 'a-2', act: 'release-line' });
    const act = { actor: ana, role: 'manager', ...base };
    expect(facts).toEqual([
      {
        type: 'CreditHoldPlaced',
        data: { lineId: 'acme|main', because: ['person'], act: { ...act, actId: 'a-1' } },
      },
      {
        type: 'CreditHoldReleased',
        data: { lineId: 'acme|main', because: ['person'], act: { ...act, actId: 'a-2' } },
      },
    ]);
  });

  it('ask for another review once the one before has ended without a decision', async () => {
    const ended: string[] = [];
    const { ask, facts } = setUp({ ended });
    const review = (actId: string) => ask({ ...base, actId, act: 'review-line' });
    await review('a-1');
    expect(await review('a-2')).toMatchObject({ status: 409, body: { rule: 'review-runs' } });
    ended.push('review:acme|main:2026-03-02');
    expect(await review('a-2')).toMatchObject({ status: 200 });
    expect(await review('a-3')).toMatchObject({ status: 409, body: { rule: 'review-runs' } });
    expect(facts.map(({ data }) => 'applicationId' in data && data.applicationId)).toEqual([
      'review:acme|main:2026-03-02',
      'review:acme|main:2026-03-02.2',
    ]);
  });

  it.each([
    ['release-line', 'not-on-hold'],
    ['set-group', 'nothing-changes'],
  ])('%s is refused when there is nothing to do', async (act, rule) => {
    const { ask, facts } = setUp();
    expect(await ask({ ...base, actId: 'a-1', act })).toMatchObject({
      status: 409,
      body: { rule },
    });
    expect(facts).toEqual([]);
  });

  it('set its group and its insurance, ask for a review and close it', async () => {
    const { ask, facts } = setUp();
    await ask({ ...base, actId: 'a-1', act: 'set-group', groupId: 'holding' });
    const insured = { insuredMinor: 50_000, coveragePercent: 90 };
    await ask({ ...base, actId: 'a-2', act: 'set-insurance', ...insured });
    await ask({ ...base, actId: 'a-3', act: 'review-line' });
    expect(await ask({ ...base, actId: 'a-4', act: 'close-line' })).toMatchObject({ status: 400 });
    const reasons = [{ code: 'no-more-orders', text: 'There were no orders for two years' }];
    await ask({ ...base, actId: 'a-4', act: 'close-line', reasons });
    expect(facts).toMatchObject([
      { type: 'CreditLineChanged', data: { groupId: 'holding', limitMinor: 100_000 } },
      { type: 'CreditLineChanged', data: { groupId: 'holding', ...insured } },
      { type: 'CreditReviewDue', data: { because: 'person', overdueOn: '2026-03-17' } },
      {
        type: 'CreditLineClosed',
        data: { because: 'person', applicationId: 'review:acme|main:2026-03-02', reasons },
      },
      { type: 'CreditHoldPlaced', data: { because: ['line-closed'] } },
    ]);
    expect(await ask({ ...base, actId: 'a-5', act: 'hold-line' })).toMatchObject({
      status: 409,
      body: { rule: 'line-closed' },
    });
  });

  it.each([
    [{ ...base, actId: 'a-1', act: 'raise-limit' }],
    [{ ...base, actId: 'a-1', act: 'check-order', orderId: 'o' }],
    [{ ...base, actId: 'a-1', act: 'set-insurance', insuredMinor: 5 }],
    [{ actId: 'a-1', act: 'hold-line' }],
  ])('%o is malformed', async (body) => {
    expect(await setUp().ask(body)).toMatchObject({ status: 400 });
  });

  it('are asked for again when others keep the line busy', async () => {
    const hold = { ...base, actId: 'a-1', act: 'hold-line' };
    expect(await setUp({ races: 2 }).ask(hold)).toMatchObject({ status: 200 });
    expect(await setUp({ races: 9 }).ask(hold)).toMatchObject({ status: 503 });
    expect(await setUp().ask(hold, 'bolt|main')).toMatchObject({ status: 404 });
    expect(await setUp().ask(hold, 'bolt')).toMatchObject({ status: 400 });
  });

  it('are refused to whoever has no role in the approval of credit', async () => {
    const hold = { ...base, actId: 'a-1', act: 'hold-line' };
    const { ask, facts } = setUp();
    expect(await ask(hold, 'acme|main', 'arn:aws:iam::1:user/guest')).toMatchObject({
      status: 409,
      body: { rule: 'no-credit-role' },
    });
    expect(facts).toEqual([]);
  });

  it('check an order that came by telephone, as the system that takes orders would', async () => {
    const { ask, placed } = setUp();
    const order = { orderId: 'SO-1', amountMinor: 5_000, currency: 'USD' };
    const check = { ...base, actId: 'o-1', act: 'check-order', ...order };
    expect(await ask(check)).toMatchObject({
      status: 200,
      body: { answer: 'approved', reservedMinor: 5_000, orderId: 'SO-1' },
    });
    const act = { actId: 'o-1', actor: ana, role: 'manager' };
    expect(placed).toMatchObject([
      { customerId: 'acme', legalEntity: 'main', ...order, revision: 1, act },
    ]);
    expect(await ask({ ...check, revision: 2 })).toMatchObject({
      status: 409,
      body: { rule: 'revision-stale' },
    });
  });

  it('set what a group may owe together, once under an id', async () => {
    const { askGroup, limits } = setUp();
    const limit = { ...base, actId: 'g-1', act: 'set-limit', limitMinor: 9_000, currency: 'USD' };
    expect(await askGroup(limit)).toMatchObject({ status: 200, body: { outcome: 'done' } });
    expect(await askGroup(limit)).toMatchObject({ body: { outcome: 'done-before' } });
    expect(await askGroup({ ...limit, limitMinor: 1 })).toMatchObject({ status: 409 });
    expect(await askGroup({ ...limit, currency: 'UDS' })).toMatchObject({ status: 400 });
    expect(limits.map(({ data }) => data)).toMatchObject([
      { groupId: 'holding', limitMinor: 9_000, act: { actId: 'g-1', role: 'manager' } },
    ]);
  });

  it('take the rank of whoever holds the line, and authority for its limit, to release it', async () => {
    const { ask, facts } = setUp();
    await ask({ ...base, actId: 'a-1', act: 'hold-line' }, 'acme|main', dora);
    const release = { ...base, actId: 'a-2', act: 'release-line' };
    expect(await ask(release)).toMatchObject({
      status: 409,
      body: {
        rule: 'beyond-authority',
        message: expect.stringContaining('held by the role director'),
      },
    });
    expect(await ask(release, 'acme|main', dora)).toMatchObject({ status: 200 });

    // A line of 100,000.00 USD in the middle class: more than an analyst may grant.
    const large = setUp({ terms: { limitMinor: 10_000_000 } });
    await large.ask({ ...base, actId: 'a-1', act: 'hold-line' }, 'acme|main', eva);
    expect(await large.ask(release, 'acme|main', eva)).toMatchObject({
      body: { rule: 'beyond-authority' },
    });
    expect(await large.ask(release)).toMatchObject({ status: 200 });
    expect(facts.map(({ type }) => type)).toEqual(['CreditHoldPlaced', 'CreditHoldReleased']);

    const unpriced = setUp({ terms: { currency: 'EUR' } });
    await unpriced.ask({ ...base, actId: 'a-1', act: 'hold-line' });
    expect(await unpriced.ask(release)).toMatchObject({ body: { rule: 'authority-unknown' } });
  });

  it('put a line only into a group that has a limit, and out of one with authority for its limit', async () => {
    const { ask, facts } = setUp({ terms: { limitMinor: 10_000_000 } });
    const group = { ...base, act: 'set-group' };
    expect(await ask({ ...group, actId: 'a-1', groupId: 'hodling' })).toMatchObject({
      status: 409,
      body: { rule: 'unknown-group' },
    });
    const join = { ...group, actId: 'a-2', groupId: 'holding' };
    expect(await ask(join, 'acme|main', eva)).toMatchObject({ status: 200 });
    expect(await ask({ ...group, actId: 'a-3' }, 'acme|main', eva)).toMatchObject({
      body: { rule: 'beyond-authority' },
    });
    expect(await ask({ ...group, actId: 'a-3' })).toMatchObject({ status: 200 });
    expect(facts).toHaveLength(2);
  });

  it('raise the limit of a group with authority for it, and lower it without', async () => {
    const { askGroup, limits } = setUp();
    let acts = 0;
    const set = (limitMinor: number, actor: string, currency = 'USD') => {
      acts += 1;
      const act = { ...base, actId: `g-${acts}`, act: 'set-limit', limitMinor, currency };
      return askGroup(act, 'holding', actor);
    };
    expect(await set(9_000_000, eva)).toMatchObject({ status: 200 });
    expect(await set(9_000_001, eva)).toMatchObject({ body: { rule: 'beyond-authority' } });
    expect(await set(8_000_000, eva)).toMatchObject({ status: 200 });
    expect(await set(9_000_000, ana)).toMatchObject({ status: 200 });
    expect(await set(20_000_001, ana)).toMatchObject({ body: { rule: 'beyond-authority' } });
    expect(await set(1_000, dora, 'EUR')).toMatchObject({ body: { rule: 'authority-unknown' } });
    expect(limits.map(({ data }) => data.limitMinor)).toEqual([9_000_000, 8_000_000, 9_000_000]);
  });

  it('raise the limit of a group whatever lines of it are over, and not what still owes', async () => {
    const raise = async (...closed: number[]) => {
      const { askGroup } = setUp({ closed });
      const set = (actId: string, limitMinor: number, actor: string) => {
        const act = { ...base, actId, act: 'set-limit', limitMinor, currency: 'USD' };
        return askGroup(act, 'holding', actor);
      };
      await set('g-1', 1_000, eva);
      const { body } = await set('g-2', 1_000_001, eva);
      return body;
    };
    const nothing = (count: number) => Array.from({ length: count }, () => 0);
    expect(await raise(...nothing(maxLooked - 1))).toMatchObject({ outcome: 'done' });
    expect(await raise(...nothing(maxLooked))).toMatchObject({ rule: 'authority-unknown' });
    // A closed line of the riskiest class counts while it owes.
    expect(await raise(1)).toMatchObject({ rule: 'beyond-authority' });
    expect(await raise(...nothing(70).fill(1, 0, maxMembers))).toMatchObject({
      rule: 'authority-unknown',
      message: expect.stringContaining('more than 60 lines that are in force or owe'),
    });
  });

  it("of a line of their own are nobody's, but for what only takes credit away", async () => {
    const acts = [
      { act: 'release-line' },
      { act: 'review-line' },
      { act: 'set-group', groupId: 'holding' },
      { act: 'set-insurance', insuredMinor: 50_000, coveragePercent: 90 },
      { act: 'check-order', orderId: 'SO-1', amountMinor: 5_000, currency: 'USD' },
    ];
    const owners = [
      { submittedBy: 'dora' },
      { enteredBy: 'Dora@firm.example' },
      { applicantNames: await nameDigests(['dora'], digestOf) },
    ];
    for (const application of owners) {
      const { ask, askGroup, facts, limits, placed } = setUp({ application });
      expect(await ask({ ...base, actId: 'h', act: 'hold-line' }, 'acme|main', dora)).toMatchObject(
        { status: 200 },
      );
      for (const [index, act] of acts.entries()) {
        const own = await ask({ ...base, actId: `a-${index}`, ...act }, 'acme|main', dora);
        expect(own).toMatchObject({ status: 409, body: { rule: 'own-line' } });
      }
      const limit = { ...base, act: 'set-limit', limitMinor: 9_000, currency: 'USD' };
      expect(await askGroup({ ...limit, actId: 'g-1' }, 'holding', dora)).toMatchObject({
        status: 200,
      });
      const raise = { ...limit, limitMinor: 9_001, actId: 'g-2' };
      expect(await askGroup(raise, 'holding', dora)).toMatchObject({ body: { rule: 'own-line' } });
      expect(await askGroup(raise, 'holding', ana)).toMatchObject({ status: 200 });
      expect(facts.map(({ type }) => type)).toEqual(['CreditHoldPlaced']);
      expect([limits.length, placed.length]).toEqual([2, 0]);
      const reasons = [{ code: 'no-more-orders', text: 'There were no orders for two years' }];
      expect(
        await ask({ ...base, actId: 'c', act: 'close-line', reasons }, 'acme|main', dora),
      ).toMatchObject({ status: 200 });
    }
  });

  it('hold a line over the head of whoever has less to say, and not the other way round', async () => {
    const { ask, facts } = setUp();
    const hold = (actId: string, actor: string) =>
      ask({ ...base, actId, act: 'hold-line' }, 'acme|main', actor);
    await hold('a-1', eva);
    expect(await hold('a-2', eva)).toMatchObject({ body: { rule: 'on-hold-already' } });
    expect(await hold('a-3', dora)).toMatchObject({ status: 200, body: { holds: ['person'] } });
    expect(await hold('a-4', ana)).toMatchObject({
      body: {
        rule: 'on-hold-already',
        message: expect.stringContaining('held by the role director'),
      },
    });
    const release = { ...base, actId: 'a-5', act: 'release-line' };
    expect(await ask(release)).toMatchObject({ body: { rule: 'beyond-authority' } });
    expect(await ask(release, 'acme|main', dora)).toMatchObject({ status: 200 });
    expect(facts.map(({ type }) => type)).toEqual([
      'CreditHoldPlaced',
      'CreditHoldPlaced',
      'CreditHoldReleased',
    ]);
  });
});
