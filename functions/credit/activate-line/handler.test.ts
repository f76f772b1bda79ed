import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { linkIn, openCreditDesk } from '../../../test/support/credit-desk.ts';

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

  it.each(['other-currency', 'orders-held'] as const)(
    'that has no place for the accepted terms (%s) is left as it is, and the application ends',
    async (code) => {
      const refusal = { decided: false, code, message: 'the line acme|main is in EUR' } as const;
      const desk = await answered('accept', { line: { refusal } });
      expect(await desk.activate()).toEqual({ ended: 'kept' });
      expect(await desk.activate()).toEqual({ ended: 'kept' });
      const [last] = desk.store.journal.slice(-1);
      expect(last).toMatchObject({
        type: 'CreditApplicationSetAside',
        data: { lineId: 'acme|main', because: code },
      });
      expect(await desk.plan()).toEqual({ next: 'end', ended: 'kept' });
    },
  );

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
