import { describe, expect, it } from 'vitest';
import { invoice, payment, testAccount } from '../../../test/support/ledger.ts';
import { actOver, ana as actor, openDesk as desk } from '../../../test/support/operator-desk.ts';

const reason = 'ticket 4711';

const dispute = { actId: 'a-1', act: 'dispute-invoice', reason, invoiceNumber: 'F1' };

describe('an act', () => {
  it('is booked with who did it and why, for today', async () => {
    const { ask, facts, book } = await desk([invoice('F1', 100), invoice('F2', 50)]);
    expect(await ask(dispute)).toEqual({
      status: 200,
      body: {
        accountId: testAccount,
        actId: 'a-1',
        act: 'dispute-invoice',
        outcome: 'done',
        on: '2026-03-02',
      },
    });
    expect(facts()).toEqual([
      {
        fact: {
          type: 'InvoiceDisputed',
          data: {
            accountId: testAccount,
            invoiceNumber: 'F1',
            openMinor: 100,
            currency: 'USD',
            act: { actId: 'a-1', actor, reason },
          },
        },
        effectiveOn: '2026-03-02',
      },
    ]);
    const { open, totals } = await book.position();
    expect(open.map(({ invoiceNumber, disputed }) => [invoiceNumber, disputed])).toEqual([
      ['F1', true],
      ['F2', undefined],
    ]);
    expect(totals.openMinor).toBe(150);
  });

  it('is carried out once, on whichever day it is asked for again', async () => {
    const { ask, facts } = await desk([invoice('F1', 100)]);
    await ask(dispute);
    expect(await ask({ ...dispute, on: '2026-03-01' })).toMatchObject({
      status: 200,
      body: { outcome: 'done-before' },
    });
    expect(facts()).toHaveLength(1);
  });

  it('is refused when its id was used for another', async () => {
    const { ask, facts } = await desk([invoice('F1', 100), invoice('F2', 50)]);
    await ask(dispute);
    expect(await ask({ ...dispute, invoiceNumber: 'F2' })).toMatchObject({
      status: 409,
      body: { error: 'refused', rule: 'act-id-taken' },
    });
    expect(facts()).toHaveLength(1);
  });

  it('takes an account id that is still encoded', async () => {
    const { ask } = await desk([invoice('F1', 100)]);
    expect((await ask(dispute, encodeURIComponent(testAccount))).status).toBe(200);
  });
});

describe('what is not an act', () => {
  it.each([
    [undefined, ''],
    [{ ...dispute, reason: undefined }, 'reason'],
    [{ ...dispute, reason: '' }, 'reason'],
    [{ ...dispute, actId: 'a 1' }, 'actId'],
    [{ ...dispute, act: 'forgive' }, 'act'],
    [{ ...dispute, on: '2026-02-30' }, 'on'],
    [{ ...dispute, amountMinor: 5 }, 'amountMinor'],
  ])('%j is told where it is wrong', async (body, field) => {
    const { ask, facts } = await desk([invoice('F1', 100)]);
    const answer = await ask(body);
    expect(answer).toMatchObject({ status: 400, body: { error: 'malformed' } });
    expect(
      (answer.body as { problems: readonly { field: string }[] }).problems.map((one) => one.field),
    ).toContain(field);
    expect(facts()).toEqual([]);
  });

  it('names an account that cannot be one', async () => {
    const { ask } = await desk();
    expect(await ask(dispute, 'acme')).toMatchObject({
      status: 400,
      body: { problems: [{ field: 'accountId' }] },
    });
  });
});

describe('a dispute', () => {
  it.each([
    ['an invoice that is not there', 422, 'invoice-unknown', dispute, []],
    [
      'a settled invoice',
      409,
      'nothing-open',
      dispute,
      [invoice('F1', 100), payment('p', 100, ['F1'])],
    ],
    ['a day to come', 422, 'date-ahead', { ...dispute, on: '2026-03-03' }, [invoice('F1', 100)]],
    [
      'clearing what is not disputed',
      409,
      'dispute-unknown',
      { ...dispute, act: 'clear-dispute' },
      [invoice('F1', 100)],
    ],
  ])('is refused for %s', async (_, status, rule, body, history) => {
    const { ask, facts } = await desk(history);
    expect(await ask(body)).toMatchObject({ status, body: { error: 'refused', rule } });
    expect(facts()).toEqual([]);
  });

  it('is raised once and ends when it is cleared', async () => {
    const { ask, facts, book } = await desk([invoice('F1', 100)]);
    await ask(dispute);
    expect(await ask({ ...dispute, actId: 'a-2' })).toMatchObject({
      status: 409,
      body: { rule: 'dispute-known', message: 'F1 is disputed since 2026-03-02' },
    });
    await ask({ ...dispute, actId: 'a-3', act: 'clear-dispute' });
    expect(facts().map(({ fact }) => fact.type)).toEqual([
      'InvoiceDisputed',
      'InvoiceDisputeCleared',
    ]);
    expect((await book.position()).open[0]?.disputed).toBeUndefined();
    expect((await ask({ ...dispute, actId: 'a-4' })).status).toBe(200);
  });
});

describe('a busy account', () => {
  it('is asked again later', async () => {
    const fail = (name: string) => async () => {
      throw Object.assign(new Error('busy'), { name });
    };
    const answer = (name: string) => actOver({ post: fail(name) }, dispute);
    expect(await answer('LedgerContended')).toMatchObject({ status: 503 });
    expect(await answer('PlanUnfinished')).toMatchObject({ status: 503 });
    await expect(answer('ProvisionedThroughputExceededException')).rejects.toThrow('busy');
  });
});
