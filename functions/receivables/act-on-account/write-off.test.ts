import { describe, expect, it } from 'vitest';
import { invoice, payment } from '../../../test/support/ledger.ts';
import { ana, luis, openDesk } from '../../../test/support/operator-desk.ts';

const reason = 'ticket 4711';

describe('giving up an invoice', () => {
  const writeOff = { actId: 'a-1', act: 'write-off-invoice', reason, invoiceNumber: 'F1' };
  const approve = {
    actId: 'b-1',
    act: 'approve-write-off',
    reason: 'seen',
    invoiceNumber: 'F1',
    requestId: 'a-1',
  };
  const large = [invoice('F1', 501)];

  it('up to the limit is one person’s decision', async () => {
    const { ask, facts, book } = await openDesk([invoice('F1', 500)]);
    expect(await ask(writeOff)).toMatchObject({ status: 200, body: { outcome: 'done' } });
    expect(facts().map(({ fact }) => fact)).toMatchObject([
      { type: 'InvoiceWrittenOff', data: { amountMinor: 500, reason, act: { actor: ana } } },
    ]);
    expect((await book.position()).totals).toMatchObject({ openMinor: 0, writtenOffMinor: 500 });
  });

  it('above it waits for another person', async () => {
    const { ask, decide, facts, book } = await openDesk(large);
    expect(await ask(writeOff)).toMatchObject({
      status: 200,
      body: { outcome: 'waits-for-approval' },
    });
    expect((await book.position()).totals.openMinor).toBe(501);
    expect(await decide(approve)).toMatchObject({ status: 200, body: { outcome: 'done' } });
    expect(facts().map(({ fact }) => fact)).toMatchObject([
      { type: 'WriteOffRequested', data: { amountMinor: 501, limitMinor: 500 } },
      {
        type: 'InvoiceWrittenOff',
        data: {
          amountMinor: 501,
          reason,
          act: { actId: 'b-1', actor: luis, reason: 'seen' },
          request: { actId: 'a-1', actor: ana, reason },
        },
      },
    ]);
  });

  it('gives up what is open when it is approved, at most what was asked for', async () => {
    const { ask, decide, book } = await openDesk(large);
    await ask(writeOff);
    await book.post({
      kind: 'adjust-invoice',
      adjustmentId: 'x1',
      invoiceNumber: 'F1',
      deltaMinor: 10,
      adjustedOn: '2026-02-01',
      reason: 'price',
    });
    expect(await decide(approve)).toMatchObject({
      status: 409,
      body: { rule: 'exceeds-request', message: '5.11 USD is open, and 5.01 USD was asked for' },
    });
    await book.post(payment('p1', 200, ['F1']));
    expect((await decide(approve)).status).toBe(200);
    expect((await book.position()).totals).toMatchObject({ openMinor: 0, writtenOffMinor: 311 });
  });

  describe('in parts', () => {
    const giveUp = (actId: string, invoiceNumber: string) => ({
      ...writeOff,
      actId,
      invoiceNumber,
    });
    const move = (actId: string, invoiceNumber: string) => ({
      actId,
      act: 'reallocate-payment',
      reason,
      paymentId: 'p',
      invoiceNumbers: [invoiceNumber],
    });
    const moved = [invoice('F1', 900), invoice('F2', 900), payment('p', 450, ['F1'])];

    it('waits as the whole would, when a payment is moved away in between', async () => {
      const { ask, facts, book } = await openDesk(moved);
      expect(await ask(giveUp('b-1', 'F1'))).toMatchObject({ body: { outcome: 'done' } });
      await ask(move('b-2', 'F2'));
      for (const again of [giveUp('b-3', 'F1'), giveUp('b-4', 'F2')]) {
        expect(await ask(again)).toMatchObject({ body: { outcome: 'waits-for-approval' } });
      }
      expect(facts().at(-1)?.fact).toMatchObject({
        type: 'WriteOffRequested',
        data: { invoiceNumber: 'F2', amountMinor: 450, givenUpMinor: 450, limitMinor: 500 },
      });
      expect((await book.position()).totals).toMatchObject({
        openMinor: 900,
        writtenOffMinor: 450,
      });
    });

    it('waits over several invoices, and an approval lets one person go on', async () => {
      const { ask, decide } = await openDesk([
        invoice('F1', 300),
        invoice('F2', 300),
        invoice('F3', 300),
        invoice('F4', 200),
      ]);
      const outcomeOf = async (actId: string, number: string) =>
        ((await ask(giveUp(actId, number))).body as { outcome: string }).outcome;
      expect(await outcomeOf('c-1', 'F1')).toBe('done');
      expect(await outcomeOf('c-2', 'F2')).toBe('waits-for-approval');
      await decide({ ...approve, actId: 'c-3', invoiceNumber: 'F2', requestId: 'c-2' });
      expect(await outcomeOf('c-4', 'F3')).toBe('done');
      expect(await outcomeOf('c-5', 'F4')).toBe('done');
    });

    it('waits for what was approved of the same invoice, and not for what upstream gave up', async () => {
      const { ask, decide, book } = await openDesk([
        invoice('F2', 800),
        { kind: 'write-off-invoice', invoiceNumber: 'F2', writtenOffOn: '2026-02-01', reason: 'x' },
        invoice('F1', 700),
        payment('p', 100, ['F1']),
        invoice('F4', 100),
      ]);
      await ask(giveUp('d-1', 'F1'));
      await decide({ ...approve, actId: 'd-2', requestId: 'd-1' });
      await ask(move('d-3', 'F4'));
      expect(await book.open()).toEqual(['F1/1 100']);
      expect(await ask(giveUp('d-4', 'F1'))).toMatchObject({
        body: { outcome: 'waits-for-approval' },
      });
      await book.post(invoice('F5', 500));
      expect(await ask(giveUp('d-5', 'F5'))).toMatchObject({ body: { outcome: 'done' } });
    });
  });

  it('can be rejected, and asked for again', async () => {
    const { ask, decide, facts, book } = await openDesk(large);
    await ask(writeOff);
    expect((await decide({ ...approve, act: 'reject-write-off' })).status).toBe(200);
    expect(facts().at(-1)?.fact).toMatchObject({
      type: 'WriteOffRejected',
      data: { request: { actId: 'a-1' }, act: { actor: luis } },
    });
    expect((await book.position()).totals.openMinor).toBe(501);
    expect(await ask({ ...writeOff, actId: 'a-2' })).toMatchObject({
      body: { outcome: 'waits-for-approval' },
    });
  });

  it.each([
    ['the one who asked', approve, ana, 422, 'same-actor'],
    ['another request', { ...approve, requestId: 'a-7' }, luis, 422, 'request-unknown'],
    ['an act that is no decision', writeOff, luis, 400, undefined],
  ])('is not approved for %s', async (_, body, actor, status, rule) => {
    const { ask, decide, facts } = await openDesk(large);
    await ask(writeOff);
    expect(await decide(body, actor)).toMatchObject({ status, body: rule ? { rule } : {} });
    expect(facts().map(({ fact }) => fact.type)).toEqual(['WriteOffRequested']);
  });

  it('is not approved by the one who asked, through another role', async () => {
    const { ask, decide, facts } = await openDesk(large);
    await ask(writeOff);
    const session = 'arn:aws:sts::111122223333:assumed-role/Approvers/Ana';
    expect(await decide(approve, session)).toMatchObject({
      status: 422,
      body: { rule: 'same-actor', message: expect.stringContaining('which is ana too') },
    });
    expect(facts().map(({ fact }) => fact.type)).toEqual(['WriteOffRequested']);
    const another = 'arn:aws:sts::111122223333:assumed-role/Approvers/luis';
    expect((await decide(approve, another)).status).toBe(200);
  });

  it('is not approved by the route of acts', async () => {
    const { ask } = await openDesk(large);
    await ask(writeOff);
    expect((await ask(approve)).status).toBe(400);
  });

  it('is asked for once at a time', async () => {
    const { ask } = await openDesk(large);
    await ask(writeOff);
    expect(await ask({ ...writeOff, actId: 'a-2' })).toMatchObject({
      status: 409,
      body: { rule: 'write-off-waits' },
    });
  });
});
