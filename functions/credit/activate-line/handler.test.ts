import { describe, expect, it } from 'vitest';
import { policyOf } from '../../../credit-policies/catalogue.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { silent } from '../../../test/support/case-desk.ts';
import { linkIn, openCreditDesk, signed, submitted } from '../../../test/support/credit-desk.ts';
import { waitingLine } from '../../../test/support/credit-line.ts';
import { createHandler } from './handler.ts';

const answered = async (
  answer: 'accept' | 'refuse',
  line?: Parameters<typeof openCreditDesk>[0],
) => {
  const desk = openCreditDesk(line);
  await desk.register();
  await desk.decide(await desk.gathered());
  await desk.offer();
  const document = sha256(desk.letters[0]?.attachment.bytes ?? '');
  await desk.answer(linkIn(desk), `document=${document}&answer=${answer}`);
  return desk;
};

describe('a line', () => {
  it('is granted on the accepted terms, and the application ends once', async () => {
    const desk = await answered('accept');
    expect(await desk.activate()).toEqual({ ended: 'active' });
    expect(await desk.activate()).toEqual({ ended: 'active' });
    expect(desk.granted).toEqual([
      {
        applicationId: 'CA-1',
        customerId: 'acme',
        legalEntity: 'main',
        limitMinor: 500_000,
        currency: 'USD',
        termsDays: 30,
        riskClass: 'low',
        grade: expect.any(String),
        probabilityPpm: expect.any(Number),
        reviewOn: '2027-02-02',
      },
    ]);
    expect(desk.types().at(-1)).toBe('CreditApplicationActivated');
    expect(await desk.plan()).toEqual({ next: 'end', ended: 'active' });
  });

  it('is not due when the offer was refused, or is open', async () => {
    const desk = await answered('refuse');
    await expect(desk.activate()).rejects.toMatchObject({ name: 'LineNotDue' });
    expect(desk.granted).toEqual([]);
    const early = openCreditDesk();
    await early.register();
    await expect(early.activate()).rejects.toMatchObject({ name: 'LineNotDue' });
    await expect(early.activate('CA-9')).rejects.toMatchObject({ name: 'InvalidInput' });
  });

  it.each(['other-currency', 'orders-held', 'superseded'] as const)(
    'that has no place for the accepted terms (%s) is left as it is, and the applicant is told',
    async (code) => {
      const refusal = { decided: false, code, message: 'the line acme|main is in EUR' } as const;
      const desk = await answered('accept', { line: { refusal } });
      // The machine asks the planner then, who says that a letter is owed.
      await expect(desk.activate()).rejects.toMatchObject({ name: 'LineNotDue' });
      await expect(desk.activate()).rejects.toMatchObject({ name: 'LineNotDue' });
      expect(desk.types().filter((type) => type === 'CreditApplicationSetAside')).toHaveLength(1);
      const [last] = desk.store.journal.slice(-1);
      expect(last).toMatchObject({
        type: 'CreditApplicationSetAside',
        data: { lineId: 'acme|main', because: code, reasons: [{ code: expect.any(String) }] },
      });
      expect(await desk.plan()).toEqual({ next: 'give-notice' });
      expect(await desk.notice()).toEqual({ next: 'end', ended: 'kept' });
      expect(await desk.notice()).toEqual({ next: 'end', ended: 'kept' });
      const [, letter, ...others] = desk.letters;
      expect([letter?.attachment.fileName, others]).toEqual(['credit-set-aside.pdf', []]);
      expect(desk.store.journal.at(-1)).toMatchObject({
        type: 'AdverseNoticeSent',
        data: { about: 'set-aside', outcome: 'sent' },
      });
      expect(await desk.activate()).toEqual({ ended: 'kept' });
    },
  );

  it.each(['not taken up yet', 'with people', 'declined', 'closed'] as const)(
    'waits for the review that runs: of one that is %s',
    async (how) => {
      const review = 'review:acme|main:2026-02-02';
      const line: { outcome?: 'closed'; review?: string } = { review };
      const desk = await answered('accept', { line });
      // The place of the applicant is free for the review once its own application is decided.
      const ofOther = submitted({ applicationId: 'CA-0', customerId: 'other' });
      await desk.register(ofOther);
      if (how !== 'not taken up yet') {
        await desk.review('acme|main');
        await desk.decide(await desk.gathered({}), review);
      }
      if (how === 'declined' || how === 'closed') {
        const reasons = [{ code: 'no', text: 'No' }];
        await desk.act({ actId: 'd', act: 'decline', reasons }, signed('Director', 'zoe'), review);
      }
      if (how === 'closed') {
        line.outcome = 'closed';
        await expect(desk.activate(review)).rejects.toMatchObject({ name: 'LineNotDue' });
        delete line.outcome;
      }
      const activated = desk.activate();
      if (how === 'closed') expect(await activated).toEqual({ ended: 'active' });
      else {
        await expect(activated).rejects.toMatchObject({ name: 'LineNotDue' });
        expect(desk.store.grants.get('CA-1')).toBeUndefined();
        expect(desk.store.journal.at(-1)).toMatchObject({
          type: 'CreditApplicationSetAside',
          data: { applicationId: 'CA-1', because: 'superseded' },
        });
      }
    },
  );

  it.each(['known', 'erased'] as const)(
    'waits for a review that never began while whoever it was granted to is %s',
    async (who) => {
      const review = 'review:acme|main:2026-02-02';
      const desk = openCreditDesk({ line: { review } });
      await desk.register(submitted({ applicationId: 'CA-0' }));
      await desk.act({ act: 'withdraw', actId: 'w' }, undefined, 'CA-0');
      desk.holds({ ...waitingLine('acme|main', review), applicationId: 'CA-0' });
      if (who === 'erased') {
        desk.store.erase('CA-0');
        await desk.review('acme|main');
      }
      await desk.register();
      await desk.decide(await desk.gathered());
      const { referral } = (await desk.store.load('CA-1'))?.state ?? {};
      const { limitMinor, termsDays } = referral ?? {};
      const dora = signed('Director', 'dora');
      if (referral !== undefined) {
        await desk.act({ act: 'approve', actId: 'y', limitMinor, termsDays }, dora);
      }
      await desk.offer();
      const document = sha256(desk.letters[0]?.attachment.bytes ?? '');
      await desk.answer(linkIn(desk), `document=${document}&answer=accept`);
      const activated = desk.activate();
      if (who === 'erased') expect(await activated).toEqual({ ended: 'active' });
      else {
        await expect(activated).rejects.toMatchObject({ name: 'LineNotDue' });
        expect(desk.store.journal.at(-1)).toMatchObject({ data: { because: 'superseded' } });
      }
    },
  );

  it('is not granted what was approved before a bureau told of news', async () => {
    const desk = await answered('accept');
    desk.alert();
    await expect(desk.activate()).rejects.toMatchObject({ name: 'LineNotDue' });
    expect(desk.granted).toEqual([]);
    expect(desk.store.journal.at(-1)).toMatchObject({
      type: 'CreditApplicationSetAside',
      data: { because: 'superseded', reasons: [{ code: 'known-otherwise-since' }] },
    });
    expect(await desk.notice()).toEqual({ next: 'end', ended: 'kept' });
  });

  it.each(['InvoiceWrittenOff', 'PaymentReversed', 'PromiseBroken'] as const)(
    'is not granted what was decided before the ledger told of a %s',
    async (type) => {
      const desk = await answered('accept');
      desk.tell(type);
      await expect(desk.activate()).rejects.toMatchObject({ name: 'LineNotDue' });
      expect(desk.granted).toEqual([]);
      expect(desk.store.journal.at(-1)).toMatchObject({
        type: 'CreditApplicationSetAside',
        data: { because: 'superseded', reasons: [{ code: 'known-otherwise-since' }] },
      });
      expect(await desk.notice()).toEqual({ next: 'end', ended: 'kept' });
    },
  );

  it('is granted what was decided on the same day, knowing of it', async () => {
    const desk = openCreditDesk();
    await desk.register();
    for (const type of ['PaymentReversed', 'PaymentReceived'] as const) desk.tell(type);
    await desk.decide(await desk.gathered());
    await desk.offer();
    const document = sha256(desk.letters[0]?.attachment.bytes ?? '');
    await desk.answer(linkIn(desk), `document=${document}&answer=accept`);
    desk.tell('PaymentReceived');
    expect(await desk.activate()).toEqual({ ended: 'active' });
    expect(desk.watched).toEqual([]);
  });

  it('is handed what was told between the look and the grant, also after a crash', async () => {
    const line: { meanwhile?: () => void } = {};
    const desk = await answered('accept', { line });
    line.meanwhile = () => {
      desk.tell('PaymentReversed');
      desk.alert(true);
    };
    expect(await desk.activate()).toEqual({ ended: 'active' });
    const told = [
      { because: 'bureau-alert', id: 'alert-1', insolvent: true },
      { because: 'returned-payment', id: 'account#acme|main|USD#1' },
    ];
    expect(desk.watched).toEqual(told);

    const crashed: { meanwhile?: () => void } = {};
    let dies = true;
    const other = await answered('accept', {
      line: crashed,
      crashes: (point) => dies && point === 'before watch',
    });
    crashed.meanwhile = () => void other.tell('PromiseBroken');
    await expect(other.activate()).rejects.toMatchObject({ name: 'Crash' });
    dies = false;
    expect(await other.activate()).toEqual({ ended: 'active' });
    expect(other.watched).toMatchObject([{ because: 'broken-promise' }]);
  });

  it('is handed also what an account told that the line alone knows of', async () => {
    const { store, now } = await answered('accept');
    const reversal = { because: 'returned-payment', id: 'account#acme|main|GBP#4' } as const;
    const watched: unknown[] = [];
    const asked: unknown[] = [];
    const activate = createHandler({
      applications: store,
      desk: {
        grant: async () => ({ outcome: 'active' }),
        closeReviewed: async () => ({ outcome: 'closed' }),
        watch: async (_lineId, _cause, trigger) => void watched.push(trigger),
        currencies: async (lineId) => {
          asked.push(lineId);
          return ['USD', 'GBP'];
        },
      },
      newsSince: async (_, currencies = []) => (currencies.includes('GBP') ? [reversal] : []),
      policyOf,
      bookZone: 'UTC',
      clock: { now },
    });
    expect(await activate({ applicationId: 'CA-1' }, silent())).toEqual({ ended: 'active' });
    expect([watched, asked]).toEqual([[reversal], ['acme|main']]);
  });

  it('is not granted what was accepted and then taken back, by a person or the applicant', async () => {
    const withdrawn = await answered('accept');
    expect(await withdrawn.act({ actId: 'w', act: 'withdraw' })).toMatchObject({
      status: 200,
      body: { status: 'withdrawn' },
    });
    expect(withdrawn.store.grants.get('CA-1')).toBe('withdrawn');
    await expect(withdrawn.activate()).rejects.toMatchObject({ name: 'LineNotDue' });
    expect(await withdrawn.plan()).toEqual({ next: 'end', ended: 'withdrawn' });

    const changed = await answered('accept');
    const document = sha256(changed.letters[0]?.attachment.bytes ?? '');
    const refuse = () => changed.answer(linkIn(changed), `document=${document}&answer=refuse`);
    expect(await refuse()).toMatchObject({ status: 200 });
    expect(await changed.plan()).toEqual({ next: 'end', ended: 'refused' });
    expect(changed.granted).toEqual([]);
  });

  it('that is in force already lets nobody take the application back', async () => {
    const desk = await answered('accept');
    // The line was granted, and the process died before the application said so.
    desk.store.grants.set('CA-1', 'active');
    expect(await desk.act({ actId: 'w', act: 'withdraw' })).toMatchObject({ status: 503 });
    expect(await desk.activate()).toEqual({ ended: 'active' });
    expect(await desk.act({ actId: 'w', act: 'withdraw' })).toMatchObject({ status: 409 });
  });

  /** A review that people end while no letter may leave. */
  const decided = async (how: 'lowered' | 'declined') => {
    const options = { stopped: true };
    const desk = openCreditDesk(options);
    await desk.register();
    await desk.act({ actId: 'w', act: 'withdraw' });
    const review = 'review:acme|main:2026-02-02';
    await desk.review('acme|main');
    await desk.decide(await desk.gathered({}), review);
    const zoe = signed('Director', 'zoe');
    const less = { limitMinor: 300_000, termsDays: 30, reasons: [{ code: 'less', text: 'Less' }] };
    const { reasons, ...terms } = less;
    if (how === 'declined') await desk.act({ actId: 'd', act: 'decline', reasons }, zoe, review);
    else {
      await desk.act({ actId: 'c', act: 'change', ...less }, zoe, review);
      await desk.act({ actId: 'y', act: 'approve', ...terms }, zoe, review);
    }
    return { desk, options, review };
  };

  it.each([
    ['lowered', 'changed', 'credit-line-reduced.pdf'],
    ['declined', 'closed', 'credit-line-closed.pdf'],
  ] as const)(
    'that people %s in a review is so at once, however long the letter waits',
    async (how, ended, file) => {
      const { desk, options, review } = await decided(how);
      expect(await desk.plan(review)).toEqual({ next: 'activate-line' });
      // The machine asks the planner then, and so does a call that is repeated.
      await expect(desk.activate(review)).rejects.toMatchObject({ name: 'LineNotDue' });
      await expect(desk.activate(review)).rejects.toMatchObject({ name: 'LineNotDue' });
      expect(desk.granted).toHaveLength(1);
      expect(desk.types().filter((type) => type === 'CreditReviewConcluded')).toHaveLength(1);
      expect(await desk.plan(review)).toEqual({ next: 'give-notice' });
      expect(await desk.notice(review)).toMatchObject({ next: 'await-information' });
      // The line is free for whatever comes next, which the letter of before neither ends nor loses.
      const [next, line] = ['review:acme|main:2026-02-09', 'acme|main'];
      await desk.review(line, '2026-02-09');
      const { fingerprint = '', status } = (await desk.store.load(next))?.state ?? {};
      expect([status, desk.rejected]).toEqual(['gathering', []]);
      options.stopped = false;
      desk.later(9 * 86_400);
      expect(await desk.notice(review)).toEqual({ next: 'end', ended });
      expect(await desk.notice(review)).toEqual({ next: 'end', ended });
      expect(desk.letters[0]?.text).toContain('on 2 February 2026');
      expect(desk.letters.map(({ attachment }) => attachment.fileName)).toEqual([file]);
      expect(await desk.store.openOf(fingerprint, line)).toBe(next);
      expect(await desk.activate(review)).toEqual({ ended });
    },
  );

  it('that people declined in a review ended on the day on which it was closed', async () => {
    const { desk, options, review } = await decided('declined');
    // The machine was away until then.
    desk.later(2 * 86_400);
    options.stopped = false;
    await expect(desk.activate(review)).rejects.toMatchObject({ name: 'LineNotDue' });
    desk.later(86_400);
    await desk.notice(review);
    expect(desk.letters[0]?.text).toContain('ended it on 4 February 2026');
  });

  it('that was granted anew before people ended its review stays, and nobody is told otherwise', async () => {
    for (const how of ['lowered', 'declined'] as const) {
      const { desk, review } = await decided(how);
      desk.store.grants.set(review, 'kept');
      expect(await desk.activate(review)).toEqual({ ended: 'kept' });
      expect(await desk.plan(review)).toEqual({ next: 'end', ended: 'kept' });
      expect(await desk.notice(review)).toEqual({ next: 'end', ended: 'kept' });
      expect(desk.types()).not.toContain('AdverseNoticeSent');
    }
  });

  it.each([
    ['closed', 'closed'],
    ['kept', 'kept'],
    ['changed', 'changed'],
  ] as const)('that a review finds %s ends the review as such', async (outcome, ended) => {
    const line: { outcome?: typeof outcome } = {};
    const desk = await answered('accept', { line });
    await desk.activate();
    const review = 'review:acme|main:2026-02-02';
    await desk.review('acme|main');
    const { fingerprint = '' } = (await desk.store.load(review))?.state ?? {};
    expect(await desk.store.openOf(fingerprint, 'acme|main')).toBe(review);
    expect(await desk.decide(await desk.gathered(), review)).toMatchObject({
      next: 'activate-line',
    });
    line.outcome = outcome;
    expect(await desk.activate(review)).toEqual({ ended });
    expect(await desk.store.openOf(fingerprint, 'acme|main')).toBeUndefined();
    expect(desk.types().at(-1)).toBe('CreditReviewConcluded');
  });
});
