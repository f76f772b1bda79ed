import { describe, expect, it } from 'vitest';
import { policyOf } from '../../../credit-policies/catalogue.ts';
import type { CreditLine, LineFact } from '../../../shared/domain/credit/line/types.ts';
import { noHead } from '../../../shared/ports/journal.ts';
import { createStandingReader } from '../../../shared/services/credit/standing.ts';
import {
  type CreditDesk,
  linkIn,
  openCreditDesk,
  submitted,
} from '../../../test/support/credit-desk.ts';
import { createAccount, createLine, granted } from '../../../test/support/credit-line.ts';
import { createHandler, type Deps } from './handler.ts';

/** Shows applications of a desk, over lines that stand so. */
const screenOf = (
  desk: CreditDesk,
  others: readonly CreditLine[] = [],
  over: Partial<Pick<Deps, 'look' | 'journal' | 'looksPastDue'>> = {},
) => {
  const standingOf = createStandingReader({
    applications: desk.store,
    lines: {
      load: async (id) => {
        const line = others.find(({ lineId }) => lineId === id);
        return line && { line, head: noHead, accounts: {} };
      },
      members: async () => others.map(({ lineId }) => lineId),
      group: async (groupId) => ({ groupId, limitMinor: 1, currency: 'USD' }),
    },
    rateOf: async () => undefined,
  });
  const handle = createHandler({
    applications: desk.store,
    journal: desk.store.reader,
    look: async () => undefined,
    looksPastDue: true,
    standingOf,
    heardOf: desk.heardOf,
    policy: { name: 'default', version: 2 },
    policyOf,
    bookZone: 'UTC',
    clock: { now: desk.now },
    ...over,
  });
  return (applicationId: string) =>
    handle({ actor: 'ana', route: '', params: { applicationId }, query: {}, body: undefined });
};

const show = async (applicationId: string) => {
  const desk = openCreditDesk();
  await desk.register();
  await desk.decide(await desk.gathered());
  await desk.offer();
  return { desk, answer: await screenOf(desk)(applicationId) };
};

it('shows an application, who applies and what happened', async () => {
  const { answer } = await show('CA-1');
  expect(answer).toMatchObject({
    status: 200,
    body: {
      applicationId: 'CA-1',
      status: 'offered',
      version: 6,
      applicant: { name: 'Acme SL' },
      decision: { outcome: 'approve' },
    },
  });
  const { history } = answer.body as { readonly history: readonly { readonly type: string }[] };
  expect(history.map(({ type }) => type)).toEqual([
    'CreditApplicationReceived',
    'CreditDataGathered',
    'CreditDecided',
    'CreditApproved',
    'CreditOfferMade',
    'CreditOfferSent',
  ]);
});

it('shows what else there is of the applicant', async () => {
  const desk = openCreditDesk();
  await desk.register();
  await desk.act({ act: 'withdraw', actId: 'a-1' });
  await desk.register(submitted({ applicationId: 'CA-2', customerId: 'other' }));
  const screen = screenOf(desk);
  const shown = async (applicationId: string) => (await screen(applicationId)).body;
  expect(await shown('CA-2')).toMatchObject({
    before: {
      open: [],
      ended: [{ applicationId: 'CA-1', kind: 'new', outcome: 'withdrawn', on: '2026-02-02' }],
      lines: [],
    },
  });
  expect(await shown('CA-1')).toMatchObject({ before: { open: ['CA-2'], ended: [] } });
});

it('shows neither the tax id nor what the link of the offer is made of', async () => {
  const { desk, answer } = await show('CA-1');
  const [, , , , token = ''] = linkIn(desk).split('/');
  const text = JSON.stringify(answer.body);
  expect(text).not.toContain('A58818501');
  expect(text).not.toContain(token.split('.')[0] ?? '-');
});

it('knows of no other application', async () => {
  expect((await show('CA-9')).answer).toMatchObject({ status: 404 });
});

describe('of an application that is open', () => {
  const act = { actId: 'h-1', actor: 'eva', role: 'manager', reason: 'no accounts' } as const;
  const placed = (because: readonly string[], by: object = {}) =>
    ({ type: 'CreditHoldPlaced', data: { lineId: 'acme|main', because, ...by } }) as LineFact;

  /** A line of 1,000 dollars of which 500 are used, with what happened to it. */
  const standing = (facts: readonly LineFact[]) => {
    const account = createAccount('acme|main|USD');
    const line = createLine([account], ['o-1']);
    account.invoice('A-1', 20_000);
    line.place({ orderId: 'o-1', revision: 1, amountMinor: 30_000, currency: 'USD' });
    line.act(facts);
    const book = line.book();
    const view = { book, exposure: line.look(), circumstances: { pastDue: true } };
    const events = facts.map((fact, index) => ({
      ...fact,
      recordedAt: `2026-02-0${index + 1}T09:00:00.000Z`,
    }));
    return { view, journal: { last: async () => events as never } };
  };

  it('tells how the line of a review stands, and what holds it since when', async () => {
    const desk = openCreditDesk();
    await desk.register();
    await desk.review('acme|main');
    const { view, journal } = standing([
      placed(['insolvency']),
      placed(['insolvency', 'person'], { act }),
      { type: 'CreditHoldReleased', data: { lineId: 'acme|main', because: ['insolvency'] } },
      placed(['person', 'insolvency']),
    ]);
    const screen = screenOf(desk, [], {
      look: async (lineId) => (lineId === 'acme|main' ? view : undefined),
      journal,
    });
    const { body } = await screen('review:acme|main:2026-02-02');
    expect(body).toMatchObject({
      lines: [
        {
          lineId: 'acme|main',
          status: 'active',
          limitMinor: 100_000,
          currency: 'USD',
          termsDays: 30,
          reviewOn: '2026-06-02',
          holds: [
            {
              hold: 'person',
              since: '2026-02-02T09:00:00.000Z',
              by: 'eva',
              reason: 'no accounts',
            },
            { hold: 'insolvency', since: '2026-02-04T09:00:00.000Z' },
          ],
          figures: {
            currency: 'USD',
            limitMinor: 100_000,
            openMinor: 20_000,
            reservedMinor: 30_000,
            availableMinor: 50_000,
          },
          pastDue: true,
        },
      ],
    });
    const [line] = (body as { readonly lines: readonly object[] }).lines;
    expect(JSON.stringify(line)).not.toContain('unknown');
  });

  it('says what it does not know: a hold of long ago, figures without a rate, past due', async () => {
    const desk = openCreditDesk();
    await desk.register();
    const { view } = standing([placed(['person'], { act })]);
    const exposure = { ok: false, code: 'rate-unknown', message: 'no rate' } as const;
    const screen = screenOf(desk, [], {
      look: async () => ({ ...view, exposure }),
      looksPastDue: false,
      journal: { last: async () => [] },
    });
    expect(JSON.parse(JSON.stringify((await screen('CA-1')).body)).lines).toEqual([
      expect.objectContaining({
        holds: [{ hold: 'person', by: 'eva' }],
        unknown: { rule: 'rate-unknown', message: 'no rate' },
      }),
    ]);
    const [line] = ((await screen('CA-1')).body as { readonly lines: readonly object[] }).lines;
    expect(line).toMatchObject({ figures: undefined, pastDue: undefined });
  });

  it('sums the limits that count along, or says that nobody knows them', async () => {
    const { view } = standing([]);
    const member = (customerId: string, over: Partial<CreditLine>): CreditLine => ({
      ...view.book.line,
      ...granted({ customerId, applicationId: customerId }),
      reviewOn: view.book.line.reviewOn,
      lineId: `${customerId}|main`,
      groupId: 'holding',
      ...over,
    });
    const desk = openCreditDesk();
    const { applicant } = submitted();
    await desk.register(submitted({ applicant: { ...applicant, groupId: 'holding' } }));
    const bolt = member('bolt', { limitMinor: 70_000 });
    const shown = async (...others: readonly CreditLine[]) =>
      (await screenOf(desk, others)('CA-1')).body;
    expect(await shown(bolt, member('over', { status: 'closed' }))).toMatchObject({
      lines: [],
      connected: {
        limitsMinor: 70_000,
        currency: 'USD',
        tooMany: false,
        limits: [{ lineId: 'bolt|main', because: 'group', limitMinor: 70_000, currency: 'USD' }],
      },
    });
    expect(await shown(bolt, member('peso', { currency: 'COP' }))).toMatchObject({
      connected: { limitsMinor: undefined, tooMany: false },
    });
  });

  it('looks at no line of one that has ended', async () => {
    const desk = openCreditDesk();
    await desk.register();
    await desk.act({ act: 'withdraw', actId: 'w' });
    const { view } = standing([]);
    const { body } = await screenOf(desk, [], { look: async () => view })('CA-1');
    expect(body).toMatchObject({ status: 'withdrawn', lines: [] });
    expect(body).not.toHaveProperty('connected');
  });
});

it('shows what bureaus told of, and of which of it no report knows', async () => {
  const desk = openCreditDesk();
  desk.alert();
  const newsAt = desk.now();
  desk.later(60);
  desk.alert(true);
  const unread = desk.now();
  await desk.register();
  const gathered = await desk.gathered();
  await desk.decide(
    gathered.map((each) => (each.source === 'bureau' ? { ...each, newsAt } : each)),
  );
  desk.later(60);
  desk.alert();
  const { body } = await screenOf(desk)('CA-1');
  expect(body).toMatchObject({
    decision: { newsAt, unreadNewsAt: unread },
    bureauNews: [
      { heardAt: desk.now(), insolvent: false, standing: 'since' },
      { heardAt: unread, insolvent: true, standing: 'unread' },
      { heardAt: newsAt, insolvent: false, standing: 'read' },
    ],
  });
  await desk.act({ act: 'withdraw', actId: 'w' });
  expect((await screenOf(desk)('CA-1')).body).not.toHaveProperty('bureauNews');
});
