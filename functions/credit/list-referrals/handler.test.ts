import { expect, it } from 'vitest';
import type { OpenReferral } from '../../../shared/ports/applications.ts';
import { createHandler } from './handler.ts';

const referral = (applicationId: string, claimedBy?: string): OpenReferral => ({
  applicationId,
  kind: 'new',
  customerId: 'acme',
  legalEntity: 'main',
  role: 'analyst',
  dueAt: '2026-03-03T09:00:00.000Z',
  limitMinor: 1,
  currency: 'USD',
  termsDays: 30,
  approvals: 0,
  ...(claimedBy === undefined ? {} : { claimedBy }),
});

const ana = 'arn:aws:sts::1:assumed-role/Analyst/ana';
const all = [referral('CA-1'), referral('CA-2', ana), referral('CA-3', 'x')];

const ask = (query: Readonly<Record<string, string>>) =>
  createHandler({
    referrals: {
      open: async (_role, { limit, after }) => ({
        referrals: all.slice(0, limit),
        ...(after === undefined ? { next: 'there' } : {}),
      }),
    },
  })({ actor: ana, route: '', params: {}, query, body: undefined });

it('lists what waits for a role, a page at a time', async () => {
  expect(await ask({ role: 'analyst', limit: '2' })).toEqual({
    status: 200,
    body: { role: 'analyst', referrals: all.slice(0, 2), next: 'there' },
  });
  expect((await ask({ role: 'analyst', after: 'there' })).body).not.toHaveProperty('next');
});

it.each([
  ['mine', ['CA-2']],
  ['nobody', ['CA-1']],
])('shows those of %s', async (claimed, ids) => {
  const { body } = await ask({ role: 'analyst', claimed });
  const { referrals } = body as { readonly referrals: readonly OpenReferral[] };
  expect(referrals.map(({ applicationId }) => applicationId)).toEqual(ids);
});

it.each([{}, { role: 'boss' }, { role: 'analyst', limit: '0' }, { role: 'analyst', more: 'x' }])(
  'refuses what it does not know: %o',
  async (query) => {
    expect(await ask(query as Readonly<Record<string, string>>)).toMatchObject({ status: 400 });
  },
);
