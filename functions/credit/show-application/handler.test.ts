import { expect, it } from 'vitest';
import { linkIn, openCreditDesk, submitted } from '../../../test/support/credit-desk.ts';
import { createHandler } from './handler.ts';

const show = async (applicationId: string) => {
  const desk = openCreditDesk();
  await desk.register();
  await desk.decide(await desk.gathered());
  await desk.offer();
  const handle = createHandler({ applications: desk.store, journal: desk.store.reader });
  const answer = await handle({
    actor: 'ana',
    route: '',
    params: { applicationId },
    query: {},
    body: undefined,
  });
  return { desk, answer };
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
  const handle = createHandler({ applications: desk.store, journal: desk.store.reader });
  const asked = { actor: 'ana', route: '', query: {}, body: undefined };
  const shown = async (applicationId: string) =>
    (await handle({ ...asked, params: { applicationId } })).body;
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
