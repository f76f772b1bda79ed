import { expect, it } from 'vitest';
import { operatorOf, reviewer } from '../support/operator.ts';
import { answers, applies } from '../support/story/credit-tellings.ts';
import { holderOf } from '../support/story/offers.ts';
import { type Story, story } from '../support/story/story.ts';

const mara = reviewer('Manager', 'mara');
const ines = reviewer('Analyst', 'ines');

/** People at work in a story: what they do at a moment belongs to its day. */
const peopleOf = ({ runtime }: Story) => {
  const run = operatorOf(runtime);
  const say = async (words: readonly string[], arn: string) =>
    run([...words, '--reason', 'looked at it'], arn);
  return {
    at: (moment: string) => runtime.runUntil(Date.parse(`${moment}:00Z`)),
    act: async (words: readonly string[], arn: string) => {
      const { code, out, err } = await say(['credit', 'application', ...words], arn);
      expect([code, err]).toEqual([0, '']);
      return out.split('\n')[0];
    },
    refused: async (words: readonly string[], arn: string) => {
      const { code, err } = await say(['credit', 'application', ...words], arn);
      expect(code).toBe(1);
      return /refused by ([\w-]+)/.exec(err)?.[1] ?? err;
    },
    see: async (words: readonly string[], arn: string) => {
      const { code, out, err } = await run(words, arn);
      expect([code, err]).toEqual([0, '']);
      return out.trimEnd().split('\n');
    },
  };
};

const referred = [
  'CreditApplicationReceived new 400000.00 USD at 30 days',
  'CreditDataGathered history no-record, bureau found, financials found',
  'CreditDecided refer 120000.00 USD at 30 days, grade B1',
  'CreditReferred manager until 2026-03-03T09:00:00.000Z',
];

/** Why policy proposes less than was asked. */
const less = 'far-below-asked, amount-to-turnover, length-of-relationship-missing';

/** More than policy may approve alone, and more than one person may. */
const large = () => applies('CA-1', { amountMinor: 40_000_000, submittedBy: 'ines' });

it('lets two people approve what is too much for one, and neither by themselves', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '09:00', large());
    const { at, act, refused, see } = peopleOf(s);
    await at('2026-03-02T10:00');
    const listed = await see(['credit', 'referrals', 'manager'], mara);
    expect(listed[0]).toMatch(/CA-1 {2}new {2}acme {2}120000.00 USD {2}30 days {2}low {2}free/);
    await act(['claim', 'CA-1'], mara);
    expect(await refused(['claim', 'CA-1'], reviewer('Director', 'dora'))).toBe('claimed-by-other');
    const terms = ['CA-1', '120000.00', 'USD', '30'];
    // Not the one who entered it, nobody without a role, nobody twice under two roles.
    expect(await refused(['approve', ...terms], ines)).toBe('own-application');
    expect(await refused(['approve', ...terms], 'arn:aws:iam::000000000000:user/ana')).toBe(
      'no-credit-role',
    );
    expect(await refused(['approve', 'CA-1', '130000.00', 'USD', '30'], mara)).toBe('terms-moved');
    expect(await act(['approve', ...terms], mara)).toContain('referred, approved by 1 so far');
    expect(await refused(['approve', ...terms], reviewer('Director', 'mara'))).toBe(
      'approved-already',
    );
    expect(await act(['approve', ...terms], reviewer('Analyst', 'luz'))).toContain('approved');
    await s.on('2026-03-02', [
      ...referred,
      'CreditReferralClaimed manager: looked at it',
      'CreditApprovalGiven 120000.00 USD at 30 days, 1 of 2, manager: looked at it',
      'CreditApprovalGiven 120000.00 USD at 30 days, 2 of 2, analyst: looked at it',
      'CreditApproved 120000.00 USD at 30 days by person',
      'CreditOfferMade 120000.00 USD at 30 days until 2026-03-16T10:00:00.000Z',
      `CreditOfferSent sent, ${less}`,
      'email to acme@example.com',
    ]);
    expect(await see(['credit', 'referrals', 'manager'], mara)).toEqual(['0 referrals']);
    await at('2026-03-03T10:00');
    await holderOf(s.runtime).answer('accept');
    expect(await s.skipThrough('2026-03-03')).toContain('CreditApplicationActivated acme|main');
  }));

it('asks the applicant, waits, and decides again on the answer', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '09:00', large());
    const people = peopleOf(s);
    const { at, act } = people;
    await at('2026-03-02T10:00');
    await act(['ask', 'CA-1', '--what', 'the statements of 2025'], mara);
    await s.on('2026-03-02', [
      ...referred,
      'CreditInformationRequested the statements of 2025 until 2026-03-16T10:00:00.000Z',
      'CreditQuestionSent question sent',
      'email to acme@example.com',
    ]);
    s.tell('2026-03-05', '09:00', answers('CA-1', 'A-1', { note: 'as asked' }));
    await s.on('2026-03-05', [
      'CreditInformationReceived A-1, round 2',
      'CreditDataGathered history no-record, bureau reused, financials found',
      'CreditDecided refer 120000.00 USD at 30 days, grade B1',
      'CreditReferred manager until 2026-03-06T09:00:00.000Z',
    ]);
    await at('2026-03-06T08:00');
    await act(['decline', 'CA-1', '--told', 'too-much: The amount is too much for now'], mara);
    await s.on('2026-03-06', [
      'CreditDeclined by person: too-much',
      'AdverseNoticeSent declined, sent: too-much',
      'email to acme@example.com',
    ]);
    // What policy would grant to anybody else, it leaves to people after their no.
    s.tell('2026-03-09', '09:00', applies('CA-2', { customerId: 'acme-2' }));
    await s.on('2026-03-09', [
      'CreditApplicationReceived new 5000.00 USD at 30 days',
      'CreditDataGathered history no-record, bureau reused, financials found',
      'CreditDecided refer 5000.00 USD at 30 days, grade A2',
      'CreditReferred analyst until 2026-03-10T09:00:00.000Z',
    ]);
    const shown = await people.see(['credit', 'application', 'show', 'CA-2'], ines);
    expect(shown).toContain('  declined-by-person: An earlier application was declined');
    expect(shown).toContain('before            CA-1  new  declined by person  2026-03-06');
    await at('2026-03-10T08:00');
    await act(['approve', 'CA-2', '5000.00', 'USD', '30'], ines);
    expect(await s.skipThrough('2026-03-10')).toContain(
      'CreditApproved 5000.00 USD at 30 days by person',
    );
  }));

it('escalates what nobody decides, and expires it when no authority is left', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '09:00', large());
    const { at, refused } = peopleOf(s);
    await s.on('2026-03-02', referred);
    const days = await s.skipThrough('2026-03-20');
    expect(days.filter((line) => line.startsWith('Credit'))).toEqual([
      'CreditReferralEscalated manager to director, unanswered',
      'CreditReferralEscalated director to director, unanswered',
      'CreditReferralEscalated director to director, unanswered',
      'CreditApplicationExpired no reviewer',
    ]);
    // A reviewer who comes after all of that is told so, and changes nothing.
    await at('2026-03-21T08:00');
    const terms = ['CA-1', '120000.00', 'USD', '30'];
    expect(await refused(['approve', ...terms], reviewer('Director', 'dora'))).toBe(
      'application-ended',
    );
    await s.quietUntil('2026-04-01');
  }));

it('refuses a reviewer whose referral has gone to a higher authority meanwhile', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '09:00', large());
    const { at, act, refused } = peopleOf(s);
    await s.on('2026-03-02', referred);
    await at('2026-03-03T09:30');
    expect(await refused(['change', 'CA-1', '90000.00', 'USD', '30'], mara)).toBe(
      'beyond-authority',
    );
    const dora = reviewer('Director', 'dora');
    await act(['change', 'CA-1', '90000.00', 'USD', '30'], dora);
    await act(['approve', 'CA-1', '90000.00', 'USD', '30'], dora);
    const lines = await s.skipThrough('2026-03-03');
    expect(lines.filter((line) => line.startsWith('Credit'))).toEqual([
      'CreditReferralEscalated manager to director, unanswered',
      'CreditTermsChanged 90000.00 USD at 30 days, director: looked at it',
      'CreditApprovalGiven 90000.00 USD at 30 days, 1 of 1, director: looked at it',
      'CreditApproved 90000.00 USD at 30 days by person',
      'CreditOfferMade 90000.00 USD at 30 days until 2026-03-17T09:30:00.000Z',
      `CreditOfferSent sent, ${less}`,
    ]);
  }));

it('expires a question that nobody answers, and parks an answer that comes too late', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '09:00', large());
    const people = peopleOf(s);
    const { at, act } = people;
    await at('2026-03-02T10:00');
    await act(['ask', 'CA-1', '--what', 'the statements of 2025'], mara);
    await s.skipThrough('2026-03-02');
    await s.quietUntil('2026-03-11');
    await s.on('2026-03-11', ['CreditQuestionSent reminder sent', 'email to acme@example.com']);
    await s.quietUntil('2026-03-16');
    await s.on('2026-03-16', ['CreditApplicationExpired no information']);
    s.tell('2026-03-17', '09:00', answers('CA-1', 'A-1'));
    const lines = await s.skipThrough('2026-03-17');
    expect(lines.filter((line) => line.startsWith('InputRejected'))).toEqual([
      'InputRejected receive-answer from credit-commands: application-ended: CA-1 is expired',
    ]);
  }));
