import { expect, it } from 'vitest';
import { linkIn, openCreditDesk } from '../../../test/support/credit-desk.ts';
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
      version: 5,
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
  ]);
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
