import { expect, it } from 'vitest';
import { applies } from '../support/story/credit-tellings.ts';
import { holderOf, lettersOf } from '../support/story/offers.ts';
import { type Story, story } from '../support/story/story.ts';

const tokenId = expect.stringMatching(/^CreditOffer(Accepted|Refused|Expired) [0-9a-f]{32}$/);

const at = ({ runtime }: Story, moment: string) => runtime.runUntil(Date.parse(`${moment}:00Z`));

const approvedBySelf = [
  'CreditApplicationReceived new 5000.00 USD at 30 days',
  'CreditDataGathered history no-record, bureau found, financials found',
  'CreditDecided approve 5000.00 USD at 30 days, grade A2',
  'CreditApproved 5000.00 USD at 30 days by policy',
  'CreditOfferMade 5000.00 USD at 30 days until 2026-03-16T09:00:00.000Z',
  'CreditOfferSent sent',
  'email to acme@example.com',
];

it('grants a line that needs no person in ten transitions, acceptance included', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '09:00', applies('CA-1'));
    await s.on('2026-03-02', approvedBySelf);
    expect(s.transitions()).toBe(8);
    await at(s, '2026-03-04T10:00');
    const applicant = holderOf(s.runtime);
    expect((await applicant.open()).body).toContain(applicant.documentSha256);
    expect((await applicant.answer('accept')).status).toBe(200);
    await s.on('2026-03-04', [
      tokenId,
      'CreditApplicationActivated acme|main',
      'CreditLineActivated 5000.00 USD at 30 days, low A2',
    ]);
    expect(s.transitions()).toBe(10);
    // The same answer once more, and the other one, change nothing.
    expect((await applicant.answer('accept')).status).toBe(200);
    expect((await applicant.answer('refuse')).status).toBe(409);
    expect((await applicant.open()).status).toBe(410);
    expect(lettersOf(s.runtime)).toHaveLength(1);
    await s.quietUntil('2026-03-20');
  }));

it('ends an offer that is refused, and one that nobody answers', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '09:00', applies('CA-1'));
    await s.on('2026-03-02', approvedBySelf);
    await at(s, '2026-03-03T10:00');
    expect((await holderOf(s.runtime).answer('refuse')).status).toBe(200);
    await s.on('2026-03-03', [tokenId]);

    s.tell('2026-03-04', '09:00', applies('CA-2'));
    const lines = await s.skipThrough('2026-03-04');
    expect(lines).toContain(
      'CreditOfferMade 5000.00 USD at 30 days until 2026-03-18T09:00:00.000Z',
    );
    await s.quietUntil('2026-03-18');
    await s.on('2026-03-18', [tokenId]);
    // The applicant comes too late, and nothing is activated.
    expect((await holderOf(s.runtime, 1).open()).status).toBe(410);
    expect((await holderOf(s.runtime, 1).answer('accept')).status).toBe(410);
    await s.quietUntil('2026-04-01');
  }));

it('takes another document than the one that was offered for no acceptance', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '09:00', applies('CA-1'));
    await s.on('2026-03-02', approvedBySelf);
    const { answer } = holderOf(s.runtime);
    expect((await answer('accept', 'a'.repeat(64))).status).toBe(409);
    expect((await answer('accept', 'no digest')).status).toBe(400);
    await s.quietUntil('2026-03-10');
  }));

it('recognises the applicant of an open application, however it writes its tax id', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '09:00', applies('CA-1'));
    await s.on('2026-03-02', approvedBySelf);
    s.tell(
      '2026-03-03',
      '09:00',
      applies('CA-2', { customerId: 'acme-2', applicant: { taxId: 'a-58.818.501' } }),
      applies('CA-1'),
    );
    await s.on('2026-03-03', [
      'CreditApplicationReceived new 5000.00 USD at 30 days',
      'CreditApplicationDuplicated of CA-1',
    ]);
    expect(s.transitions()).toBe(8);
  }));

it('tells an applicant who is declined why', () =>
  story({ from: '2026-03-02' }, async (s) => {
    // The sandbox bureau knows by the tax id that it is insolvent.
    s.tell(
      '2026-03-02',
      '09:00',
      applies('CA-1', { applicant: { taxId: 'A58810557', locale: 'es' } }),
    );
    await s.on('2026-03-02', [
      'CreditApplicationReceived new 5000.00 USD at 30 days',
      'CreditDataGathered history no-record, bureau found, financials found',
      'CreditDecided decline 0.00 USD at 30 days, grade B1',
      'CreditDeclined by policy: insolvency',
      'AdverseNoticeSent declined, sent: insolvency',
      'email to acme@example.com',
    ]);
    const [letter] = lettersOf(s.runtime);
    expect(letter?.subject).toBe('Su solicitud de crédito con Example Supplies');
    expect(letter?.text).toContain('- Un buró de crédito registra una insolvencia\n');
    await s.quietUntil('2026-03-20');
  }));
