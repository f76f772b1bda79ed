import { describe, expect, it } from 'vitest';
import {
  createAccount,
  createLine,
  day,
  eurRate,
  granted,
  lineSettings,
  pricingOn,
} from '../../../../test/support/credit-line.ts';
import { decideReview } from '../review.ts';
import { decideLineAct } from './acts.ts';
import { levelOf } from './assess.ts';
import { evolve } from './evolve.ts';
import { exposureOf, insuranceOf } from './exposure.ts';
import { absorb, newsOf } from './news.ts';
import { decideOrder } from './orders.ts';
import { seenOf } from './seen.ts';
import { decideClose, decideGrant, decideReviewClose, termsOf } from './terms.ts';
import { lineOfAccount } from './types.ts';

const open = (over: Parameters<typeof granted>[0] = {}, currencies = ['USD']) => {
  const accounts = currencies.map((currency) => createAccount(`acme|main|${currency}`));
  const line = createLine(accounts, ['o1', 'o2', 'o3'], over);
  const [account = createAccount('acme|main|USD'), second = account] = accounts;
  const place = (orderId: string, amountMinor: number, revision = 1, currency = 'USD') =>
    line.place({ orderId, revision, amountMinor, currency });
  return { ...line, account, second, place };
};
const types = (facts: readonly { readonly type: string }[]) => facts.map(({ type }) => type);

describe('an order', () => {
  it('takes what is left up to the last cent, and not one more', () => {
    const { place } = open();
    expect(place('o1', 60_000)).toMatchObject({ answer: 'approved' });
    expect(place('o2', 40_001)).toMatchObject({
      answer: 'held',
      because: [{ rule: 'over-limit' }],
    });
    expect(place('o2', 40_000, 2)).toMatchObject({ answer: 'approved' });
    expect(place('o3', 1)).toMatchObject({ answer: 'held' });
  });

  it('of a later revision takes the place of the one before, also when it is held', () => {
    const { place, look, facts } = open();
    place('o1', 60_000);
    expect(place('o1', 90_000, 2)).toMatchObject({ answer: 'approved' });
    expect(look().reservedMinor).toBe(90_000);
    expect(place('o1', 60_000)).toMatchObject({
      answer: 'refused',
      because: [
        { rule: 'revision-stale', message: 'revision 2 of order o1 is known; this one is 1' },
      ],
    });
    expect(place('o1', 100_001, 3)).toMatchObject({ answer: 'held' });
    expect(look().reservedMinor).toBe(0);
    expect(types(facts)).toEqual([
      'CreditLineActivated',
      'CreditReserved',
      'CreditReservationChanged',
      'CreditUsageWarned',
      'CreditReservationReleased',
      'CreditOrderHeld',
      'CreditExposureChanged',
    ]);
  });

  it('names the person who asked for it, if one did', () => {
    const { book, look } = open();
    const act = { actId: 'o-1', actor: 'ana', role: 'manager', reason: 'By telephone' } as const;
    const view = { exposure: look(), pricing: pricingOn('2026-03-02'), reservationDays: 30 };
    const asked = (amountMinor: number) => {
      const orders = new Map([['o1', null]]);
      const request = { orderId: 'o1', revision: 1, amountMinor, currency: 'USD', act };
      return decideOrder({ ...book(), orders }, request, view).facts;
    };
    expect(asked(20_000)).toMatchObject([{ type: 'CreditReserved', data: { act } }]);
    expect(asked(200_000)).toMatchObject([{ type: 'CreditOrderHeld', data: { act } }]);
  });

  it('that is held is told once for the same rules, and decided again each time', () => {
    const { place, account, facts, look } = open();
    account.invoice('i1', 90_000);
    expect(place('o1', 20_000)).toMatchObject({ answer: 'held' });
    expect(place('o1', 20_000)).toMatchObject({ answer: 'held', facts: [] });
    account.pay(50_000);
    expect(place('o1', 20_000)).toMatchObject({ answer: 'approved' });
    expect(look().exposureMinor).toBe(60_000);
    expect(types(facts).filter((type) => type === 'CreditOrderHeld')).toHaveLength(1);
  });

  it('may use what was prepaid beyond the limit', () => {
    const { place, account, look } = open();
    account.pay(30_000);
    expect(place('o1', 130_000)).toMatchObject({ answer: 'approved' });
    expect(look()).toMatchObject({ exposureMinor: 100_000, unappliedMinor: 30_000 });
  });

  it('whose invoices came first needs room for the rest only, and none when all is billed', () => {
    const { place, account, look } = open();
    account.invoice('i1', 80_000, 'o1');
    expect(place('o1', 100_000)).toMatchObject({ answer: 'approved' });
    expect(look()).toMatchObject({ openMinor: 80_000, reservedMinor: 20_000 });
    account.invoice('i2', 70_000, 'o2');
    expect(look().exposureMinor).toBe(170_000);
    expect(place('o2', 70_000)).toMatchObject({ answer: 'approved' });
    expect(place('o3', 1)).toMatchObject({
      because: [{ rule: 'line-on-hold' }, { rule: 'over-limit' }],
    });
  });

  it('that is billed over what it was placed for holds nothing below zero', () => {
    const { place, account, look } = open();
    place('o1', 10_000);
    account.invoice('i1', 30_000, 'o1');
    expect(look()).toMatchObject({ openMinor: 30_000, reservedMinor: 0 });
    account.amend('i1', -25_000);
    expect(look()).toMatchObject({ openMinor: 5_000, reservedMinor: 5_000 });
    account.credit('i1', 5_000);
    expect(look()).toMatchObject({ openMinor: 0, reservedMinor: 5_000 });
  });

  it('in another currency keeps the rate that it was taken at', () => {
    const { place, second, on, look, facts } = open({}, ['USD', 'EUR']);
    expect(place('o1', 30_000, 1, 'EUR')).toMatchObject({ answer: 'approved' });
    expect(look().reservedMinor).toBe(33_000);
    expect(facts[1]?.data).toMatchObject({ amountMinor: 30_000, lineMinor: 33_000, rate: eurRate });
    on('2026-03-03');
    second.invoice('i1', 10_000, 'o1');
    expect(look()).toMatchObject({ openMinor: 11_000, reservedMinor: 22_000 });
    // Billed in the currency of the line, it counts for what it comes to there.
    const other = open({}, ['USD', 'EUR']);
    other.place('o1', 30_000, 1, 'EUR');
    other.account.invoice('i1', 13_000, 'o1');
    expect(other.look()).toMatchObject({ openMinor: 13_000, reservedMinor: 20_000 });
  });

  it('is held while no rate is known, and nothing of another currency is counted', () => {
    const { book } = open();
    const blind = pricingOn('2026-03-02', []);
    const exposure = exposureOf(book().line, [], blind);
    const ask = { orderId: 'o1', revision: 1, amountMinor: 5, currency: 'EUR' };
    expect(
      decideOrder(book(), ask, { exposure, pricing: blind, reservationDays: 30 }),
    ).toMatchObject({ answer: 'held', because: [{ rule: 'rate-unknown' }] });
    const news = newsOf({
      type: 'InvoicePosted',
      version: 1,
      data: {
        accountId: 'acme|main|EUR',
        invoiceNumber: 'i',
        orderId: 'o1',
        totalMinor: 5,
      } as never,
    });
    expect(absorb(book(), news ? [news] : [], blind)).toMatchObject({ code: 'rate-unknown' });
    const eur = { accountId: 'acme|main|EUR', version: 1, openMinor: 5, unappliedMinor: 0 };
    expect(exposureOf(book().line, [eur], blind)).toMatchObject({ code: 'rate-unknown' });
    expect(exposureOf(book().line, [{ ...eur, openMinor: 0 }], blind)).toMatchObject({ ok: true });
  });

  it('of a closed line is held', () => {
    const { place, act, book } = open();
    const closed = decideClose(book().line, { because: 'person' });
    act(closed.decided ? closed.facts : []);
    expect(place('o1', 1)).toMatchObject({ because: [{ rule: 'line-closed' }] });
    expect(decideClose(book().line, { because: 'person' })).toMatchObject({ code: 'line-closed' });
  });
});

it('counts a time that a line is used so far until it is calm again', () => {
  const { account, look, facts } = open();
  const episodes = () =>
    facts.flatMap(({ type, data }) => ('episode' in data ? [`${type} ${data.episode}`] : []));
  account.invoice('i1', 90_000);
  look();
  account.invoice('i2', 20_000);
  look();
  account.pay(15_000);
  look();
  account.invoice('i3', 10_000);
  look();
  account.pay(50_000);
  look();
  account.invoice('i4', 40_000);
  look();
  expect(episodes()).toEqual([
    'CreditUsageWarned 1',
    'CreditLimitExceeded 1',
    'CreditLimitExceeded 1',
    'CreditUsageWarned 2',
  ]);
});

describe('the level of usage', () => {
  const of = (exposureMinor: number, level: 'within' | 'warned' | 'exceeded' = 'within') =>
    levelOf({ level, limitMinor: 1_000 }, exposureMinor, lineSettings);

  it('is warned of at its share, and over below the calm one', () => {
    expect([of(799), of(800), of(1_000), of(1_001)]).toEqual([
      'within',
      'warned',
      'warned',
      'exceeded',
    ]);
    expect([of(700, 'warned'), of(699, 'warned'), of(700, 'exceeded')]).toEqual([
      'warned',
      'within',
      'warned',
    ]);
    expect([of(0, 'warned'), of(-5, 'warned')]).toEqual(['within', 'within']);
  });

  it('of a limit of nothing is exceeded by anything', () => {
    const level = (exposureMinor: number) =>
      levelOf({ level: 'within', limitMinor: 0 }, exposureMinor, lineSettings);
    expect([level(0), level(1)]).toEqual(['within', 'exceeded']);
  });
});

describe('terms', () => {
  it('of another application change the line, which keeps its group and its insurance', () => {
    const { book, act } = open();
    const changed = {
      ...termsOf(book().line),
      because: 'person' as const,
      groupId: 'holding',
      insuredMinor: 50_000,
      coveragePercent: 90,
    };
    act([{ type: 'CreditLineChanged', data: changed }]);
    const grant = decideGrant(
      book().line,
      'acme|main',
      granted({ applicationId: 'CA-2', limitMinor: 40_000, riskClass: 'high' }),
      'application',
      { seen: seenOf(book().line) },
    );
    expect(grant).toMatchObject({
      facts: [
        {
          type: 'CreditLineChanged',
          data: {
            because: 'application',
            limitMinor: 40_000,
            previousClass: 'medium',
            groupId: 'holding',
            coveragePercent: 90,
          },
        },
      ],
    });
  });

  it('put the line into the group of the applicant, unless it has one that it may not leave', () => {
    const { book, act } = open({ groupId: 'holding' });
    expect(book().line.groupId).toBe('holding');
    const other = granted({ applicationId: 'CA-2', groupId: 'elsewhere' });
    const asked = () =>
      decideGrant(book().line, 'acme|main', other, 'application', { seen: seenOf(book().line) });
    expect(asked()).toMatchObject({ facts: [{ data: { groupId: 'holding' } }] });
    const closed = decideClose(book().line, { because: 'person' });
    act(closed.decided ? closed.facts : []);
    expect(asked()).toMatchObject({ facts: [{ data: { groupId: 'holding' } }, {}] });
  });

  it('of a review count only while the line waits for that review', () => {
    const { book, act } = open();
    const review = granted({ applicationId: 'review:acme|main:2026-03-02', limitMinor: 40_000 });
    const asks = (applicationId = review.applicationId) =>
      decideGrant(book().line, 'acme|main', { ...review, applicationId }, 'review');
    expect(asks()).toEqual({ decided: true, outcome: 'kept', facts: [] });
    act(decideReview(book().line, 'bureau-alert', { on: day('2026-03-02'), graceDays: 15 }));
    expect(asks()).toMatchObject({
      outcome: 'changed',
      facts: [{ type: 'CreditLineChanged', data: { because: 'review', limitMinor: 40_000 } }],
    });
    expect(asks('review:acme|main:2026-02-02')).toMatchObject({ outcome: 'kept', facts: [] });
    expect(decideReviewClose(book().line, 'review:acme|main:2026-02-02')).toMatchObject({
      outcome: 'kept',
      facts: [],
    });
    const declined = decideReviewClose(book().line, review.applicationId);
    expect(declined).toMatchObject({
      outcome: 'closed',
      facts: [{ type: 'CreditLineClosed' }, {}],
    });
    act(declined.decided ? declined.facts : []);
    expect(asks()).toMatchObject({ outcome: 'closed', facts: [] });
    expect(decideReviewClose(book().line, review.applicationId)).toMatchObject({ facts: [] });
    expect(decideReviewClose(undefined, 'review')).toMatchObject({ outcome: 'closed' });
  });

  it('in another currency, and a review of a line that is not active, are refused', () => {
    const { book } = open();
    const euros = granted({ applicationId: 'CA-2', currency: 'EUR' });
    expect(decideGrant(book().line, 'acme|main', euros, 'application')).toMatchObject({
      decided: false,
      code: 'other-currency',
    });
    expect(decideGrant(undefined, 'acme|main', granted(), 'review')).toEqual({
      decided: true,
      outcome: 'closed',
      facts: [],
    });
  });

  it('granted again after a close begin the line anew, with the orders that it knows', () => {
    const { book, act, place } = open();
    place('o1', 30_000);
    act(decideReview(book().line, 'person', { on: day('2026-03-02'), graceDays: 15 }));
    const person = { actId: 'a', actor: 'arn', reason: 'r', role: 'manager' } as const;
    act([
      {
        type: 'CreditHoldPlaced',
        data: { lineId: 'acme|main', because: ['person'], act: person },
      },
    ]);
    const closed = decideClose(book().line, { because: 'person' });
    expect(closed).toMatchObject({
      facts: [
        { type: 'CreditLineClosed' },
        { type: 'CreditHoldPlaced', data: { because: ['person', 'line-closed'] } },
      ],
    });
    act(closed.decided ? closed.facts : []);
    const next = granted({ applicationId: 'CA-2' });
    const seen = seenOf(book().line);
    const grant = decideGrant(book().line, 'acme|main', next, 'application', { seen });
    act(grant.decided ? grant.facts : []);
    // Whoever applies again does not end what a person holds.
    expect(book().line).toMatchObject({
      status: 'active',
      reservedMinor: 30_000,
      holds: ['person'],
      heldBy: { role: 'manager' },
      lastReview: { on: '2026-03-02', count: 1 },
    });
    expect(
      decideOrder(
        book(),
        { orderId: 'o2', revision: 1, amountMinor: 5, currency: 'USD' },
        {
          exposure: exposureOf(book().line, [], pricingOn('2026-03-02')),
          pricing: pricingOn('2026-03-02'),
          reservationDays: 30,
        },
      ),
    ).toMatchObject({ because: [{ rule: 'line-on-hold' }] });
  });

  it('name what an insurer bears, in whole minor units', () => {
    const line = { insuredMinor: 40_001, coveragePercent: 90 };
    expect(insuranceOf(line, 50_000)).toEqual({ coveredMinor: 36_000, ownRiskMinor: 14_000 });
    expect(insuranceOf(line, -5)).toEqual({ coveredMinor: 0, ownRiskMinor: 0 });
    expect(insuranceOf({}, 100)).toEqual({ coveredMinor: 0, ownRiskMinor: 100 });
  });
});

describe('acts of people', () => {
  const by = {
    act: { actId: 'a', actor: 'arn', reason: 'r', role: 'manager' },
    on: day('2026-03-02'),
    graceDays: 15,
    powers: () => undefined,
    isGroup: () => true,
    isOwn: false,
  } as const;

  it('release what a person held, and not what the limit holds', () => {
    const { book, account, look } = open();
    account.invoice('i1', 100_001);
    look();
    expect(decideLineAct(book().line, { act: 'release' }, by)).toMatchObject({
      code: 'not-on-hold',
      message: 'no person holds the line acme|main; its hold ends with what caused it: over-limit',
    });
    expect(decideLineAct(book().line, { act: 'hold' }, by)).toMatchObject({
      facts: [{ data: { because: ['over-limit', 'person'] } }],
    });
    expect(decideLineAct(undefined, { act: 'hold' }, by)).toMatchObject({ code: 'no-line' });
  });

  it('begin a review in the name of who asks for it, unless one runs', () => {
    const { book, act } = open();
    const asked = decideLineAct(book().line, { act: 'review' }, by);
    expect(asked).toMatchObject({
      facts: [{ type: 'CreditReviewDue', data: { because: 'person', act: by.act } }],
    });
    act(asked.decided ? asked.facts : []);
    expect(decideLineAct(book().line, { act: 'review' }, by)).toMatchObject({
      code: 'review-runs',
      message: 'a review of the line acme|main runs since 2026-03-02',
    });
    // Nobody decided it, and its time is over: another one takes its place.
    const { againOn } = book().line.review ?? { againOn: by.on };
    expect(decideLineAct(book().line, { act: 'review' }, { ...by, on: againOn })).toMatchObject({
      facts: [{ type: 'CreditReviewDue', data: { because: 'person', dueOn: againOn } }],
    });
  });

  it('take a line out of its group, and its insurance away', () => {
    const { book, act } = open();
    const set = decideLineAct(book().line, { act: 'set-group', groupId: 'g' }, by);
    act(set.decided ? set.facts : []);
    const insured = { act: 'set-insurance', insuredMinor: 5, coveragePercent: 50 } as const;
    const insure = decideLineAct(book().line, insured, by);
    act(insure.decided ? insure.facts : []);
    expect(book().line).toMatchObject({ groupId: 'g', insuredMinor: 5, coveragePercent: 50 });
    expect(decideLineAct(book().line, insured, by)).toMatchObject({ code: 'nothing-changes' });
    for (const undo of ['set-group', 'set-insurance'] as const) {
      const undone = decideLineAct(book().line, { act: undo }, by);
      act(undone.decided ? undone.facts : []);
    }
    const { groupId, insuredMinor, coveragePercent } = book().line;
    expect([groupId, insuredMinor, coveragePercent]).toEqual([undefined, undefined, undefined]);
  });
});

it('knows the line of an account, and no fact before a line began', () => {
  expect(lineOfAccount('acme|main|USD')).toBe('acme|main');
  const closed = { type: 'CreditLineClosed', data: { lineId: 'l', because: 'person' } } as const;
  expect(() => evolve(undefined, closed, day('2026-03-02'))).toThrow('before the line was active');
});
