import { describe, expect, it } from 'vitest';
import type { ApiCall } from '../api.ts';
import { runLine } from '../run.ts';
import { creditApplicationCommands } from './credit-applications.ts';

/** What a command asks of the API, and what a person reads of the answer. */
const run = async (words: readonly string[], answer: object = {}) => {
  let [out, err] = ['', ''];
  let asked: ApiCall | undefined;
  const code = await runLine([...words, '--local'], {
    commands: creditApplicationCommands,
    connect: async () => async (call) => {
      asked = call;
      return { status: 200, text: JSON.stringify(answer) };
    },
    newId: () => 'id',
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out: out.trimEnd().split('\n'), err, asked };
};

const why = ['--reason', 'because'];
const referred = { outcome: 'done', status: 'referred', approvals: 1 };

describe('acts', () => {
  it('name the terms that they approve, in minor units of the currency', async () => {
    const given = await run(
      ['credit', 'application', 'approve', 'CA-1', '50000.00', 'USD', '45', ...why],
      referred,
    );
    expect(given.asked).toMatchObject({
      method: 'POST',
      path: '/v1/operator/credit/applications/CA-1/acts',
      body: {
        act: 'approve',
        actId: 'id',
        reason: 'because',
        limitMinor: 5_000_000,
        currency: 'USD',
        termsDays: 45,
      },
    });
    expect(given.out).toEqual([
      'CA-1 has your approval; it is referred, approved by 1 so far',
      'act id',
    ]);
  });

  it.each<[string[], object]>([
    [['claim', 'CA-1'], { act: 'claim' }],
    [
      ['ask', 'CA-1', '--what', 'Accounts of 2025; Bank statement'],
      { what: ['Accounts of 2025', 'Bank statement'] },
    ],
    [
      ['ask', 'CA-1', '--what', 'Is the default paid?', '--new-reports'],
      { what: ['Is the default paid?'], newReports: true },
    ],
    [
      ['decline', 'CA-1', '--told', 'liquidity: Current assets are low: 0.4'],
      { reasons: [{ code: 'liquidity', text: 'Current assets are low: 0.4' }] },
    ],
    [['change', 'CA-1', '900000', 'CLP', '30'], { limitMinor: 900_000, termsDays: 30 }],
    [
      ['change', 'CA-1', '900000', 'CLP', '30', '--told', 'short-history: Known for a month'],
      {
        limitMinor: 900_000,
        termsDays: 30,
        reasons: [{ code: 'short-history', text: 'Known for a month' }],
      },
    ],
  ])('%j', async ([verb = '', ...rest], body) => {
    const { asked } = await run(['credit', 'application', verb, ...rest, ...why], referred);
    expect(asked?.body).toMatchObject(body);
  });

  it('reach a review, whose id holds bars and colons', async () => {
    const { asked } = await run(
      ['credit', 'application', 'claim', 'review:acme|main:2026-05-02', ...why],
      referred,
    );
    expect(asked?.path).toBe(
      '/v1/operator/credit/applications/review%3Aacme%7Cmain%3A2026-05-02/acts',
    );
  });

  it.each([
    [['approve', 'CA-1', 'much', 'USD', '30'], 'LIMIT much'],
    [['approve', 'CA-1', '1.00', 'USD', 'soon'], 'DAYS soon'],
    [['decline', 'CA-1', '--told', 'liquidity'], '--told liquidity'],
  ])('say what is wrong with %j', async (words, problem) => {
    const { code, err, asked } = await run(['credit', 'application', ...words, ...why]);
    expect(code).toBe(2);
    expect(err).toContain(problem);
    expect(asked).toBeUndefined();
  });
});

describe('what is shown', () => {
  const application = {
    applicationId: 'review:acme|main:2026-02-02',
    kind: 'review',
    status: 'referred',
    customerId: 'acme',
    legalEntity: 'main',
    currency: 'USD',
    askedMinor: 100_000,
    askedDays: 30,
    before: { open: [], ended: [], lines: ['acme|main', 'acme-2|main', 'acme-3|main'] },
    history: [],
  };
  const line = {
    lineId: 'acme|main',
    status: 'active',
    limitMinor: 100_000,
    currency: 'USD',
    termsDays: 30,
    riskClass: 'medium',
    reviewOn: '2026-06-02',
    review: { because: 'broken-promise', dueOn: '2026-02-02' },
    holds: [
      { hold: 'insolvency', since: '2026-01-30T09:00:00.000Z' },
      { hold: 'person', by: 'eva', since: '2026-01-31T09:00:00.000Z', reason: 'no accounts' },
      { hold: 'past-due' },
    ],
    figures: {
      openMinor: 20_000,
      reservedMinor: 30_000,
      exposureMinor: 50_000,
      availableMinor: 50_000,
    },
    pastDue: true,
  };

  it('is how the lines stand, and what counts along', async () => {
    const { review: _none, figures: _blind, ...other } = line;
    const unknown = { message: 'no rate of COP' };
    const { out } = await run(['credit', 'application', 'show', 'CA-1'], {
      ...application,
      lines: [
        line,
        { ...other, lineId: 'acme-2|main', status: 'closed', holds: [], pastDue: false, unknown },
      ],
      connected: {
        limitsMinor: 70_000,
        currency: 'USD',
        tooMany: false,
        limits: [{ lineId: 'bolt|main', because: 'group', limitMinor: 70_000, currency: 'USD' }],
      },
    });
    expect(out.slice(3)).toEqual([
      'line              acme-3|main',
      'line              acme|main  active  1000.00 USD  30 days  medium',
      '  used            500.00 USD (owed 200.00 USD, orders 300.00 USD); 500.00 USD left',
      '  on hold         insolvency since 2026-01-30',
      '  on hold         person since 2026-01-31 by eva (no accounts)',
      '  on hold         past-due for long',
      '  past due        for longer than orders are taken',
      '  review          undecided since 2026-02-02 (broken-promise)',
      'line              acme-2|main  closed  1000.00 USD  30 days  medium',
      '  used            not known: no rate of COP',
      '  review          2026-06-02',
      'counts along      700.00 USD',
      '  bolt|main  700.00 USD  (group)',
    ]);
  });

  it.each([
    [false, 'counts along      not known: a rate is missing'],
    [true, 'counts along      too many to look at'],
  ])('is why nobody knows what counts along (%j)', async (tooMany, row) => {
    const connected = { currency: 'USD', tooMany, limits: [] };
    const { out } = await run(['credit', 'application', 'show', 'CA-1'], {
      ...application,
      connected,
    });
    expect(out).toContain(row);
  });

  it('is how an application stands', async () => {
    const { out } = await run(['credit', 'application', 'show', 'CA-1'], {
      applicationId: 'CA-1',
      kind: 'new',
      status: 'referred',
      customerId: 'acme',
      legalEntity: 'main',
      currency: 'USD',
      askedMinor: 5_000_000,
      askedDays: 45,
      submittedBy: 'luis',
      applicant: { name: 'Acme SA', kind: 'company', country: 'CO' },
      decision: {
        outcome: 'refer',
        riskClass: 'medium',
        grade: 'B2',
        probabilityPpm: 31_200,
        reasons: [{ code: 'no-history', text: 'No history' }],
        lateness: {
          probabilityPpm: 91_000,
          lateAfterDays: 10,
          expectedDays: -3.25,
          model: { id: 'house', version: 2 },
        },
        policy: { id: 'default', version: 1 },
      },
      referral: {
        role: 'analyst',
        dueAt: '2026-02-03T14:00:00.000Z',
        limitMinor: 4_000_000,
        termsDays: 30,
        approvals: [{ actor: 'ana', role: 'analyst' }],
      },
      before: {
        open: ['review:acme-2|main:2026-02-02'],
        ended: [
          {
            applicationId: 'CA-0',
            kind: 'new',
            outcome: 'declined',
            by: 'person',
            on: '2026-01-12',
          },
          { applicationId: 'CA-00', kind: 'new', outcome: 'withdrawn', on: '2025-11-30' },
        ],
        lines: ['acme-2|main'],
      },
      history: [
        { type: 'CreditReferred', recordedAt: '2026-02-02T14:00:00.000Z' },
        {
          type: 'CreditApprovalGiven',
          recordedAt: '2026-02-02T15:00:00.000Z',
          act: { actor: 'ana', role: 'analyst', reason: 'sound' },
        },
      ],
    });
    expect(out).toEqual([
      'CA-1  new  referred  acme|main',
      'applicant         Acme SA (company, CO)',
      'asked             50000.00 USD  45 days',
      'entered by        luis',
      'also open         review:acme-2|main:2026-02-02',
      'before            CA-0  new  declined by person  2026-01-12',
      'before            CA-00  new  withdrawn  2025-11-30',
      'line              acme-2|main',
      'policy            refer, by default version 1',
      'risk              medium B2, 3.12 % a year',
      '  no-history: No history',
      'pays              9.10 % later than 10 days, -3.3 days after the due date on average',
      '  said by         house version 2',
      'waits for         analyst until 2026-02-03T14:00:00.000Z',
      '  terms           40000.00 USD  30 days',
      '  claimed by      nobody',
      '  approved by     ana (analyst)',
      '  2026-02-02T14:00:00.000Z  CreditReferred',
      '  2026-02-02T15:00:00.000Z  CreditApprovalGiven  ana (analyst): sound',
    ]);
  });

  it('is what waits for a role, and where the list goes on', async () => {
    const { asked, out } = await run(['credit', 'referrals', 'manager', '--free'], {
      referrals: [
        {
          applicationId: 'CA-1',
          kind: 'new',
          customerId: 'acme',
          dueAt: '2026-02-03T14:00:00.000Z',
          limitMinor: 4_000_000,
          currency: 'USD',
          termsDays: 30,
          riskClass: 'medium',
          approvals: 1,
        },
      ],
      next: '2026-02-03T14:00:00.000Z#CA-1',
    });
    expect(asked?.query).toEqual({ role: 'manager', claimed: 'nobody' });
    expect(out).toEqual([
      '2026-02-03T14:00:00.000Z  CA-1  new  acme  40000.00 USD  30 days  medium  free  1 approval',
      '1 referral',
      'more: --after "2026-02-03T14:00:00.000Z#CA-1"',
    ]);
  });
});
