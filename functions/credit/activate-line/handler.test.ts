import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { linkIn, openCreditDesk } from '../../../test/support/credit-desk.ts';

const answered = async (answer: 'accept' | 'refuse') => {
  const desk = openCreditDesk();
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
});
