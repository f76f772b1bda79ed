import { describe, expect, it } from 'vitest';
import { invoice, payment } from '../../../test/support/ledger.ts';
import { ana, luis, openDesk } from '../../../test/support/operator-desk.ts';
import { listWriteOffs } from './write-offs.ts';

const reason = 'ticket 4711';
const asking = (invoiceNumber: string, actId = `w-${invoiceNumber}`, on = '2026-03-01') => ({
  actId,
  act: 'write-off-invoice',
  reason,
  invoiceNumber,
  on,
});

/** A desk on which everything above 5.00 USD waits; the list is read by whom a test names. */
const openList = async () => {
  const desk = await openDesk([
    invoice('F1', 501),
    invoice('F2', 700),
    invoice('F3', 900),
    invoice('F4', 100),
  ]);
  const list = async (query: Record<string, string> = {}, actor: string = luis) => {
    const route = 'GET /v1/operator/write-offs';
    const request = { actor, route, params: {}, query, body: undefined };
    const { status, body } = await listWriteOffs(desk.book.reader, request);
    const { writeOffs = [], next } = body as {
      writeOffs?: readonly { invoiceNumber: string; openMinor: number }[];
      next?: string;
    };
    return {
      status,
      body,
      writeOffs,
      next,
      numbers: writeOffs.map(({ invoiceNumber }) => invoiceNumber),
    };
  };
  return { ...desk, list };
};

describe('the list of write-offs that wait', () => {
  it('says who asked, when, why, for how much, and who may decide', async () => {
    const { ask, list } = await openList();
    await ask(asking('F4'));
    await ask(asking('F1'));
    const waiting = {
      accountId: 'acme|main|USD',
      invoiceNumber: 'F1',
      on: '2026-03-01',
      amountMinor: 501,
      openMinor: 501,
      givenUpMinor: 100,
      limitMinor: 500,
      currency: 'USD',
      requestId: 'w-F1',
      askedBy: ana,
      reason,
    };
    const { status, body } = await list();
    expect(status).toBe(200);
    expect(body).toEqual({ writeOffs: [{ ...waiting, mayApprove: true }], next: undefined });
    const inRole = 'arn:aws:sts::111122223333:assumed-role/approvers/ana';
    expect((await list({}, inRole)).body).toEqual({
      writeOffs: [{ ...waiting, mayApprove: false }],
      next: undefined,
    });
  });

  it('is in the order of the days, page by page', async () => {
    const { ask, list } = await openList();
    await ask(asking('F1', 'a-1', '2026-03-02'));
    await ask(asking('F2', 'a-2', '2026-02-20'));
    await ask(asking('F3', 'a-3', '2026-02-25'));
    const first = await list({ limit: '2' });
    expect(first.numbers).toEqual(['F2', 'F3']);
    const second = await list({ limit: '2', after: first.next ?? '' });
    expect(second.numbers).toEqual(['F1']);
    expect(second.next).toBeUndefined();
  });

  it('loses what was decided, either way, and keeps what nobody decided', async () => {
    const { ask, decide, list } = await openList();
    for (const number of ['F1', 'F2', 'F3']) await ask(asking(number));
    const decision = (act: string, invoiceNumber: string) =>
      decide({
        actId: `d-${invoiceNumber}`,
        act,
        reason,
        invoiceNumber,
        requestId: `w-${invoiceNumber}`,
      });
    expect(await decision('approve-write-off', 'F1')).toMatchObject({ status: 200 });
    expect(await decision('reject-write-off', 'F2')).toMatchObject({ status: 200 });
    expect((await list()).numbers).toEqual(['F3']);
  });

  it('tells what is open now, nothing when it was paid meanwhile', async () => {
    const { ask, book, list } = await openList();
    await ask(asking('F1'));
    await book.post(payment('p1', 200, ['F1']));
    expect((await list()).writeOffs).toMatchObject([{ amountMinor: 501, openMinor: 301 }]);
    await book.post(payment('p2', 301, ['F1']));
    expect((await list()).writeOffs).toMatchObject([{ amountMinor: 501, openMinor: 0 }]);
  });

  it.each([
    [{ limit: '0' }, 'limit'],
    [{ limit: 'all' }, 'limit'],
    [{ account: 'x' }, 'account'],
  ])('cannot be asked for by %j', async (query, field) => {
    const { list } = await openList();
    expect(await list(query)).toMatchObject({ status: 400, body: { problems: [{ field }] } });
  });
});
