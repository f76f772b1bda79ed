import { describe, expect, it } from 'vitest';
import type { DomainData } from '../../../events/catalogue.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { businessDate } from '../../../shared/domain/calendar.ts';
import { maxMembers } from '../../../shared/domain/credit/group.ts';
import { evolveAll } from '../../../shared/domain/credit/line/evolve.ts';
import type { Granted } from '../../../shared/domain/credit/line/terms.ts';
import { lineIdOf } from '../../../shared/domain/credit/line/types.ts';
import {
  type CreditDesk,
  linkIn,
  openCreditDesk,
  signed,
  submitted,
} from '../../../test/support/credit-desk.ts';
import { granted } from '../../../test/support/credit-line.ts';

const on = businessDate('2026-02-02');
const taxIds = { one: 'A58818501', two: 'B65410011', three: '12345678Z' } as const;
type Who = keyof typeof taxIds;

/** Applies, and has policy decide on sound figures. */
const apply = async (
  desk: CreditDesk,
  applicationId: string,
  of: { who: Who; customerId?: string; groupId?: string; amountMinor?: number },
): Promise<DomainData<'CreditDecided'>> => {
  const { who, customerId = who, groupId, amountMinor = 1_000_000 } = of;
  const applicant = {
    ...submitted().applicant,
    kind: who === 'three' ? ('person' as const) : ('company' as const),
    taxId: taxIds[who],
    ...(groupId === undefined ? {} : { groupId }),
  };
  await desk.register(submitted({ applicationId, customerId, applicant, amountMinor }));
  await desk.decide(await desk.gathered(), applicationId);
  const last = desk.store.journal.findLast(
    ({ type, streamId }) => type === 'CreditDecided' && streamId === `application#${applicationId}`,
  );
  return last?.data as DomainData<'CreditDecided'>;
};

const holds = (desk: CreditDesk, terms: Granted, groupId?: string): void => {
  const lineId = lineIdOf(terms.customerId, terms.legalEntity);
  const { groupId: _asked, ...rest } = terms;
  const data = { lineId, ...rest, ...(groupId === undefined ? {} : { groupId }) };
  const book = evolveAll(undefined, [{ type: 'CreditLineActivated', data }], on);
  if (book !== undefined) desk.holds(book.line);
};

/** Accepts the newest offer; its line is then in that group, or in none. */
const activate = async (desk: CreditDesk, applicationId: string, groupId?: string) => {
  await desk.offer(applicationId);
  const letters = desk.letters.slice(-1);
  const document = sha256(letters[0]?.attachment.bytes ?? '');
  await desk.answer(linkIn({ letters }), `document=${document}&answer=accept`);
  expect(await desk.activate(applicationId)).toEqual({ ended: 'active' });
  holds(desk, desk.granted.at(-1) as Granted, groupId);
};

const approve = async (desk: CreditDesk, id: string, name = 'dora') => {
  const stored = await desk.store.load(id);
  const { limitMinor, termsDays } = stored?.state.referral ?? {};
  const body = { act: 'approve', actId: `${id}-${name}`, limitMinor, termsDays };
  return desk.act(body, signed('Director', name), id);
};

describe('limits of a group count along', () => {
  it('also of what a member was promised that names no group', async () => {
    const desk = openCreditDesk();
    await apply(desk, 'CA-1', { who: 'one' });
    await activate(desk, 'CA-1', 'holding');
    await apply(desk, 'CA-2', { who: 'one', amountMinor: 2_400_000 });
    const asked = await apply(desk, 'CA-3', { who: 'two', groupId: 'holding' });
    expect(asked).toMatchObject({ outcome: 'refer', othersMinor: 2_400_000 });
  });

  it('also of what somebody else was promised for the line of a member', async () => {
    const desk = openCreditDesk();
    await apply(desk, 'CA-1', { who: 'one' });
    await activate(desk, 'CA-1', 'holding');
    await apply(desk, 'CA-2', { who: 'three', customerId: 'one', amountMinor: 2_400_000 });
    expect(await approve(desk, 'CA-2')).toMatchObject({ body: { status: 'approved' } });
    const asked = await apply(desk, 'CA-3', { who: 'two', groupId: 'holding' });
    expect(asked).toMatchObject({ outcome: 'refer', othersMinor: 2_400_000 });
  });

  it('also of what the applicant of a member has under another customer', async () => {
    const desk = openCreditDesk();
    await apply(desk, 'CA-1', { who: 'one' });
    await activate(desk, 'CA-1', 'holding');
    await apply(desk, 'CA-2', { who: 'one', customerId: 'branch', amountMinor: 2_400_000 });
    expect(await approve(desk, 'CA-2')).toMatchObject({ body: { status: 'approved' } });
    const asked = await apply(desk, 'CA-3', { who: 'two', groupId: 'holding' });
    expect(asked).toMatchObject({ outcome: 'refer', othersMinor: 3_400_000 });
    await activate(desk, 'CA-2');
    const again = await apply(desk, 'CA-4', { who: 'three', groupId: 'holding' });
    expect(again).toMatchObject({ outcome: 'refer', othersMinor: 3_400_000 });
  });

  it('also of the groups of lines that the applicant has elsewhere', async () => {
    const desk = openCreditDesk();
    await apply(desk, 'CA-1', { who: 'one' });
    await activate(desk, 'CA-1', 'holding');
    await apply(desk, 'CA-2', { who: 'two' });
    await activate(desk, 'CA-2', 'holding');
    const asked = await apply(desk, 'CA-3', { who: 'one', customerId: 'branch' });
    expect(asked).toMatchObject({ outcome: 'refer', othersMinor: 2_000_000 });
  });

  it('up to so many lines, above which policy refers and nobody has the authority', async () => {
    const desk = openCreditDesk();
    for (let index = 0; index < maxMembers; index += 1) {
      const customerId = `member-${index}`;
      holds(desk, granted({ applicationId: customerId, customerId, limitMinor: 1 }), 'holding');
    }
    const asked = await apply(desk, 'CA-1', { who: 'one', groupId: 'holding' });
    expect(asked.outcome).toBe('refer');
    expect(asked.rules).toContain('too-many-other-limits');
    expect(await approve(desk, 'CA-1')).toMatchObject({
      status: 409,
      body: { rule: 'authority-unknown' },
    });
  });
});

it('policy alone puts no line into a group that nobody has set a limit for', async () => {
  const desk = openCreditDesk();
  const asked = await apply(desk, 'CA-1', { who: 'one', groupId: 'slip' });
  expect(asked.outcome).toBe('refer');
  expect(asked.rules).toContain('group-not-known');
  expect(await approve(desk, 'CA-1')).toMatchObject({ body: { status: 'approved' } });
});
