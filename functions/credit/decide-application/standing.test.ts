import { describe, expect, it } from 'vitest';
import type { DomainData } from '../../../events/catalogue.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { businessDate } from '../../../shared/domain/calendar.ts';
import { evolveAll } from '../../../shared/domain/credit/line/evolve.ts';
import type { Granted } from '../../../shared/domain/credit/line/terms.ts';
import { type CreditLine, lineIdOf } from '../../../shared/domain/credit/line/types.ts';
import {
  type CreditDesk,
  linkIn,
  openCreditDesk,
  signed,
  submitted,
} from '../../../test/support/credit-desk.ts';

const decisionOf = (desk: CreditDesk, id: string) => {
  const last = desk.store.journal.findLast(
    ({ type, streamId }) => type === 'CreditDecided' && streamId === `application#${id}`,
  );
  return last?.data as DomainData<'CreditDecided'>;
};

type Over = Parameters<typeof submitted>[0];

/** Applies, and has policy decide on sound figures. */
const decided = async (desk: CreditDesk, applicationId: string, over: Over = {}) => {
  await desk.register(submitted({ applicationId, ...over }));
  await desk.decide(await desk.gathered(), applicationId);
  return decisionOf(desk, applicationId);
};

/** The line that the last grant of the desk comes to, as its store would hold it. */
const standingLine = (desk: CreditDesk, over: Partial<CreditLine> = {}): CreditLine => {
  const granted = desk.granted.at(-1) as Granted;
  const lineId = lineIdOf(granted.customerId, granted.legalEntity);
  const on = businessDate('2026-02-02');
  const data = { lineId, ...granted };
  const book = evolveAll(undefined, [{ type: 'CreditLineActivated', data }], on);
  if (book === undefined) throw new Error('no line');
  return { ...book.line, ...over };
};

/** Accepts the newest offer and has its line activated. */
const activated = async (desk: CreditDesk, applicationId: string, over?: Partial<CreditLine>) => {
  await desk.offer(applicationId);
  const letters = desk.letters.slice(-1);
  const document = sha256(letters[0]?.attachment.bytes ?? '');
  await desk.answer(linkIn({ letters }), `document=${document}&answer=accept`);
  expect(await desk.activate(applicationId)).toEqual({ ended: 'active' });
  desk.holds(standingLine(desk, over));
};

const terms = (desk: CreditDesk, id: string) => {
  const { limitMinor, termsDays } = decisionOf(desk, id);
  return { limitMinor, termsDays };
};

describe('what a person declined or closed', () => {
  it('is not granted by policy when the applicant comes again', async () => {
    const desk = openCreditDesk();
    await decided(desk, 'CA-1', { amountMinor: 8_000_000 });
    const reasons = [{ code: 'references', text: 'References did not answer' }];
    const no = { act: 'decline', actId: 'a-1', reasons };
    expect(await desk.act(no)).toMatchObject({ body: { status: 'declined' } });
    const again = await decided(desk, 'CA-2');
    expect(again).toMatchObject({ outcome: 'refer', evaluator: 3, policy: { version: 2 } });
    expect(again.rules).toContain('declined-by-person');
    // A person may.
    const { limitMinor, termsDays } = terms(desk, 'CA-2');
    const yes = { act: 'approve', actId: 'a-2', limitMinor, termsDays };
    expect(await desk.act(yes, undefined, 'CA-2')).toMatchObject({ body: { status: 'approved' } });
  });

  it('is not granted by policy either when the applicant left before people had said it', async () => {
    for (const people of [true, false]) {
      const desk = openCreditDesk();
      await decided(desk, 'CA-1', people ? { amountMinor: 8_000_000 } : {});
      const gone = { act: 'withdraw', actId: 'w-1' };
      expect(await desk.act(gone)).toMatchObject({ body: { status: 'withdrawn' } });
      const again = await decided(desk, 'CA-2');
      expect(again.outcome).toBe(people ? 'refer' : 'approve');
      expect(again.rules.includes('application-left-unsettled')).toBe(people);
    }
  });

  it.each([
    ['the applicant leaves the question of people unanswered', true, 'information'],
    ['nobody answers for the reviewers, to the end', false, 'reviewer'],
  ])('is not granted by policy either when %s', async (_, asks, waitedFor) => {
    const desk = openCreditDesk();
    await decided(desk, 'CA-1', { amountMinor: 8_000_000 });
    if (asks) await desk.act({ act: 'ask', actId: 'q-1', what: ['Bank statements'] });
    for (let left = 20; desk.types().at(-1) !== 'CreditApplicationExpired' && left > 0; left -= 1) {
      desk.later(40 * 86_400);
      await desk.plan();
    }
    expect(desk.store.journal.at(-1)).toMatchObject({ data: { waitedFor } });
    const again = await decided(desk, 'CA-2');
    expect(again.outcome).toBe('refer');
    expect(again.rules).toContain('application-left-unsettled');
  });

  it('is granted by policy when it was policy that declined', async () => {
    const desk = openCreditDesk();
    await desk.register();
    const [history, bureau, ...rest] = await desk.gathered();
    const bad = await desk.gathered({ bureau: { ...(await figures(desk)), bankrupt: true } });
    const insolvent = bad.find(({ source }) => source === 'bureau');
    if (history === undefined || bureau === undefined || insolvent === undefined) {
      throw new Error('no sources');
    }
    await desk.decide([history, insolvent, ...rest]);
    expect(decisionOf(desk, 'CA-1').outcome).toBe('decline');
    expect((await decided(desk, 'CA-2')).outcome).toBe('approve');
  });

  it('is not granted again while the line is closed', async () => {
    const desk = openCreditDesk();
    await decided(desk, 'CA-1');
    await activated(desk, 'CA-1', { status: 'closed', closedOn: businessDate('2026-02-02') });
    const again = await decided(desk, 'CA-2');
    expect(again.outcome).toBe('refer');
    expect(again.rules).toContain('line-closed-by-person');
  });
});

const figures = async (desk: CreditDesk): Promise<object> => {
  const part = (await desk.gathered()).find(({ source }) => source === 'bureau');
  return JSON.parse(new TextDecoder().decode(await desk.files.get(part?.key ?? ''))) as object;
};

describe('an applicant under several customers', () => {
  const elsewhere = { customerId: 'acme-2' } as const;

  it('gets by policy no second line, and from people no more than their authority for both', async () => {
    const desk = openCreditDesk();
    await decided(desk, 'CA-1', { amountMinor: 8_000_000 });
    const analyst = signed('Analyst', 'ana');
    const first = { act: 'approve', actId: 'a-1', ...terms(desk, 'CA-1') };
    expect(await desk.act(first, analyst)).toMatchObject({ body: { status: 'approved' } });
    await activated(desk, 'CA-1');
    const second = await decided(desk, 'CA-2', elsewhere);
    expect(second).toMatchObject({ outcome: 'refer', othersMinor: 8_000_000 });
    expect(second.rules).toContain('line-of-another-customer');
    expect(second.rules).toContain('above-automatic-authority');
  });

  it('takes the authority, and the two people, that one line of the sum takes', async () => {
    const desk = openCreditDesk();
    await decided(desk, 'CA-1', { amountMinor: 8_000_000 });
    await desk.act({ act: 'approve', actId: 'a-1', ...terms(desk, 'CA-1') });
    await activated(desk, 'CA-1');
    const { role } = await decided(desk, 'CA-2', { ...elsewhere, amountMinor: 7_000_000 });
    expect(role).toBe('manager');
    const yes = (actId: string) => ({ act: 'approve', actId, ...terms(desk, 'CA-2') });
    // An analyst may grant 7 million in the low class, and of 15 is the other pair of eyes alone.
    expect(await desk.act(yes('a-2'), signed('Analyst', 'ana'), 'CA-2')).toMatchObject({
      body: { status: 'referred', approvals: 1 },
    });
    const given = desk.store.journal.findLast(({ type }) => type === 'CreditApprovalGiven');
    expect(given?.data).toMatchObject({ needed: 2, othersMinor: 8_000_000 });
    expect(await desk.act(yes('a-3'), signed('Analyst', 'ben'), 'CA-2')).toMatchObject({
      status: 409,
      body: { rule: 'another-authority-needed' },
    });
    expect(await desk.act(yes('a-4'), signed('Manager', 'mara'), 'CA-2')).toMatchObject({
      body: { status: 'approved' },
    });
  });

  it('is looked at by people when the customer is known as somebody else', async () => {
    const desk = openCreditDesk();
    await decided(desk, 'CA-1');
    await activated(desk, 'CA-1');
    const { applicant } = submitted();
    const other = { applicant: { ...applicant, taxId: 'B65410011', name: 'Other SL' } };
    const decision = await decided(desk, 'CA-2', other);
    expect(decision.outcome).toBe('refer');
    expect(decision.rules).toContain('customer-of-another-applicant');
    expect(JSON.stringify(decision)).not.toContain('Acme');
  });
});

describe('a group', () => {
  const member = (customerId: string, taxId: string): Over => ({
    customerId,
    applicant: { ...submitted().applicant, taxId, groupId: 'holding' },
  });

  it('gets no more by its members than one applicant does, also before any has a line', async () => {
    const desk = openCreditDesk();
    const one = await decided(desk, 'CA-1', {
      ...member('one', 'A58818501'),
      amountMinor: 2_000_000,
    });
    expect(one.outcome).toBe('approve');
    // The offer of the first is not accepted yet.
    const two = await decided(desk, 'CA-2', {
      ...member('two', 'B65410011'),
      amountMinor: 2_000_000,
    });
    expect(two).toMatchObject({ outcome: 'refer', othersMinor: 2_000_000 });
    expect(two.rules).toContain('above-automatic-authority');
  });

  it('counts the line of every member', async () => {
    const desk = openCreditDesk();
    await decided(desk, 'CA-1', { ...member('one', 'A58818501'), amountMinor: 2_000_000 });
    await activated(desk, 'CA-1', { groupId: 'holding' });
    const two = await decided(desk, 'CA-2', {
      ...member('two', 'B65410011'),
      amountMinor: 2_000_000,
    });
    expect(two).toMatchObject({ outcome: 'refer', othersMinor: 2_000_000 });
  });
});

it('a line in another currency than the one that there is goes to people', async () => {
  const rate = {
    base: 'EUR',
    quote: 'USD',
    on: businessDate('2026-02-02'),
    rate: '1.1',
  };
  const desk = openCreditDesk({ rates: { 'EUR/USD': rate } });
  await decided(desk, 'CA-1');
  await activated(desk, 'CA-1');
  const decision = await decided(desk, 'CA-2', { currency: 'EUR' });
  expect(decision.outcome).toBe('refer');
  expect(decision.rules).toContain('line-in-another-currency');
});
