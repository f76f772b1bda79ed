import { describe, expect, it } from 'vitest';
import { type CreditDesk, openCreditDesk, signed } from '../../../test/support/credit-desk.ts';

const noticeId = 'closed:acme|main:7';
const reviewId = 'review:acme|main:2026-02-02';
const reasons = [{ code: 'no-more-orders', text: 'There were no orders for two years' }];
const ends = ['CreditDeclined', 'CreditReviewConcluded'];
const act = { actId: 'a-1', actor: 'eva', role: 'manager', reason: 'R' } as const;

const opened = async (options: Parameters<typeof openCreditDesk>[0] = {}) => {
  const desk = openCreditDesk(options);
  await desk.register();
  await desk.decide(await desk.gathered());
  let closedAt: string | undefined;
  /** The line is closed, which is told whenever somebody gets to it. */
  const close = () => {
    closedAt = desk.now();
    desk.waits('acme|main');
  };
  const tell = (of: { readonly reviewId?: string } = {}, applicationId = 'CA-1') => {
    if (closedAt === undefined) close();
    return desk.command({
      kind: 'tell-close',
      inputId: `application:${noticeId}`,
      customerId: 'acme',
      cause: { causationId: 'line#acme|main#7', correlationId: 'c' },
      occurredAt: closedAt,
      closed: { applicationId: noticeId, lineId: 'acme|main', reasons, act, ...of },
      line: { applicationId, limitMinor: 500_000, currency: 'USD', termsDays: 30 },
    });
  };
  const since = desk.types().length;
  return { desk, close, tell, told: () => desk.types().slice(since) };
};

/** The machine from there on: the line, then the letter. */
const ended = async ({ activate, notice }: CreditDesk, id: string) => {
  await expect(activate(id)).rejects.toMatchObject({ name: 'LineNotDue' });
  return notice(id);
};

describe('a line that a person closed', () => {
  it('is told with its reasons, once, by a review that is declined as it begins', async () => {
    const { desk, tell, told } = await opened({ line: { outcome: 'closed' } });
    await tell();
    await tell();
    expect(told()).toEqual(['CreditApplicationReceived', ...ends]);
    // The machine begins with sources: what they had is not looked at, and changes nothing.
    expect(await desk.decide(await desk.gathered({}), noticeId)).toEqual({ next: 'give-notice' });
    expect(await ended(desk, noticeId)).toEqual({ next: 'end', ended: 'closed' });
    expect(desk.letters).toMatchObject([{ attachment: { fileName: 'credit-line-closed.pdf' } }]);
    expect(desk.letters[0]?.text).toContain('- There were no orders for two years');
    await tell();
    expect(told()).toEqual([
      'CreditApplicationReceived',
      'CreditDeclined',
      'CreditReviewConcluded',
      'AdverseNoticeSent',
    ]);
  });

  it('is told by the review that runs, which is declined by it', async () => {
    const { desk, tell, told } = await opened({ line: { outcome: 'closed' } });
    await desk.review('acme|main');
    await desk.decide(await desk.gathered({}), reviewId);
    await tell({ reviewId });
    await tell({ reviewId });
    expect(told().slice(-3)).toEqual(['CreditReferred', ...ends]);
    await ended(desk, reviewId);
    expect(desk.letters[0]?.text).toContain('- There were no orders for two years');
    await tell({ reviewId });
    expect(told().at(-1)).toBe('AdverseNoticeSent');
    expect(told().filter((type) => type === 'CreditApplicationReceived')).toHaveLength(1);
  });

  it('waits for a review that is decided and about to end, and is told then', async () => {
    const { desk, tell, told } = await opened({ line: { outcome: 'closed' } });
    await desk.review('acme|main');
    await desk.decide(await desk.gathered(), reviewId);
    expect(told().at(-1)).toBe('CreditApproved');
    await expect(tell({ reviewId })).rejects.toMatchObject({ name: 'ApplicationContended' });
    await desk.activate(reviewId);
    await tell({ reviewId });
    expect(told().slice(-3)).toEqual(['CreditApplicationReceived', ...ends]);
  });

  /** A review that people let lower the line. */
  const lowered = async (options: Parameters<typeof openCreditDesk>[0]) => {
    const all = await opened(options);
    const { desk } = all;
    await desk.review('acme|main');
    await desk.decide(await desk.gathered({}), reviewId);
    const less = { limitMinor: 300_000, termsDays: 30 };
    const dora = signed('Director', 'dora');
    await desk.act({ act: 'change', actId: 'c-1', ...less }, dora, reviewId);
    await desk.act({ act: 'approve', actId: 'y-1', ...less }, dora, reviewId);
    expect(await desk.plan(reviewId)).toEqual({ next: 'activate-line' });
    return all;
  };

  it.each(['is not there yet', 'is there, and the process died'] as const)(
    'is told in place of a reduction that %s',
    async (how) => {
      const { desk, tell, told } = await lowered({ line: { outcome: 'closed' } });
      if (how !== 'is not there yet') desk.store.grants.set(reviewId, 'changed');
      await tell({ reviewId });
      await tell({ reviewId });
      expect(await ended(desk, reviewId)).toEqual({ next: 'end', ended: 'closed' });
      await tell({ reviewId });
      expect(desk.letters).toMatchObject([{ attachment: { fileName: 'credit-line-closed.pdf' } }]);
      expect(desk.letters[0]?.text).toContain('- There were no orders for two years');
      expect(told().slice(-4)).toEqual([
        'CreditApproved',
        'CreditDeclined',
        'CreditReviewConcluded',
        'AdverseNoticeSent',
      ]);
    },
  );

  it('is told in place of a reduction whose letter waits, and beside one that was told', async () => {
    for (const isTold of [false, true]) {
      const options = { stopped: true };
      const { desk, tell, told } = await lowered(options);
      await expect(desk.activate(reviewId)).rejects.toMatchObject({ name: 'LineNotDue' });
      expect(await desk.notice(reviewId)).toMatchObject({ next: 'await-information' });
      options.stopped = !isTold;
      if (isTold) expect(await desk.notice(reviewId)).toEqual({ next: 'end', ended: 'changed' });
      // The line has the terms of the review when it is closed, on another day.
      desk.later(86_400);
      await tell({}, reviewId);
      await tell({}, reviewId);
      options.stopped = false;
      const teller = isTold ? noticeId : reviewId;
      if (isTold) await expect(desk.activate(noticeId)).rejects.toThrow('is closed');
      expect(await desk.notice(teller)).toEqual({ next: 'end', ended: 'closed' });
      await tell({}, reviewId);
      const close = { attachment: { fileName: 'credit-line-closed.pdf' } };
      const reduction = { attachment: { fileName: 'credit-line-reduced.pdf' } };
      expect(desk.letters).toMatchObject(isTold ? [reduction, close] : [close]);
      expect(desk.letters.at(-1)?.text).toContain('- There were no orders for two years');
      expect(desk.letters.at(-1)?.text).toContain('ended it on 3 February 2026');
      const last = ['CreditDeclined', 'CreditReviewConcluded', 'AdverseNoticeSent'];
      expect(told().slice(-3)).toEqual(last);
      expect(told().filter((type) => type === 'CreditApplicationReceived')).toHaveLength(
        isTold ? 2 : 1,
      );
    }
  });

  it('is told once, also when the review that it ended is to begin only afterwards', async () => {
    const { desk, tell, told } = await opened({ line: { outcome: 'closed' } });
    desk.waits('acme|main');
    await tell({ reviewId });
    await desk.review('acme|main', '2026-02-02', 1, true);
    expect(await desk.store.load(reviewId)).toBeUndefined();
    expect(told()).toEqual(['CreditApplicationReceived', ...ends]);
    expect(desk.rejected).toEqual([]);
  });

  it('is told by a review that began, as it was asked for, just before', async () => {
    const { desk, tell, told } = await opened({ line: { outcome: 'closed' } });
    await desk.review('acme|main');
    desk.waits('acme|main');
    await tell({ reviewId });
    await desk.review('acme|main', '2026-02-02', 2, true);
    expect(told()).toEqual(['CreditApplicationReceived', ...ends]);
    expect((await desk.store.load(reviewId))?.state.status).toBe('closed');
  });

  it('is told by the review that runs while the one that was to follow it never began', async () => {
    const { desk, tell, told } = await opened({ line: { outcome: 'closed' } });
    const next = 'review:acme|main:2026-03-20';
    await desk.review('acme|main');
    desk.waits('acme|main');
    await desk.review('acme|main', '2026-03-20', 1, true);
    await tell({ reviewId: next });
    await tell({ reviewId: next });
    expect(told()).toEqual(['CreditApplicationReceived', ...ends]);
    expect((await desk.store.load(reviewId))?.state.status).toBe('closed');
    await ended(desk, reviewId);
    await tell({ reviewId: next });
    expect(await desk.store.load(noticeId)).toBeUndefined();
    expect(desk.letters).toHaveLength(1);
  });

  const less = { limitMinor: 300_000, termsDays: 30 };
  const dora = signed('Director', 'dora');
  const next = 'review:acme|main:2026-02-12';

  it.each(['runs', 'has lowered it, and its letter waits', 'is not there'] as const)(
    'and that was granted again is told late, as of its day: of a review of it that %s',
    async (how) => {
      const options = { stopped: true };
      const { desk, close, tell, told } = await opened(options);
      close();
      desk.later(10 * 86_400);
      // As it is told of its review, the line is active.
      await desk.review('acme|main', '2026-02-12', 1, how === 'is not there');
      if (how === 'is not there') desk.waits('acme|main', next);
      else await desk.decide(await desk.gathered({}), next);
      if (how === 'has lowered it, and its letter waits') {
        await desk.act({ act: 'change', actId: 'c-1', ...less }, dora, next);
        await desk.act({ act: 'approve', actId: 'y-1', ...less }, dora, next);
        await expect(desk.activate(next)).rejects.toThrow('nobody was told yet');
      }
      const before = (await desk.store.load(next))?.state;
      await tell({}, how === 'is not there' ? 'CA-1' : next);
      await tell();
      expect((await desk.store.load(next))?.state).toEqual(before);
      expect(told().slice(-3)).toEqual(['CreditApplicationReceived', ...ends]);
      expect(await desk.plan(noticeId)).toEqual({ next: 'give-notice' });
      options.stopped = false;
      expect(await desk.notice(noticeId)).toEqual({ next: 'end', ended: 'closed' });
      expect(desk.letters).toMatchObject([{ attachment: { fileName: 'credit-line-closed.pdf' } }]);
      expect(desk.letters[0]?.text).toContain('ended it on 2 February 2026');
      expect(desk.granted).toHaveLength(how === 'has lowered it, and its letter waits' ? 1 : 0);
    },
  );

  it('and that was granted again is told by the review that it waited for as it was closed', async () => {
    const { desk, close, tell, told } = await opened();
    await desk.review('acme|main');
    await desk.decide(await desk.gathered({}), reviewId);
    close();
    desk.later(10 * 86_400);
    desk.waits('acme|main', next);
    await tell({ reviewId });
    expect(told().slice(-2)).toEqual(ends);
    expect(await desk.notice(reviewId)).toEqual({ next: 'end', ended: 'closed' });
    expect(desk.letters[0]?.text).toContain('ended it on 2 February 2026');
    expect(await desk.store.load(noticeId)).toBeUndefined();
  });

  it.each(['about to end', 'over', 'over, its letter sent and its applicant erased'] as const)(
    'is told once, also by a review that people declined and that is %s',
    async (how) => {
      const { desk, close, tell, told } = await opened({ line: { outcome: 'closed' } });
      await desk.review('acme|main');
      await desk.decide(await desk.gathered({}), reviewId);
      close();
      desk.later(600);
      const no = [{ code: 'no', text: 'Declined in review' }];
      await desk.act({ actId: 'd', act: 'decline', reasons: no }, dora, reviewId);
      if (how !== 'about to end') await ended(desk, reviewId);
      if (how === 'over, its letter sent and its applicant erased') desk.store.erase('CA-1');
      await tell({ reviewId });
      await tell({ reviewId });
      if (how === 'about to end') await ended(desk, reviewId);
      await tell({ reviewId });
      expect(desk.letters).toMatchObject([{ attachment: { fileName: 'credit-line-closed.pdf' } }]);
      const because = how === 'about to end' ? reasons : no;
      expect(desk.letters[0]?.text).toContain(`- ${because[0]?.text}`);
      expect(told().filter((type) => type === 'CreditApplicationReceived')).toHaveLength(1);
      expect(desk.rejected).toEqual([]);
    },
  );

  it('is told again when it is closed again, whichever review told of the close before', async () => {
    const { desk, tell } = await opened({ line: { outcome: 'closed' } });
    await desk.review('acme|main');
    await desk.decide(await desk.gathered({}), reviewId);
    const no = [{ code: 'no', text: 'Declined in review' }];
    await desk.act({ actId: 'd', act: 'decline', reasons: no }, dora, reviewId);
    await ended(desk, reviewId);
    // It was granted again, and waited for no review as it was closed the second time.
    await tell();
    await ended(desk, noticeId);
    expect(desk.letters).toHaveLength(2);
  });

  it('is for a person to tell whose applicant was erased', async () => {
    const { desk, tell, told } = await opened();
    desk.store.erase('CA-1');
    await tell();
    expect(told()).toEqual([]);
    expect(desk.rejected).toMatchObject([
      { reasons: [expect.stringContaining('nobody was told that the line acme|main is closed')] },
    ]);
  });
});
