import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAccount, createLine, day } from '../../../test/support/credit-line.ts';
import { addDays, instant } from '../calendar.ts';
import {
  addMonths,
  agendaOn,
  decideByDay,
  decideDay,
  decideOverdue,
  decideQueued,
  decideReview,
  givenWay,
  nextReviewOn,
} from './review.ts';

const due = (on: string) => ({ on: day(on), graceDays: 15 });
const line = (reviewOn = '2026-06-02') =>
  createLine([createAccount('acme|main|USD')], [], { reviewOn });

describe('the day of a review', () => {
  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2026-11-30', 3, '2027-02-28'],
    ['2026-03-15', 12, '2027-03-15'],
    ['2026-12-01', 1, '2027-01-01'],
    ['2026-01-30', 13, '2027-02-28'],
  ])('%s and %i months are %s', (from, months, to) => {
    expect(addMonths(day(from), months)).toBe(to);
  });

  it('comes the sooner the higher the risk', () => {
    const months = { high: 1, medium: 3, low: 12 };
    const from = day('2026-03-02');
    expect(nextReviewOn(from, 'high', months)).toBe('2026-04-02');
    expect(nextReviewOn(from, 'medium', months)).toBe('2026-06-02');
    expect(nextReviewOn(from, 'low', months)).toBe('2027-03-02');
  });
});

describe('a review', () => {
  it('is due from its day on, and told of its line once', () => {
    const { book, act } = line();
    expect(decideReview(book().line, 'periodic', due('2026-06-01'))).toEqual([]);
    expect(agendaOn(book().line)).toBe('2026-06-02');
    const late = decideReview(book().line, 'periodic', due('2026-06-05'));
    expect(late).toEqual([
      {
        type: 'CreditReviewDue',
        data: {
          lineId: 'acme|main',
          applicationId: 'review:acme|main:2026-06-05',
          because: 'periodic',
          dueOn: '2026-06-02',
          overdueOn: '2026-06-20',
        },
      },
    ]);
    act(late);
    expect(agendaOn(book().line)).toBe('2026-06-20');
  });

  it('that somebody asks for is due at once, and a second one of the day has a number', () => {
    const { book, act, on } = line();
    on('2026-03-10');
    const [first] = decideReview(book().line, 'returned-payment', due('2026-03-10'));
    expect(first?.data).toMatchObject({ dueOn: '2026-03-10', overdueOn: '2026-03-25' });
    act(first ? [first] : []);
    const { lineId, currency, limitMinor, termsDays, riskClass, grade, reviewOn } = book().line;
    const terms = { lineId, currency, limitMinor, termsDays, riskClass, grade, reviewOn };
    act([{ type: 'CreditLineChanged', data: { ...terms, because: 'review', applicationId: 'r' } }]);
    expect(agendaOn(book().line)).toBe(reviewOn);
    const [again] = decideReview(book().line, 'person', due('2026-03-10'));
    expect(again?.data).toMatchObject({ applicationId: 'review:acme|main:2026-03-10.2' });
    const [later] = decideReview(book().line, 'person', due('2026-03-11'));
    expect(later?.data).toMatchObject({ applicationId: 'review:acme|main:2026-03-11' });
  });

  it('takes too long from the day after its grace on, which is told once', () => {
    const { book, act, on } = line();
    expect(decideOverdue(book().line, day('2027-01-01'))).toEqual([]);
    on('2026-03-10');
    act(decideReview(book().line, 'person', due('2026-03-10')));
    expect(decideOverdue(book().line, day('2026-03-24'))).toEqual([]);
    const told = decideOverdue(book().line, day('2026-03-25'));
    expect(told).toMatchObject([{ type: 'CreditReviewOverdue', data: { dueOn: '2026-03-10' } }]);
    act(told);
    expect(decideOverdue(book().line, day('2026-03-26'))).toEqual([]);
  });

  it('that has ended is late no more, whenever that is told', () => {
    const of = line();
    of.on('2026-03-10');
    of.act(decideReview(of.book().line, 'person', due('2026-03-10')));
    const late = decideOverdue(of.book().line, day('2026-03-25'));
    ended(of);
    const before = of.book().line;
    of.act(late);
    expect(of.book().line).toEqual(before);
    expect(of.book().line.review).toBeUndefined();
  });

  it('that came to nothing gives way to another one after a second grace', () => {
    const { book, act, on } = line('2026-03-10');
    on('2026-03-10');
    act(decideReview(book().line, 'periodic', due('2026-03-10')));
    expect(decideReview(book().line, 'periodic', due('2026-04-08'))).toEqual([]);
    const [again] = decideReview(book().line, 'periodic', due('2026-04-09'));
    expect(again?.data).toMatchObject({
      applicationId: 'review:acme|main:2026-04-09',
      dueOn: '2026-03-10',
      overdueOn: '2026-04-24',
    });
  });

  it('that a person asks for while one runs is the one that runs: no other follows it', () => {
    const { book, act, on } = line();
    on('2026-03-10');
    act(decideReview(book().line, 'bureau-alert', due('2026-03-10')));
    expect(decideReview(book().line, 'person', due('2026-03-11'))).toEqual([]);
  });

  describe('in place of one that ended early', () => {
    const replaced = (on: string, graceDays = 15) => {
      const of = line();
      of.on('2026-03-10');
      of.act(decideReview(of.book().line, 'person', due('2026-03-10')));
      const { review } = of.book().line;
      expect(review).toMatchObject({ overdueOn: '2026-03-25' });
      const free = givenWay(of.book().line, day(on), review?.applicationId);
      const [next] = decideReview(free, 'person', { on: day(on), graceDays });
      return next?.data;
    };

    it('begins at once, and makes the line wait no longer for a decision', () => {
      expect(replaced('2026-03-12')).toMatchObject({
        dueOn: '2026-03-12',
        overdueOn: '2026-03-25',
      });
      expect(replaced('2026-03-24')).toMatchObject({ overdueOn: '2026-03-25' });
    });

    it('has its own grace when that one was late already: it is told of the late one', () => {
      expect(replaced('2026-03-25')).toMatchObject({ overdueOn: '2026-04-09' });
    });

    it('has no more than the grace of today', () => {
      expect(replaced('2026-03-12', 5)).toMatchObject({ overdueOn: '2026-03-17' });
    });
  });

  it('that somebody looks at far too late is told as late, and the next one is not', () => {
    const { book, act, on } = line('2026-03-10');
    on('2026-03-10');
    act(decideDay(book().line, due('2026-03-10')));
    on('2026-05-20');
    const facts = decideDay(book().line, due('2026-05-20'));
    expect(facts).toMatchObject([
      {
        type: 'CreditReviewOverdue',
        data: { applicationId: 'review:acme|main:2026-03-10' },
      },
      { type: 'CreditReviewDue', data: { applicationId: 'review:acme|main:2026-05-20' } },
    ]);
    act(facts);
    expect(book().line.review).toMatchObject({ overdue: false, overdueOn: '2026-06-04' });
  });

  it('is on a day that is still to be swept, whenever somebody looks', () => {
    const reasons = ['periodic', 'person', 'returned-payment'] as const;
    const steps = fc.array(
      fc.record({ later: fc.nat({ max: 70 }), asks: fc.constantFrom(undefined, ...reasons) }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(fc.nat({ max: 90 }), steps, (days, played) => {
        const { book, act, on } = line(addDays(day('2026-03-10'), days));
        let today = day('2026-03-10');
        for (const { later, asks } of played) {
          today = addDays(today, later);
          on(today);
          act(decideDay(book().line, due(today)));
          if (asks !== undefined) act(decideReview(book().line, asks, due(today)));
          expect((agendaOn(book().line) ?? '9') > today).toBe(true);
        }
      }),
    );
  });

  it('that came to nothing leaves the periodic one to its own day', () => {
    const { book, act, on } = line('2026-06-02');
    on('2026-03-10');
    act(decideReview(book().line, 'person', due('2026-03-10')));
    act(decideOverdue(book().line, day('2026-03-25')));
    expect(agendaOn(book().line)).toBe('2026-06-02');
    expect(decideByDay(book().line, due('2026-06-01'))).toEqual([]);
    expect(decideByDay(book().line, due('2026-06-02'))).toMatchObject([
      { type: 'CreditReviewDue', data: { because: 'periodic' } },
    ]);
  });

  it('is not begun on a line that is closed', () => {
    const { book, act } = line();
    act([{ type: 'CreditLineClosed', data: { lineId: 'acme|main', because: 'person' } }]);
    expect(decideReview(book().line, 'periodic', due('2027-01-01'))).toEqual([]);
    expect(agendaOn(book().line)).toBeUndefined();
  });
});

const ended = (of: ReturnType<typeof line>): void => {
  const { lineId, currency, limitMinor, termsDays, riskClass, grade, reviewOn, review } =
    of.book().line;
  const terms = { lineId, currency, limitMinor, termsDays, riskClass, grade, reviewOn };
  const applicationId = review?.applicationId ?? '';
  of.act([{ type: 'CreditLineChanged', data: { ...terms, because: 'review', applicationId } }]);
};

describe('what happens while a review runs', () => {
  const [newsAt, later] = [
    instant('2026-03-11T09:00:00.000Z'),
    instant('2026-03-12T09:00:00.000Z'),
  ];
  const reviewed = () => {
    const of = line();
    of.on('2026-03-10');
    of.act(decideReview(of.book().line, 'person', due('2026-03-10')));
    return of;
  };

  it.each(['bureau-alert', 'returned-payment', 'broken-promise'] as const)(
    'makes another one follow it: %s',
    (because) => {
      const of = reviewed();
      const queued = decideReview(of.book().line, because, due('2026-03-11'));
      expect(queued).toEqual([
        {
          type: 'CreditReviewQueued',
          data: {
            lineId: 'acme|main',
            applicationId: 'review:acme|main:2026-03-10',
            because,
          },
        },
      ]);
      of.act(queued);
      expect(decideQueued(of.book().line, due('2026-03-11'))).toEqual([]);
      ended(of);
      const next = decideQueued(of.book().line, due('2026-03-12'));
      expect(next).toMatchObject([
        {
          type: 'CreditReviewDue',
          data: { because, applicationId: 'review:acme|main:2026-03-12', dueOn: '2026-03-12' },
        },
      ]);
      of.act(next);
      ended(of);
      expect(decideQueued(of.book().line, due('2026-03-12'))).toEqual([]);
    },
  );

  it('is not forgotten when nobody ends that review', () => {
    const of = reviewed();
    of.act(decideReview(of.book().line, 'bureau-alert', { ...due('2026-03-11'), newsAt }));
    of.act(decideOverdue(of.book().line, day('2026-03-25')));
    expect(agendaOn(of.book().line)).toBe('2026-04-09');
    expect(decideByDay(of.book().line, due('2026-04-08'))).toEqual([]);
    expect(decideByDay(of.book().line, due('2026-04-09'))).toMatchObject([
      { type: 'CreditReviewDue', data: { because: 'bureau-alert', askAfter: newsAt } },
    ]);
  });

  it('asks for reports that are newer than the last alert, in every later review', () => {
    const of = reviewed();
    of.act(decideReview(of.book().line, 'bureau-alert', { ...due('2026-03-11'), newsAt }));
    of.act(decideReview(of.book().line, 'bureau-alert', { ...due('2026-03-12'), newsAt: later }));
    of.act(decideReview(of.book().line, 'returned-payment', due('2026-03-12')));
    ended(of);
    const next = decideQueued(of.book().line, due('2026-03-12'));
    expect(next).toMatchObject([{ data: { because: 'returned-payment', askAfter: later } }]);
    of.act(next);
    ended(of);
    expect(decideReview(of.book().line, 'periodic', due('2026-06-02'))).toMatchObject([
      { data: { because: 'periodic', askAfter: later } },
    ]);
  });
});
