import { describe, expect, it } from 'vitest';
import { bureau } from '../../../test/support/credit-application.ts';
import { openCreditDesk, submitted } from '../../../test/support/credit-desk.ts';

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

describe('the notice of an adverse decision', () => {
  it('names the principal reasons, and is given once', async () => {
    const desk = await declined();
    expect(await desk.plan()).toEqual({ next: 'give-notice' });
    expect(await desk.notice()).toEqual({ next: 'end', ended: 'declined' });
    expect(await desk.notice()).toEqual({ next: 'end', ended: 'declined' });
    expect(desk.letters).toHaveLength(1);
    expect(desk.letters[0]?.text).toContain('- Insolvency is registered at a credit bureau');
    expect(noticeIn(desk)).toMatchObject({
      outcome: 'sent',
      reasons: ['insolvency'],
      locale: 'en',
    });
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
