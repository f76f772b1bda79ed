import { expect, it } from 'vitest';
import { operatorOf, reviewer } from '../support/operator.ts';
import { applies } from '../support/story/credit-tellings.ts';
import { holderOf } from '../support/story/offers.ts';
import { bureauAlert, promiseBroken } from '../support/story/order-tellings.ts';
import { type Story, story } from '../support/story/story.ts';
import { customer, invoice, stripe } from '../support/story/tellings.ts';

/** Through an application, its offer and its acceptance. */
const granted = async (s: Story): Promise<void> => {
  s.tell('2026-03-02', '08:00', customer('acme'));
  s.tell('2026-03-02', '09:00', applies('CA-1'));
  await s.skipThrough('2026-03-02');
  await s.runtime.runUntil(Date.parse('2026-03-03T10:00:00Z'));
  await holderOf(s.runtime).answer('accept');
  expect(await s.skipThrough('2026-03-03')).toContain(
    'CreditLineActivated 5000.00 USD at 30 days, low A2',
  );
};

it('reviews a line at once after the alert of a bureau, by the same machine', () =>
  story({ from: '2026-03-02' }, async (s) => {
    await granted(s);
    // The bureau tells twice.
    s.tell('2026-03-10', '09:00', bureauAlert('a-1'));
    s.tell('2026-03-10', '12:00', bureauAlert('a-1'));
    // The report of a week ago says nothing of what the bureau has just told.
    await s.on('2026-03-10', [
      'CreditReviewDue bureau-alert 2026-03-10',
      'CreditApplicationReceived review 5000.00 USD at 30 days',
      'CreditDataGathered history no-record, bureau found, financials found',
      'CreditDecided approve 5000.00 USD at 30 days, grade A2',
      'CreditApproved 5000.00 USD at 30 days by policy',
      'CreditReviewConcluded kept',
      'CreditLineChanged 5000.00 USD at 30 days, low A2 by review',
    ]);
    await s.quietUntil('2026-03-20');
    // What was received after the alert serves whatever asks next.
    s.tell('2026-03-20', '09:00', applies('CA-2'));
    expect(await s.skipThrough('2026-03-20')).toContain(
      'CreditDataGathered history no-record, bureau reused, financials found',
    );
  }));

it('reviews a line whose payment came back, once for that payment', () =>
  story({ from: '2026-03-02' }, async (s) => {
    await granted(s);
    const { paid, withdrawn } = stripe('pay-1', 100_000, ['INV-1']);
    s.tell('2026-03-04', '08:00', invoice('INV-1', { dueOn: '2026-07-04' }));
    s.tell('2026-03-05', '08:00', paid);
    await s.skipThrough('2026-03-05');
    s.tell('2026-03-06', '08:00', withdrawn, withdrawn);
    s.tell('2026-03-06', '15:00', withdrawn);
    const lines = await s.skipThrough('2026-03-06');
    expect(lines.filter((line) => line.startsWith('CreditReviewDue'))).toEqual([
      'CreditReviewDue returned-payment 2026-03-06',
    ]);
    expect(lines.filter((line) => line.startsWith('CreditApplicationReceived'))).toEqual([
      'CreditApplicationReceived review 5000.00 USD at 30 days',
    ]);
    expect(lines.some((line) => line.startsWith('CreditDecided'))).toBe(true);
  }));

it('reviews a line after a broken promise, which counts in the history of the decision', () =>
  story({ from: '2026-03-02' }, async (s) => {
    await granted(s);
    s.tell('2026-03-04', '08:00', invoice('INV-1', { dueOn: '2026-07-04' }));
    await s.skipThrough('2026-03-05');
    s.tell('2026-03-10', '09:00', promiseBroken('PR-1', '2026-03-09'));
    s.tell('2026-03-10', '15:00', promiseBroken('PR-1', '2026-03-09'));
    await s.on('2026-03-10', [
      'acme PromiseBroken PR-1 100.00 USD by 2026-03-09',
      'CreditReviewDue broken-promise 2026-03-10',
      'CreditApplicationReceived review 5000.00 USD at 30 days',
      'CreditDataGathered history found, bureau reused, financials found',
      'CreditDecided approve 5000.00 USD at 30 days, grade A2',
      'CreditApproved 5000.00 USD at 30 days by policy',
      'CreditReviewConcluded kept',
      'CreditLineChanged 5000.00 USD at 30 days, low A2 by review',
    ]);
    const decided = [...s.runtime.objects('CreditFilesBucket').values()].find(({ key }) =>
      key.startsWith('decisions/review:acme|main:2026-03-10/'),
    );
    expect(JSON.parse(Buffer.from(decided?.body ?? '').toString('utf8'))).toMatchObject({
      history: { brokenPromises: 1, returnedPayments: 0 },
    });
  }));

it('holds a line after a write-off, and declines its review with the line that a person closed', () =>
  story({ from: '2026-03-02' }, async (s) => {
    await granted(s);
    const operator = operatorOf(s.runtime);
    const mara = reviewer('Manager', 'mara');
    const because = ['--reason', 'looked at it'];
    s.tell('2026-03-04', '08:00', invoice('INV-1', { dueOn: '2026-07-04', totalMinor: 50_000 }));
    await s.skipThrough('2026-03-04');
    await s.runtime.runUntil(Date.parse('2026-03-05T09:00:00Z'));
    expect(
      (await operator(['invoice', 'write-off', 'acme|main|USD', 'INV-1', ...because])).code,
    ).toBe(0);
    expect((await s.skipThrough('2026-03-05')).slice(1)).toEqual([
      'CreditHoldPlaced written-off',
      'CreditReviewDue written-off 2026-03-05',
      'CreditApplicationReceived review 5000.00 USD at 30 days',
      'CreditDataGathered history found, bureau reused, financials found',
      'CreditDecided refer 5000.00 USD at 30 days, grade A2',
      'CreditReferred analyst until 2026-03-06T09:00:20.000Z',
    ]);
    await s.runtime.runUntil(Date.parse('2026-03-06T08:00:00Z'));
    const review = 'review:acme|main:2026-03-05';
    const told = ['--told', 'too-slow: Invoices were not paid'];
    const closed = await operator(
      ['credit', 'line', 'close', 'acme|main', ...told, ...because],
      mara,
    );
    expect([closed.code, closed.err]).toEqual([0, '']);
    await s.runtime.runUntil(Date.parse('2026-03-06T08:10:00Z'));
    // Nobody opens again what was closed: its review is over, and the customer knows why.
    const terms = [review, '5000.00', 'USD', '30'];
    const yes = await operator(['credit', 'application', 'approve', ...terms, ...because], mara);
    expect(yes.err).toContain('is closed');
    await s.on('2026-03-06', [
      'CreditLineClosed person',
      'CreditHoldPlaced written-off, line-closed',
      'CreditDeclined by person: too-slow',
      'CreditReviewConcluded closed',
      'AdverseNoticeSent closed, sent: too-slow',
      'email to acme@example.com',
    ]);
  }));

it('closes a line that people decline the review of at once, and tells it when letters leave again', () =>
  story({ from: '2026-03-02' }, async (s) => {
    await granted(s);
    const operator = operatorOf(s.runtime);
    const run = async (words: readonly string[], as?: ReturnType<typeof reviewer>) => {
      const { code, err } = await operator([...words, '--reason', 'looked at it'], as);
      expect([code, err]).toEqual([0, '']);
    };
    s.tell('2026-03-04', '08:00', invoice('INV-1', { dueOn: '2026-07-04', totalMinor: 50_000 }));
    await s.skipThrough('2026-03-04');
    await s.runtime.runUntil(Date.parse('2026-03-05T09:00:00Z'));
    await run(['invoice', 'write-off', 'acme|main|USD', 'INV-1']);
    await s.skipThrough('2026-03-05');
    await s.runtime.runUntil(Date.parse('2026-03-06T08:00:00Z'));
    await run(['sending', 'stop']);
    const review = 'review:acme|main:2026-03-05';
    const told = ['--told', 'too-slow: Invoices were not paid'];
    await run(['credit', 'application', 'decline', review, ...told], reviewer('Manager', 'mara'));
    await s.on('2026-03-06', [
      'AlertRaised warning sending-stopped',
      'CreditDeclined by person: too-slow',
      'CreditReviewConcluded closed',
      'CreditLineClosed review',
      'CreditHoldPlaced written-off, line-closed',
      'SendingStopped looked at it',
      'notice of warning: [warning] sending-stopped -',
    ]);
    await s.on('2026-03-07', ['notice of info: Alerts of 2026-03-06: 1']);
    await s.runtime.runUntil(Date.parse('2026-03-09T09:00:00Z'));
    await run(['sending', 'resume']);
    await s.on('2026-03-09', [
      'SendingResumed looked at it',
      'AdverseNoticeSent closed, sent: too-slow',
      'email to acme@example.com',
    ]);
    await s.quietUntil('2026-03-20');
  }));

it('tells whoever has a line that a person closes, and asks no bureau for it', () =>
  story({ from: '2026-03-02' }, async (s) => {
    await granted(s);
    const operator = operatorOf(s.runtime);
    await s.skipThrough('2026-03-04');
    await s.runtime.runUntil(Date.parse('2026-03-05T09:00:00Z'));
    const told = ['--told', 'no-more-orders: There were no orders', '--reason', 'looked at it'];
    const mara = reviewer('Manager', 'mara');
    expect((await operator(['credit', 'line', 'close', 'acme|main', ...told], mara)).code).toBe(0);
    await s.on('2026-03-05', [
      'CreditLineClosed person',
      'CreditHoldPlaced line-closed',
      'CreditApplicationReceived review 5000.00 USD at 30 days',
      'CreditDeclined by person: no-more-orders',
      'CreditReviewConcluded closed',
      'AdverseNoticeSent closed, sent: no-more-orders',
      'email to acme@example.com',
    ]);
  }));
