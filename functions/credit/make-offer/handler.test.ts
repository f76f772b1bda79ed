import { describe, expect, it } from 'vitest';
import { openCreditDesk } from '../../../test/support/credit-desk.ts';

const approved = async (options: Parameters<typeof openCreditDesk>[0] = {}) => {
  const desk = openCreditDesk(options);
  await desk.register();
  await desk.decide(await desk.gathered());
  return desk;
};

describe('an offer', () => {
  it('is made once, and its letter sent again when it is asked for again', async () => {
    const desk = await approved();
    const first = await desk.offer();
    expect(first).toMatchObject({ next: 'await-answer', version: 5, waitSeconds: 14 * 86_400 });
    desk.later(60);
    expect(await desk.offer()).toMatchObject({ next: 'await-answer', version: 5 });
    expect(desk.types().filter((type) => type === 'CreditOfferMade')).toHaveLength(1);
    const [one, two] = desk.letters;
    expect(two).toEqual(one);
    expect(one).toMatchObject({
      to: 'acme@example.com',
      attachment: { fileName: 'credit-offer.pdf', contentType: 'application/pdf' },
    });
  });

  it('is neither made nor sent while sending is stopped', async () => {
    const desk = await approved({ stopped: true });
    const answer = await desk.offer();
    expect(answer).toMatchObject({ next: 'await-answer', version: 4 });
    expect(answer.waitSeconds).toBeLessThan(4 * 3600);
    expect(desk.letters).toEqual([]);
    expect(desk.types()).not.toContain('CreditOfferMade');
    expect(await desk.plan()).toEqual({ next: 'make-offer' });
  });

  it('leaves nothing in simulation, and runs out', async () => {
    const desk = await approved({ mode: 'shadow' });
    await desk.offer();
    expect(desk.letters).toEqual([]);
    expect(desk.types()).toContain('CreditOfferMade');
  });

  it('is tried again when the provider was not there, and not when it refuses for good', async () => {
    const faults = [
      { result: 'rejected', error: 'ThrottlingException', transient: true },
      { result: 'ambiguous', error: 'TimeoutError' },
    ] as const;
    let calls = 0;
    const desk = await approved({
      provider: () => {
        calls += 1;
        return (
          faults[calls - 1] ?? { result: 'rejected', error: 'MessageRejected', transient: false }
        );
      },
    });
    await expect(desk.offer()).rejects.toMatchObject({ name: 'LetterDelayed' });
    await expect(desk.offer()).rejects.toMatchObject({ name: 'LetterDelayed' });
    expect(await desk.offer()).toMatchObject({ next: 'await-answer' });
    expect(desk.types().filter((type) => type === 'CreditOfferMade')).toHaveLength(1);
  });

  it('is not due for an application that is not approved', async () => {
    const desk = openCreditDesk();
    await desk.register();
    await expect(desk.offer()).rejects.toMatchObject({ name: 'OfferNotDue' });
    await expect(desk.offer('CA-9')).rejects.toMatchObject({ name: 'InvalidInput' });
  });

  it('of an applicant who was erased is never made, and the application ends', async () => {
    const desk = openCreditDesk();
    await desk.register();
    await desk.decide(await desk.gathered());
    desk.store.erase('CA-1');
    await expect(desk.offer()).rejects.toMatchObject({ name: 'OfferNotDue' });
    expect(desk.store.journal.at(-1)).toMatchObject({
      type: 'CreditApplicationExpired',
      data: { waitedFor: 'applicant' },
    });
    expect(await desk.plan()).toEqual({ next: 'end', ended: 'expired' });
    expect(desk.letters).toEqual([]);
  });

  it('that was made before its applicant was erased runs out', async () => {
    const desk = openCreditDesk();
    await desk.register();
    await desk.decide(await desk.gathered());
    await desk.offer();
    desk.store.erase('CA-1');
    expect(await desk.offer()).toMatchObject({ next: 'await-answer' });
    expect(desk.letters).toHaveLength(1);
  });
});
