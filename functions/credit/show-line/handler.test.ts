import { expect, it } from 'vitest';
import { createAccount, createLine } from '../../../test/support/credit-line.ts';
import { ana } from '../../../test/support/operator-desk.ts';
import { createHandler, type Deps } from './handler.ts';

const setUp = (exposed?: Awaited<ReturnType<Deps['look']>>) => {
  const account = createAccount('acme|main|USD');
  const line = createLine([account], ['o-1']);
  account.invoice('A-1', 20_000);
  line.place({ orderId: 'o-1', revision: 1, amountMinor: 30_000, currency: 'USD' });
  const exposure = line.look();
  const view = {
    book: line.book(),
    exposure,
    accounts: [account.figures()],
  };
  const handle = createHandler({
    look: async (lineId) => (lineId === 'acme|main' ? (exposed ?? view) : undefined),
    lines: {
      reserved: async () => ['o-1'],
      orders: async () => line.book().orders,
      group: async () => undefined,
      members: async () => ['acme|main', 'bolt|main'],
    },
  });
  const show = (lineId: string) =>
    handle({ actor: ana, route: 'GET', params: { lineId }, query: {}, body: undefined });
  return { show, view };
};

it('shows terms, what is used of the line and by which orders', async () => {
  const { show } = setUp();
  expect(await show('acme|main')).toMatchObject({
    status: 200,
    body: {
      line: { limitMinor: 100_000, termsDays: 30, riskClass: 'medium', holds: [] },
      figures: { exposureMinor: 50_000, openMinor: 20_000, availableMinor: 50_000 },
      accounts: [{ accountId: 'acme|main|USD', openMinor: 20_000 }],
      orders: [{ orderId: 'o-1', lineMinor: 30_000, expiresOn: '2026-04-01' }],
    },
  });
  expect(await show('nobody|main')).toMatchObject({ status: 404 });
});

it('shows the group, what an insurer bears, and why an exposure is not known', async () => {
  const { view } = setUp();
  const line = {
    ...view.book.line,
    groupId: 'holding',
    insuredMinor: 40_000,
    coveragePercent: 90,
  };
  const insured = { ...view, book: { ...view.book, line } };
  expect(await setUp(insured).show('acme|main')).toMatchObject({
    body: {
      insurance: { coveredMinor: 36_000, ownRiskMinor: 14_000 },
      group: { groupId: 'holding', members: ['acme|main', 'bolt|main'] },
    },
  });
  const blind = {
    ...insured,
    exposure: { ok: false, code: 'rate-unknown', message: 'no rate' } as const,
  };
  expect((await setUp(blind).show('acme|main')).body).toMatchObject({
    figures: undefined,
    insurance: undefined,
    unknown: { rule: 'rate-unknown', message: 'no rate' },
  });
});
