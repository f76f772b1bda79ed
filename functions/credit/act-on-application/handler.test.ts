import { describe, expect, it } from 'vitest';
import { bureau } from '../../../test/support/credit-application.ts';
import { openCreditDesk, signed, submitted } from '../../../test/support/credit-desk.ts';
import { waitingLine } from '../../../test/support/credit-line.ts';

/** Referred to the manager: nothing but the history is known, and much is asked for. */
const referred = async (options: Parameters<typeof openCreditDesk>[0] = {}) => {
  const desk = openCreditDesk(options);
  await desk.register(submitted({ amountMinor: 4_000_000, submittedBy: 'luis' }));
  await desk.decide(await desk.gathered({}));
  const { referral } = (await desk.store.load('CA-1'))?.state ?? {};
  if (referral === undefined) throw new Error('not referred');
  const { limitMinor, termsDays } = referral;
  return { desk, approve: { act: 'approve', limitMinor, termsDays }, referral };
};
const dora = signed('Director', 'dora');

describe('an act on an application', () => {
  it('is carried out once under its id, in the role that the environment gives', async () => {
    const { desk } = await referred();
    const claim = { act: 'claim', actId: 'a-1' };
    expect(await desk.act(claim, dora)).toMatchObject({
      status: 200,
      body: { outcome: 'done', role: 'director', status: 'referred' },
    });
    expect(await desk.act(claim, dora)).toMatchObject({ body: { outcome: 'done-before' } });
    expect(await desk.act({ act: 'return', actId: 'a-1' }, dora)).toMatchObject({
      status: 409,
      body: { rule: 'act-id-taken' },
    });
    expect(desk.store.journal.at(-1)).toMatchObject({
      type: 'CreditReferralClaimed',
      data: { act: { actor: dora, role: 'director', reason: 'looked at it' } },
    });
  });

  it('approves nothing once a bureau has told of news, until that was gathered', async () => {
    const { desk, approve } = await referred();
    desk.alert();
    expect(await desk.act({ ...approve, actId: 'a-1' }, dora)).toMatchObject({
      status: 409,
      body: { rule: 'held-since' },
    });
    await desk.act({ act: 'ask', what: ['Accounts'], actId: 'a-2' }, dora);
    await desk.inform();
    const known = (await desk.gathered({ bureau })).map((each) =>
      each.source === 'bureau' ? { ...each, newsAt: desk.now() } : each,
    );
    await desk.decide(known);
    const { limitMinor, termsDays } = (await desk.store.load('CA-1'))?.state.referral ?? {};
    expect(desk.store.journal.findLast(({ type }) => type === 'CreditDecided')).toMatchObject({
      data: { newsAt: desk.now(), decidedOn: '2026-02-02' },
    });
    expect(await desk.act({ ...approve, limitMinor, termsDays, actId: 'a-3' }, dora)).toMatchObject(
      {
        status: 200,
      },
    );
  });

  it.each([
    ['InvoiceWrittenOff', 'written-off'],
    ['PaymentReversed', 'returned-payment'],
    ['PromiseBroken', 'broken-promise'],
  ] as const)(
    'approves nothing once the ledger has told of a %s, until that was gathered',
    async (type, because) => {
      const { desk, approve } = await referred();
      desk.tell('PaymentReceived');
      expect(desk.tell(type)).toBe(2);
      expect(await desk.act({ ...approve, actId: 'a-1' }, dora)).toMatchObject({
        status: 409,
        body: { rule: 'held-since', message: expect.stringContaining(because) },
      });
      expect(await desk.act({ act: 'claim', actId: 'a-2' }, dora)).toMatchObject({ status: 200 });
      await desk.act({ act: 'ask', what: ['Accounts'], actId: 'a-3' }, dora);
      await desk.inform();
      await desk.decide(await desk.gathered({}));
      expect(
        desk.store.journal.findLast(({ type: each }) => each === 'CreditDecided'),
      ).toMatchObject({ data: { readTo: [{ currency: 'USD', version: 2 }] } });
      expect(await desk.act({ ...approve, actId: 'a-4' }, dora)).toMatchObject({ status: 200 });
    },
  );

  it('leaves news of a customer with an active line to its holds and reviews', async () => {
    const { desk, approve } = await referred();
    desk.holds(waitingLine('acme|main', 'CA-0'));
    desk.tell('PaymentReversed');
    expect(await desk.act({ ...approve, actId: 'a-1' }, dora)).toMatchObject({ status: 200 });
  });

  it('takes no role from the request, and nobody without one', async () => {
    const { desk } = await referred();
    expect(await desk.act({ act: 'claim', actId: 'a-1', role: 'director' })).toMatchObject({
      status: 400,
    });
    const user = 'arn:aws:iam::111122223333:user/ana';
    expect(await desk.act({ act: 'claim', actId: 'a-1' }, user)).toMatchObject({
      status: 409,
      body: { rule: 'no-credit-role' },
    });
  });

  it('approves within authority, and refuses beyond it and what is one’s own', async () => {
    const { desk, approve } = await referred();
    expect(await desk.act({ ...approve, actId: 'a-1' }, signed('Director', 'luis'))).toMatchObject({
      body: { rule: 'own-application' },
    });
    const more = { limitMinor: 9_000_000, termsDays: 30 };
    await desk.act({ act: 'change', actId: 'a-2', ...more }, dora);
    const yes = { act: 'approve', ...more };
    expect(await desk.act({ ...yes, actId: 'a-3' }, signed('Analyst', 'ana'))).toMatchObject({
      body: { rule: 'beyond-authority' },
    });
    expect(await desk.act({ ...approve, actId: 'a-4' }, dora)).toMatchObject({
      body: { rule: 'terms-moved' },
    });
    expect(await desk.act({ ...yes, currency: 'EUR', actId: 'a-6' }, dora)).toMatchObject({
      status: 409,
      body: {
        rule: 'another-currency',
        message: 'currency: "EUR"; expected USD, which CA-1 is in',
      },
    });
    const done = await desk.act({ ...yes, actId: 'a-5' }, dora);
    expect(done).toMatchObject({ status: 200, body: { status: 'approved' } });
    expect(await desk.plan()).toEqual({ next: 'make-offer' });
  });

  it.each([
    ['address', { email: 'Dora@firm.example' }, 'dora@firm.example'],
    ['part before the at sign', { email: 'dora.diaz+bank@home.example' }, 'dora.diaz'],
    ['name', { kind: 'person' as const, name: 'Dora Díaz', taxId: '12345678Z' }, 'diaz.dora'],
  ])('of the applicant’s own person is refused, known by the %s', async (_, who, session) => {
    const desk = openCreditDesk();
    const { applicant } = submitted();
    await desk.register(submitted({ amountMinor: 4_000_000, applicant: { ...applicant, ...who } }));
    await desk.decide(await desk.gathered({}));
    const own = signed('Director', session);
    for (const act of ['claim', 'escalate', 'decline']) {
      expect(await desk.act({ act, actId: `own-${act}` }, own)).toMatchObject({
        status: 409,
        body: { rule: 'own-application' },
      });
    }
    expect(
      await desk.act({ act: 'claim', actId: 'a-1' }, signed('Director', 'dimas')),
    ).toMatchObject({ status: 200 });
    const journal = JSON.stringify(desk.store.journal);
    for (const personal of ['home.example', 'dora@', 'iaz'])
      expect(journal).not.toContain(personal);
    expect(await desk.act({ act: 'withdraw', actId: 'a-2' }, own)).toMatchObject({ status: 200 });
  });

  it('of a review is refused to whoever entered what its line goes back to, also the next one', async () => {
    const { desk } = await referred();
    const first = 'review:acme|main:2026-02-02';
    await desk.review('acme|main');
    await desk.decide(await desk.gathered({}), first);
    const luis = signed('Director', 'luis');
    expect(await desk.act({ act: 'claim', actId: 'a-1' }, luis, first)).toMatchObject({
      body: { rule: 'own-application' },
    });
    expect(await desk.act({ act: 'claim', actId: 'a-2' }, dora, first)).toMatchObject({
      status: 200,
    });
    const next = { applicationId: 'R-2', lineId: 'other|main', because: 'periodic' };
    await desk.command({
      kind: 'begin-review',
      inputId: 'application:R-2',
      customerId: 'acme',
      cause: { causationId: 'e', correlationId: 'e' },
      review: { ...next, dueOn: '2026-02-02', overdueOn: '2026-03-02' },
      line: { applicationId: first, limitMinor: 500_000, currency: 'USD', termsDays: 30 },
    });
    expect((await desk.store.load('R-2'))?.state).toMatchObject({ enteredBy: 'luis' });
  });

  it('leaves words of whoever acts out of the logs: nothing erases these', async () => {
    const logged: string[] = [];
    const { desk } = await referred({ written: (line) => void logged.push(line) });
    const reason = 'Cora Core telephoned';
    const reasons = [{ code: 'family', text: 'Cora is a sister of the owner' }];
    const less = { act: 'change', limitMinor: 1_000, termsDays: 30 };
    await desk.act({ ...less, actId: 'a-1', reason, reasons }, dora);
    await desk.act({ act: 'ask', actId: 'a-2', reason, what: ['A letter of Cora'] }, dora);
    await desk.act({ act: 'decline', actId: 'a-3', reason, reasons }, dora);
    expect(desk.types().slice(-2)).toEqual(['CreditTermsChanged', 'CreditInformationRequested']);
    expect(logged).toHaveLength(3);
    expect(logged.join()).not.toContain('Cora');
  });

  it('declines with reasons that the applicant is told', async () => {
    const { desk } = await referred();
    const reasons = [{ code: 'too-much', text: 'The amount is too much for now' }];
    await desk.act({ act: 'decline', actId: 'a-1', reasons }, dora);
    await desk.notice();
    expect(desk.letters[0]?.text).toContain('- The amount is too much for now');
  });

  it.each(['claim', 'return', 'escalate', 'withdraw'])(
    '%s asks for an id and a reason',
    async (act) => {
      const { desk } = await referred();
      expect(await desk.act({ act }, dora)).toMatchObject({ status: 400 });
      expect(await desk.act({ act, actId: 'a-1', reason: '' }, dora)).toMatchObject({
        status: 400,
      });
    },
  );

  it('of an unknown application is not found', async () => {
    const { desk } = await referred();
    const answer = await desk.act({ act: 'claim', actId: 'a-1' }, dora, 'CA-9');
    expect(answer).toMatchObject({ status: 404 });
  });

  it('of two that race decides the second on what the first left', async () => {
    const { desk, approve } = await referred();
    const [one, two] = await Promise.all([
      desk.act({ ...approve, actId: 'a-1' }, dora),
      desk.act({ act: 'decline', actId: 'a-2' }, signed('Director', 'dimas')),
    ]);
    expect(new Set([one.status, two.status])).toEqual(new Set([200, 409]));
    const ends = desk
      .types()
      .filter((type) => type === 'CreditApproved' || type === 'CreditDeclined');
    expect(ends).toHaveLength(1);
  });
});
