import { describe, expect, it } from 'vitest';
import type { SendResult } from '../../../shared/ports/contact.ts';
import { openCreditDesk, signed, submitted } from '../../../test/support/credit-desk.ts';

const refusal = { result: 'rejected', error: 'MessageRejected', transient: false } as const;

const approved = async (options: Parameters<typeof openCreditDesk>[0] = {}) => {
  const desk = openCreditDesk(options);
  await desk.register();
  await desk.decide(await desk.gathered());
  return desk;
};

describe('an offer', () => {
  it('is made and sent once, and what became of its letter is journalled', async () => {
    const desk = await approved();
    const first = await desk.offer();
    expect(first).toMatchObject({ next: 'await-answer', version: 6, waitSeconds: 14 * 86_400 });
    desk.later(60);
    expect(await desk.offer()).toMatchObject({ next: 'await-answer', version: 6 });
    expect(desk.types().slice(-2)).toEqual(['CreditOfferMade', 'CreditOfferSent']);
    expect(desk.store.journal.at(-1)?.data).toMatchObject({ outcome: 'sent', locale: 'en' });
    expect(desk.letters).toHaveLength(1);
    expect(desk.letters[0]).toMatchObject({
      to: 'acme@example.com',
      attachment: { fileName: 'credit-offer.pdf', contentType: 'application/pdf' },
    });
  });

  it('is asked for as long as its letter has not left, and sends the same one then', async () => {
    const away = { result: 'rejected', error: 'ThrottlingException', transient: true } as const;
    let isAway = true;
    const desk = await approved({
      provider: () => (isAway ? away : { result: 'accepted', providerMessageId: 'p' }),
    });
    await expect(desk.offer()).rejects.toMatchObject({ name: 'LetterDelayed' });
    // A day of trouble: the planner asks for the letter each time, not for an answer to it.
    for (let hour = 0; hour < 24; hour += 1) {
      desk.later(3600);
      expect(await desk.plan()).toEqual({ next: 'make-offer' });
    }
    isAway = false;
    const answer = await desk.offer();
    expect(answer).toMatchObject({ next: 'await-answer', waitSeconds: 13 * 86_400 });
    expect(await desk.plan()).toEqual(answer);
    expect(desk.types().slice(-2)).toEqual(['CreditOfferMade', 'CreditOfferSent']);
    expect(desk.letters).toHaveLength(1);
  });

  it('is sent twice, and the same, when the process dies before that is journalled', async () => {
    let kills = 1;
    const desk = await approved({
      crashes: (point) => point === 'after provider.send' && kills-- > 0,
    });
    await expect(desk.offer()).rejects.toMatchObject({ name: 'Crash' });
    await desk.offer();
    const [one, two] = desk.letters;
    expect(two).toEqual(one);
    expect(desk.types().filter((type) => type === 'CreditOfferSent')).toHaveLength(1);
  });

  it('waits for its letter while sending is stopped after it was made, and then runs out', async () => {
    const options = { stopped: false, provider: () => away };
    const away: SendResult = { result: 'ambiguous', error: 'TimeoutError' };
    const desk = await approved(options);
    await expect(desk.offer()).rejects.toMatchObject({ name: 'LetterDelayed' });
    options.stopped = true;
    const { waitSeconds } = await desk.offer();
    expect(waitSeconds).toBeLessThan(4 * 3600);
    desk.later(14 * 86_400 - 60);
    expect((await desk.offer()).waitSeconds).toBe(60);
    desk.later(60);
    expect(await desk.plan()).toEqual({ next: 'end', ended: 'expired' });
    expect(desk.letters).toHaveLength(1);
  });

  it.each([
    ['failed', { provider: () => refusal }, submitted()],
    ['no-address', {}, submitted({ applicant: { ...submitted().applicant, email: undefined } })],
  ] as const)(
    'says that its letter %s, and is not asked for again',
    async (outcome, options, application) => {
      const desk = openCreditDesk(options);
      await desk.register(application);
      await desk.decide(await desk.gathered());
      await desk.offer();
      expect(desk.store.journal.at(-1)).toMatchObject({
        type: 'CreditOfferSent',
        data: { outcome },
      });
      expect(await desk.plan()).toMatchObject({ next: 'await-answer', waitSeconds: 14 * 86_400 });
    },
  );

  it('of less than was asked says why, in the language of the applicant', async () => {
    const { applicant } = submitted();
    const desk = openCreditDesk();
    await desk.register(
      submitted({ amountMinor: 4_000_000, applicant: { ...applicant, locale: 'es' } }),
    );
    await desk.decide(await desk.gathered({}));
    const reasons = [{ code: 'liquidity', text: 'Current assets against current liabilities' }];
    const terms = { limitMinor: 1_000_000, termsDays: 30 };
    const dora = signed('Director', 'dora');
    await desk.act({ act: 'change', actId: 'c-1', ...terms, reasons }, dora);
    await desk.act({ act: 'approve', actId: 'y-1', ...terms }, dora);
    await desk.offer();
    const [letter] = desk.letters;
    expect(letter?.attachment.fileName).toBe('credit-counter-offer.pdf');
    expect(letter?.text).toContain('- Activo corriente frente al pasivo corriente');
    expect(Buffer.from(letter?.attachment.bytes ?? []).toString()).toContain('Activo corriente');
    expect(desk.store.journal.at(-1)?.data).toMatchObject({
      outcome: 'sent',
      locale: 'es',
      reasons: ['liquidity'],
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

  it('that could not be made for as long as it would stand ends, and the applicant is told', async () => {
    const desk = await approved({ stopped: true });
    desk.later(13 * 86_400 + 86_000);
    expect((await desk.offer()).waitSeconds).toBe(400);
    desk.later(400);
    expect(await desk.plan()).toEqual({ next: 'give-notice' });
    expect(desk.store.journal.at(-1)).toMatchObject({
      type: 'CreditApplicationExpired',
      data: { waitedFor: 'offer', reasons: [{ code: 'not-offered-in-time' }] },
    });
    await expect(desk.offer()).rejects.toMatchObject({ name: 'OfferNotDue' });
    const { fingerprint = '' } = (await desk.store.load('CA-1'))?.state ?? {};
    expect(await desk.store.openOf(fingerprint)).toBeUndefined();
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
