import { expect, it } from 'vitest';
import { operatorOf } from '../support/operator.ts';
import { grantLine, orderChecker } from '../support/story/credit-line.ts';
import { cancelsOrder, euroAt, orders } from '../support/story/order-tellings.ts';
import { story } from '../support/story/story.ts';
import { cancellation, customer, invoice, stripe } from '../support/story/tellings.ts';

const at = (moment: string): number => Date.parse(`${moment}:00.000Z`);

it('answers orders at the door, and counts each order and its invoice once', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const check = orderChecker(s);
    const answers: unknown[] = [];
    const ask = (moment: string, ...asked: Parameters<typeof check>[]) =>
      s.runtime.at(at(moment), 'orders are checked', async () => {
        answers.push(...(await Promise.all(asked.map((each) => check(...each)))));
      });
    s.tell('2026-03-02', '05:00', customer('acme'));
    s.runtime.at(at('2026-03-02T06:00'), 'a line is granted', () =>
      grantLine(s, { limitMinor: 200_000 }),
    );
    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'CreditLineActivated 2000.00 USD at 30 days, medium B',
    ]);

    ask('2026-03-03T09:00', ['SO-1', 120_000]);
    // Two at the same moment, of which one fits.
    ask('2026-03-03T10:00', ['SO-2', 60_000], ['SO-3', 60_000]);
    // Its twin on the bus reserves nothing more.
    s.tell('2026-03-03', '11:00', orders('SO-1', 120_000));
    const third = await s.skipThrough('2026-03-03');
    expect(answers).toMatchObject([
      { status: 200, answer: 'approved', reservedMinor: 120_000, expiresOn: '2026-04-02' },
      { status: 200 },
      { status: 200 },
    ]);
    const { answer } = answers[1] as { answer: string };
    const [taken, held] = answer === 'approved' ? ['SO-2', 'SO-3'] : ['SO-3', 'SO-2'];
    expect(third).toEqual([
      'CreditReserved SO-1/1 120000',
      'AlertRaised info credit-usage-high',
      `CreditReserved ${taken}/1 60000`,
      'CreditUsageWarned 1800.00 USD of 2000.00 USD',
      `CreditOrderHeld ${held}/1: over-limit`,
      'notice of info: [info] credit-usage-high -',
    ]);

    s.tell(
      '2026-03-04',
      '09:00',
      invoice('INV-1', { dueOn: '2026-05-04', orderId: 'SO-1', totalMinor: 120_000 }),
    );
    s.tell('2026-03-04', '12:00', cancelsOrder(taken));
    // The order that was closed does not slip through again under its old revision.
    s.tell('2026-03-04', '13:00', orders(taken, 60_000));
    ask('2026-03-04T14:00', [taken, 60_000], [taken, 60_000, { revision: 2 }]);
    await s.on('2026-03-04', [
      'notice of info: Alerts of 2026-03-03: 1',
      'acme InvoicePosted INV-1 1200.00 USD due 2026-05-04',
      'acme CreditReservationInvoiced SO-1 by INV-1 120000, 0 left',
      `CreditReservationReleased ${taken}/1 60000, cancelled`,
      'CreditExposureChanged 1200.00 USD of 2000.00 USD',
      'AlertRaised info credit-usage-high',
      `CreditReserved ${taken}/2 60000`,
      'CreditUsageWarned 1800.00 USD of 2000.00 USD',
      'notice of info: [info] credit-usage-high -',
    ]);
    expect(answers.slice(3)).toMatchObject([
      { status: 409, rule: 'order-cancelled' },
      { status: 200, answer: 'approved' },
    ]);

    // An invoice outside orders goes over the limit; orders are held until cash comes.
    s.tell('2026-03-05', '09:00', invoice('INV-2', { dueOn: '2026-05-05', totalMinor: 50_000 }));
    ask('2026-03-05T12:00', [held, 1_000, { revision: 2 }]);
    s.tell('2026-03-06', '09:00', stripe('pay-1', 120_000, ['INV-1']).paid);
    await s.on('2026-03-05', [
      'notice of info: Alerts of 2026-03-04: 1',
      'acme InvoicePosted INV-2 500.00 USD due 2026-05-05',
      'AlertRaised warning credit-limit-exceeded',
      'CreditLimitExceeded 2300.00 USD of 2000.00 USD',
      'CreditHoldPlaced over-limit',
      'notice of warning: [warning] credit-limit-exceeded -',
      `CreditOrderHeld ${held}/2: line-on-hold, over-limit`,
    ]);
    expect(answers.at(-1)).toMatchObject({ status: 200, answer: 'held' });
    await s.on('2026-03-06', [
      'notice of info: Alerts of 2026-03-05: 1',
      'acme PaymentReceived pay-1 1200.00 USD',
      'acme CashAllocated pay-1 to INV-1 1200.00 USD, settles INV-1',
      'CreditExposureChanged 1100.00 USD of 2000.00 USD',
      'CreditHoldReleased over-limit',
    ]);

    // The order that nobody bills gives its part back after thirty days.
    await s.quietUntil('2026-04-03');
    await s.on('2026-04-03', [`CreditReservationReleased ${taken}/2 60000, expired`]);
  }));

it('counts orders in another currency by dated rates, and holds them while there is none', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const operator = operatorOf(s.runtime);
    s.tell('2026-03-02', '05:00', customer('acme'));
    s.runtime.at(at('2026-03-02T06:00'), 'a line is granted', () =>
      grantLine(s, { limitMinor: 200_000 }),
    );
    s.tell('2026-03-02', '08:00', orders('SO-1', 100_000, { currency: 'EUR' }));
    s.tell('2026-03-02', '09:00', euroAt('1.10'));
    s.tell('2026-03-02', '10:00', orders('SO-1', 100_000, { currency: 'EUR' }));
    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'CreditLineActivated 2000.00 USD at 30 days, medium B',
      'AlertRaised warning credit-rate-missing',
      'CreditOrderHeld SO-1/1: rate-unknown',
      'notice of warning: [warning] credit-rate-missing -',
      'CreditReserved SO-1/1 110000',
    ]);
    const billed = { dueOn: '2026-05-04', orderId: 'SO-1', currency: 'EUR', totalMinor: 100_000 };
    s.tell('2026-03-03', '08:00', invoice('INV-1', billed));
    await s.on('2026-03-03', [
      'notice of info: Alerts of 2026-03-02: 1',
      'acme InvoicePosted INV-1 1000.00 EUR due 2026-05-04',
      'acme CreditReservationInvoiced SO-1 by INV-1 110000, 0 left',
    ]);
    const shown = await operator(['credit', 'line', 'show', 'acme|main']);
    expect(shown.out).toContain('owed            1100.00 USD');
    expect(shown.out).toContain('orders          0.00 USD');
  }));

it('holds every order of a line that a person holds, and takes them again', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const operator = operatorOf(s.runtime);
    const manager = 'arn:aws:sts::000000000000:assumed-role/CreditManager/eva';
    const because = ['--reason', 'insolvency in the press'];
    await grantLine(s, { limitMinor: 200_000 });
    const line = 'acme|main';
    const stranger = await operator(['credit', 'line', 'hold', line, ...because]);
    expect(stranger.err).toContain('no-credit-role');
    const held = await operator(['credit', 'line', 'hold', line, ...because], manager);
    expect(held.out).toContain('acme|main is on hold');
    const order = ['credit', 'order', 'check', line, 'SO-1', '100.00', 'USD', ...because];
    expect((await operator(order, manager)).out).toContain(
      'order SO-1 is held: the line acme|main is on hold: person; 2000.00 USD left of the line',
    );
    await operator(['credit', 'line', 'release', line, ...because], manager);
    expect((await operator(order, manager)).out).toContain('order SO-1 is approved');
    await s.on('2026-03-02', [
      'CreditLineActivated 2000.00 USD at 30 days, medium B',
      'CreditHoldPlaced person',
      'CreditOrderHeld SO-1/1: line-on-hold',
      'CreditHoldReleased person',
      'CreditReserved SO-1/1 10000',
    ]);
  }));

it('gives a reservation back its part when its invoice is cancelled', () =>
  story({ from: '2026-03-02' }, async (s) => {
    await grantLine(s, { limitMinor: 200_000 });
    s.tell('2026-03-02', '08:00', orders('SO-1', 100_000));
    s.tell('2026-03-02', '09:00', invoice('INV-1', { dueOn: '2026-05-04', orderId: 'SO-1' }));
    s.tell('2026-03-02', '10:00', cancellation('INV-1'));
    s.tell('2026-03-02', '11:00', invoice('INV-1B', { dueOn: '2026-05-04', orderId: 'SO-1' }));
    await s.on('2026-03-02', [
      'CreditLineActivated 2000.00 USD at 30 days, medium B',
      'CreditReserved SO-1/1 100000',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-05-04',
      'acme CreditReservationInvoiced SO-1 by INV-1 100000, 0 left',
      'acme InvoiceVoided INV-1 1000.00 USD',
      'acme CreditReservationInvoiced SO-1 by INV-1 0, 100000 left',
      'acme InvoicePosted INV-1B 1000.00 USD due 2026-05-04',
      'acme CreditReservationInvoiced SO-1 by INV-1B 100000, 0 left',
    ]);
  }));
