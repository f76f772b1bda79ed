import { expect, it } from 'vitest';
import { ana, luis, operatorOf } from '../support/operator.ts';
import { type Story, story } from '../support/story/story.ts';
import { customer, invoice, stripe } from '../support/story/tellings.ts';

const account = 'acme|main|USD';

/** What a command says, which must be well. */
const deskOf = ({ runtime }: Story) => {
  const run = operatorOf(runtime);
  /** Lives to that moment of a day; what people do then belongs to that day. */
  const until = (moment: string) => runtime.runUntil(Date.parse(`${moment}:00Z`));
  const ask = async (words: readonly string[], arn = ana): Promise<string> => {
    const { code, out, err } = await run(words, arn);
    expect([code, err]).toEqual([0, '']);
    return out;
  };
  const act = (words: readonly string[], reason: string, arn = ana) =>
    ask([...words, '--reason', reason], arn);
  const refused = async (words: readonly string[], reason: string, arn = ana) => {
    const { code, err } = await run([...words, '--reason', reason], arn);
    expect(code).toBe(1);
    return err;
  };
  return { until, ask, act, refused };
};

it('does not chase what is disputed, and chases it again', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-03-20' }));
    const { until, ask, act } = deskOf(s);
    await s.skipThrough('2026-03-17');
    await until('2026-03-18T08:00');
    await act(['invoice', 'dispute', account, 'INV-1'], 'quantity contested');
    await s.on('2026-03-18', [
      'acme InvoiceDisputed INV-1 1000.00 USD: quantity contested',
      'acme CaseClosed nothing-due',
    ]);
    await s.quietUntil('2026-04-21');
    const explained = await ask(['account', 'explain', account]);
    expect(explained).toContain('next: nothing by itself');
    expect(explained).toContain('INV-1  1000.00 USD  it is flagged as disputed');
    expect(explained).toContain(
      `invoice INV-1 was flagged as disputed: quantity contested, by ${ana}`,
    );

    await until('2026-04-21T08:00');
    await act(['invoice', 'clear', account, 'INV-1'], 'goods were complete');
    const lines = await s.skipThrough('2026-04-21');
    expect(lines).toContain('acme InvoiceDisputeCleared INV-1 1000.00 USD: goods were complete');
    expect(lines).toContain('acme CaseOpened #2');
    expect(lines.some((line) => line.startsWith('acme CaseStageEntered administrative'))).toBe(
      true,
    );
    expect(await ask(['account', 'explain', account])).toContain(
      'remind-overdue for what fell due on 2026-03-20 was sent',
    );
  }));

it('takes a wrong payment out again, and shows the account before and after', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell(
      '2026-03-02',
      '06:00',
      customer('acme'),
      invoice('INV-1', { dueOn: '2026-03-05' }),
      invoice('INV-2', { dueOn: '2026-04-20', totalMinor: 40_000 }),
    );
    s.tell('2026-03-04', '07:00', stripe('pay-1', 100_000, ['INV-1']).paid);
    const { until, ask, act, refused } = deskOf(s);
    await s.skipThrough('2026-03-09');
    const paid = JSON.parse(await ask(['account', 'show', account, '--json']));
    expect(paid.ledger).toMatchObject({ openCount: 1, totals: { openMinor: 40_000 } });
    const { paymentId } = paid.entries.find(
      ({ type }: { type: string }) => type === 'PaymentReceived',
    ).data;

    expect(
      await refused(['payment', 'reverse', account, paymentId, '--amount', '1000.01'], 'typo'),
    ).toBe(`cartera: refused by exceeds-payment: at most 1000.00 USD is left of ${paymentId}\n`);
    await until('2026-03-10T08:00');
    await act(['payment', 'reverse', account, paymentId], 'belongs to another customer');
    const lines = await s.skipThrough('2026-03-10');
    expect(lines).toContain('acme PaymentReversed pay-1 1000.00 USD, error');
    expect(lines.some((line) => line.startsWith('acme ContactSent sms text-overdue'))).toBe(true);

    // The day before, by what is known now and by what was known then.
    const before = ['account', 'show', account, '--as-of', '2026-03-08', '--json'];
    expect(JSON.parse(await ask(before)).ledger.totals.openMinor).toBe(40_000);
    const after = JSON.parse(
      await ask(['account', 'show', account, '--as-of', '2026-03-10', '--json']),
    );
    expect(after.ledger).toMatchObject({
      totals: { openMinor: 140_000 },
      aging: { current: 40_000, d1_30: 100_000 },
    });
    const believed = ['--as-of', '2026-03-10', '--known-at', '2026-03-09T23:59:59Z', '--json'];
    const then = JSON.parse(await ask(['account', 'show', account, ...believed]));
    expect(then.ledger.totals.openMinor).toBe(40_000);
    expect(await ask(['account', 'show', account])).toContain(
      'INV-1  1000.00 USD  5 days past due',
    );
  }));

it('gives up a large invoice with four eyes, and not by two hands of one', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell(
      '2026-03-02',
      '06:00',
      customer('acme'),
      invoice('INV-1', { dueOn: '2026-03-10', totalMinor: 100_001 }),
    );
    const { until, act, ask, refused } = deskOf(s);
    await s.skipThrough('2026-03-15');
    await until('2026-03-16T08:00');
    expect(await act(['invoice', 'write-off', account, 'INV-1'], 'insolvent')).toContain(
      'INV-1 is above the limit and waits for approval',
    );
    await s.on('2026-03-16', [
      'acme WriteOffRequested INV-1 1000.01 USD above 1000.00 USD',
      'acme AlertRaised warning approval-needed',
      'notice of warning: [warning] approval-needed acme|main|USD',
      'acme StepPerformed text-overdue@2026-03-10: sent',
      'acme ContactAttempted sms text-overdue@2026-03-10 sms-overdue en: INV-1 1000.01 USD',
      'acme ContactSent sms text-overdue@2026-03-10',
      'sms to +15555550100',
    ]);
    expect(await ask(['account', 'show', account])).toContain('write-off act-1 waits for approval');
    const asked = '2026-03-16  acme|main|USD  INV-1  1000.01 USD open of 1000.01 USD asked for';
    expect(await ask(['write-off', 'list'])).toBe(
      `${asked}  act-1\n  by ${ana}: insolvent\n  limit 1000.00 USD; you asked for it: somebody else approves\n`,
    );
    expect(await ask(['write-off', 'list'], luis)).toContain(
      'limit 1000.00 USD; you may approve it, with the approvers’ policy',
    );
    const approve = ['write-off', 'approve', account, 'INV-1', 'act-1'];
    expect(await refused(approve, 'seen')).toContain('forbidden: your IAM principal');
    const withdraw = ['invoice', 'write-off', account, 'INV-1'];
    expect(await refused(withdraw, 'seen', luis)).toContain('forbidden: your IAM principal');
    await until('2026-03-17T08:00');
    await act(approve, 'seen', luis);
    expect(await ask(['write-off', 'list'], luis)).toBe('no write-off waits\n');
    const lines = await s.skipThrough('2026-03-17');
    expect(lines).toContain('acme InvoiceWrittenOff INV-1 1000.01 USD');
    expect(lines).toContain('acme CaseClosed settled');
    await s.quietUntil('2026-05-01');
  }));

it('puts a payment on the invoice that it was meant for, and records what went back', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell(
      '2026-03-02',
      '06:00',
      customer('acme'),
      invoice('INV-1', { dueOn: '2026-03-20' }),
      invoice('INV-2', { dueOn: '2026-04-20', totalMinor: 60_000 }),
    );
    const paid = stripe('pay-1', 60_000, ['INV-1']);
    s.tell('2026-03-10', '07:00', paid.paid);
    const { until, ask, act } = deskOf(s);
    await until('2026-03-11T08:00');
    const { entries } = JSON.parse(await ask(['account', 'show', account, '--json']));
    const { paymentId } = entries.find(
      ({ type }: { type: string }) => type === 'PaymentReceived',
    ).data;
    await act(['payment', 'reallocate', account, paymentId, '--to', 'INV-2'], 'payer’s letter');
    await s.skipThrough('2026-03-11');
    const moved = JSON.parse(await ask(['account', 'show', account, '--json'])).ledger;
    expect(moved.open).toMatchObject([{ invoiceNumber: 'INV-1', openMinor: 100_000 }]);

    await until('2026-03-12T08:00');
    await act(['payment', 'refund', account, paymentId, '--amount', '10.00'], 'goodwill');
    const lines = await s.skipThrough('2026-03-12');
    expect(lines).toContain('acme CashReleased pay-1 from INV-2 10.00 USD, refunded');
    expect(lines).toContain('acme PaymentRefunded pay-1 10.00 USD');
    const { ledger } = JSON.parse(await ask(['account', 'show', account, '--json']));
    expect(ledger.totals).toMatchObject({ openMinor: 101_000, refundedMinor: 1_000 });
  }));
