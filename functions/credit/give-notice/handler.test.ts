import { describe, expect, it } from 'vitest';
import { bureau } from '../../../test/support/credit-application.ts';
import { openCreditDesk, signed, submitted } from '../../../test/support/credit-desk.ts';

const declined = async (
  options: Parameters<typeof openCreditDesk>[0] = {},
  application = submitted(),
) => {
  const desk = openCreditDesk(options);
  await desk.register(application);
  await desk.decide(await desk.gathered({ bureau: { ...bureau, bankrupt: true } }));
  return desk;
};

const noticeIn = ({ store }: Awaited<ReturnType<typeof declined>>) =>
  store.journal.findLast(({ type }) => type === 'AdverseNoticeSent')?.data;

const dora = signed('Director', 'dora');

/** Referred: nothing but the history is known. */
const referred = async (application = submitted()) => {
  const desk = openCreditDesk();
  await desk.register({ ...application, amountMinor: 4_000_000 });
  await desk.decide(await desk.gathered({}));
  return desk;
};

describe('the letter about what is asked of an applicant', () => {
  const asked = async () => {
    const desk = await referred();
    const what = ['Bank statements of the last quarter', 'Who owns the company'];
    await desk.act({ act: 'ask', actId: 'q-1', what }, dora);
    return desk;
  };

  it('says what, until when and how to answer, and once more before that', async () => {
    const desk = await asked();
    expect(await desk.plan()).toEqual({ next: 'give-notice' });
    const first = await desk.notice();
    expect(first).toMatchObject({ next: 'await-information' });
    expect(await desk.plan()).toEqual(first);
    const [letter] = desk.letters;
    expect(letter).toMatchObject({
      to: 'acme@example.com',
      attachment: { fileName: 'credit-question.pdf' },
    });
    expect(letter?.text).toContain('- Bank statements of the last quarter\n- Who owns the company');
    expect(letter?.text).toContain('Reply to this message');
    expect(letter?.text).toContain('until 15 February 2026');

    desk.later('waitSeconds' in first ? first.waitSeconds : 0);
    expect(await desk.plan()).toEqual({ next: 'give-notice' });
    const last = await desk.notice();
    expect(desk.letters[1]?.attachment.fileName).toBe('credit-question-reminder.pdf');
    expect(desk.letters[1]?.text).toContain('until 15 February 2026');
    expect(await desk.notice()).toEqual(last);
    expect(desk.letters).toHaveLength(2);
    desk.later('waitSeconds' in last ? last.waitSeconds : 0);
    expect(await desk.plan()).toEqual({ next: 'end', ended: 'expired' });
    expect(
      desk.store.journal.flatMap(({ type, data }) =>
        type === 'CreditQuestionSent' ? [(data as { letter: string }).letter] : [],
      ),
    ).toEqual(['question', 'reminder']);
  });

  it('is not written to whoever has answered', async () => {
    const desk = await asked();
    await desk.notice();
    await desk.inform({ note: 'Here they are' });
    expect(await desk.notice()).toEqual({ next: 'gather' });
    expect(desk.letters).toHaveLength(1);
  });
});

describe('the notice of an adverse decision', () => {
  it('names the principal reasons, and is given once', async () => {
    const desk = await declined();
    expect(await desk.plan()).toEqual({ next: 'give-notice' });
    expect(await desk.notice()).toEqual({ next: 'end', ended: 'declined' });
    expect(await desk.notice()).toEqual({ next: 'end', ended: 'declined' });
    expect(desk.letters).toHaveLength(1);
    expect(desk.letters[0]?.text).toContain('- Insolvency is registered at a credit bureau');
    expect(noticeIn(desk)).toMatchObject({
      about: 'declined',
      outcome: 'sent',
      reasons: ['insolvency'],
      locale: 'en',
    });
    expect(noticeIn(desk)).not.toHaveProperty('asDecided');
  });

  it('tells its reasons in the language of the applicant', async () => {
    const { applicant } = submitted();
    for (const [locale, words] of [
      ['es', '- Un buró de crédito registra una insolvencia'],
      ['pt', '- Um birô de crédito registra uma insolvência'],
    ] as const) {
      const desk = await declined({}, submitted({ applicant: { ...applicant, locale } }));
      await desk.notice();
      expect(desk.letters[0]?.text).toContain(words);
      expect(noticeIn(desk)).toMatchObject({ locale, reasons: ['insolvency'] });
    }
  });

  it('falls back to the words of whoever decided, and says so', async () => {
    const { applicant } = submitted();
    const desk = await referred(submitted({ applicant: { ...applicant, locale: 'es' } }));
    const reasons = [{ code: 'late-elsewhere', text: 'Suppliers report late payments' }];
    await desk.act({ act: 'decline', actId: 'n-1', reasons }, dora);
    await desk.notice();
    expect(desk.letters[0]?.text).toContain('- Suppliers report late payments');
    expect(noticeIn(desk)).toMatchObject({ locale: 'es', asDecided: ['late-elsewhere'] });
  });

  it('is owed to whom nobody answered in time', async () => {
    const desk = await referred();
    while ((await desk.plan()).next === 'await-reviewer') desk.later(86_400);
    expect(await desk.plan()).toEqual({ next: 'give-notice' });
    expect(await desk.notice()).toEqual({ next: 'end', ended: 'expired' });
    expect(desk.letters[0]?.attachment.fileName).toBe('credit-undecided.pdf');
    expect(desk.letters[0]?.text).toContain('- Nobody decided about the application in time');
    expect(noticeIn(desk)).toMatchObject({ about: 'undecided' });
  });

  it.each([
    ['reduced', { act: 'approve' }, 'credit-line-reduced.pdf', '3,000.00'],
    ['closed', { act: 'decline' }, 'credit-line-closed.pdf', 'acme|main'],
  ] as const)(
    'is owed to whose line a review %s, once that has happened',
    async (about, act, file, words) => {
      const desk = openCreditDesk();
      await desk.register();
      await desk.decide(await desk.gathered());
      const id = 'review:acme|main:2026-02-02';
      await desk.review('acme|main');
      await desk.decide(await desk.gathered({}), id);
      const less = { limitMinor: 300_000, termsDays: 30 };
      if (act.act === 'approve') await desk.act({ act: 'change', actId: 'c-1', ...less }, dora, id);
      const done = await desk.act(
        { ...act, actId: 'y-1', ...(act.act === 'approve' ? less : {}) },
        dora,
        id,
      );
      expect(done.status).toBe(200);
      expect(await desk.plan(id)).toEqual({ next: 'activate-line' });
      // Also a machine that was told to write before the line was so.
      expect(await desk.notice(id)).toEqual({ next: 'activate-line' });
      expect(desk.letters).toEqual([]);
      await expect(desk.activate(id)).rejects.toMatchObject({ name: 'LineNotDue' });
      expect(desk.granted).toHaveLength(1);
      expect(await desk.plan(id)).toEqual({ next: 'give-notice' });
      const ended = about === 'closed' ? 'closed' : 'changed';
      expect(await desk.notice(id)).toEqual({ next: 'end', ended });
      expect(noticeIn(desk)).toMatchObject({ about });
      expect(desk.letters[0]?.attachment.fileName).toBe(file);
      expect(desk.letters[0]?.text).toContain(words);
      expect(await desk.activate(id)).toEqual({ ended });
      expect(await desk.notice(id)).toEqual({ next: 'end', ended });
      expect(desk.letters).toHaveLength(1);
    },
  );

  it('of a review goes to where the party is reached now, and of an application as it says', async () => {
    const desk = openCreditDesk({ partyAddress: 'today@example.com' });
    await desk.register();
    await desk.decide(await desk.gathered());
    const id = 'review:acme|main:2026-02-02';
    await desk.review('acme|main');
    await desk.decide(await desk.gathered({}), id);
    await desk.act({ act: 'decline', actId: 'n-1' }, dora, id);
    await expect(desk.activate(id)).rejects.toMatchObject({ name: 'LineNotDue' });
    await desk.notice(id);
    expect(desk.letters).toMatchObject([{ to: 'today@example.com' }]);
    const other = await declined({ partyAddress: 'today@example.com' });
    await other.notice();
    expect(other.letters).toMatchObject([{ to: 'acme@example.com' }]);
  });

  it('of a review goes nowhere once its applicant was erased', async () => {
    const desk = openCreditDesk({ partyAddress: 'today@example.com' });
    await desk.register();
    await desk.decide(await desk.gathered());
    const id = 'review:acme|main:2026-02-02';
    await desk.review('acme|main');
    await desk.decide(await desk.gathered({}), id);
    await desk.act({ act: 'decline', actId: 'n-1' }, dora, id);
    desk.store.erase(id);
    await expect(desk.activate(id)).rejects.toMatchObject({ name: 'LineNotDue' });
    await desk.notice(id);
    expect(desk.letters).toEqual([]);
    expect(noticeIn(desk)).toMatchObject({ outcome: 'no-address' });
  });

  it('is kept and not sent to an applicant without an address', async () => {
    const { applicant } = submitted();
    const { email: _, ...silent } = applicant;
    const desk = await declined({}, submitted({ applicant: silent }));
    await desk.notice();
    expect(desk.letters).toEqual([]);
    expect(noticeIn(desk)).toMatchObject({ outcome: 'no-address' });
    expect(desk.files.keys().some((key) => key.startsWith('notices/CA-1/'))).toBe(true);
  });

  it('says what the provider made of it', async () => {
    const desk = await declined({
      provider: () => ({ result: 'rejected', error: 'MessageRejected', transient: false }),
    });
    await desk.notice();
    expect(noticeIn(desk)).toMatchObject({ outcome: 'failed' });
  });

  it('waits while sending is stopped', async () => {
    const desk = await declined({ stopped: true });
    expect(await desk.notice()).toMatchObject({ next: 'await-information', version: 4 });
    expect(desk.types()).not.toContain('AdverseNoticeSent');
  });

  it('is simulated in shadow', async () => {
    const desk = await declined({ mode: 'shadow' });
    await desk.notice();
    expect(desk.letters).toEqual([]);
    expect(noticeIn(desk)).toMatchObject({ outcome: 'simulated' });
  });
});
