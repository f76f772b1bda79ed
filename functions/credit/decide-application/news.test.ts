import { describe, expect, it } from 'vitest';
import type { DomainData } from '../../../events/catalogue.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import type { GatherAnswer } from '../../../statemachines/credit-approval/io.ts';
import { bureau, financials, history } from '../../../test/support/credit-application.ts';
import {
  type CreditDesk,
  linkIn,
  openCreditDesk,
  signed,
  submitted,
} from '../../../test/support/credit-desk.ts';

const dora = signed('Director', 'dora');

const decisionOf = (desk: CreditDesk) =>
  desk.store.journal.findLast(({ type }) => type === 'CreditDecided')
    ?.data as DomainData<'CreditDecided'>;

/** All sources are sound but that of one name, which answers that it has nothing. */
const without = async (
  desk: CreditDesk,
  source: GatherAnswer['source'],
  status: GatherAnswer['status'],
): Promise<readonly GatherAnswer[]> => [
  ...(await desk.gathered({ history, bureau, financials })).filter(
    (each) => each.source !== source,
  ),
  { source, status },
];

const yes = async (desk: CreditDesk, actId: string) => {
  const { referral } = (await desk.store.load('CA-1'))?.state ?? {};
  const { limitMinor, termsDays } = referral ?? {};
  return desk.act({ act: 'approve', actId, limitMinor, termsDays }, dora);
};

const accepted = async (desk: CreditDesk) => {
  await desk.offer();
  const document = sha256(desk.letters.at(-1)?.attachment.bytes ?? '');
  await desk.answer(linkIn(desk), `document=${document}&answer=accept`);
  return desk.activate();
};

describe('news of a bureau', () => {
  it.each(['no-record', 'not-asked', 'unavailable', 'timed-out'] as const)(
    'of which no report knows are decided by people, who know of them: %s',
    async (status) => {
      const desk = openCreditDesk();
      desk.alert(true);
      const unreadNewsAt = desk.now();
      desk.later(60);
      await desk.register();
      await desk.decide(await without(desk, 'bureau', status));
      expect(decisionOf(desk)).toMatchObject({ outcome: 'refer', unreadNewsAt });
      expect(decisionOf(desk).rules).toContain('bureau-news-unread');
      expect(decisionOf(desk)).not.toHaveProperty('newsAt');
      // No applicant is stuck for a bureau that never answers: people have seen what there is.
      expect(await yes(desk, 'a-1')).toMatchObject({ body: { status: 'approved' } });
      expect(await accepted(desk)).toEqual({ ended: 'active' });
      expect(desk.watched).toEqual([]);
    },
  );

  it('that came before the report are decided by policy', async () => {
    const desk = openCreditDesk();
    desk.alert();
    const newsAt = desk.now();
    desk.later(60);
    await desk.register();
    const gathered = await desk.gathered();
    await desk.decide(
      gathered.map((each) => (each.source === 'bureau' ? { ...each, newsAt } : each)),
    );
    expect(decisionOf(desk)).toMatchObject({ outcome: 'approve', newsAt });
    expect(decisionOf(desk)).not.toHaveProperty('unreadNewsAt');
  });

  it('are not known by a report that is not what was kept', async () => {
    const desk = openCreditDesk();
    desk.alert();
    const newsAt = desk.now();
    await desk.register();
    const damaged = { source: 'bureau', status: 'found', key: 'none', newsAt } as const;
    await desk.decide([...(await without(desk, 'bureau', 'found')).slice(0, 2), damaged]);
    expect(decisionOf(desk)).toMatchObject({ outcome: 'refer', unreadNewsAt: newsAt });
  });

  it('are told to whoever decides again, when the next round has no report either', async () => {
    const desk = openCreditDesk();
    await desk.register(submitted({ amountMinor: 8_000_000 }));
    await desk.decide(await desk.gathered());
    desk.later(60);
    desk.alert(true);
    const unreadNewsAt = desk.now();
    expect(await yes(desk, 'a-1')).toMatchObject({ body: { rule: 'held-since' } });
    await desk.act({ act: 'ask', actId: 'a-2', what: ['Accounts'] }, dora);
    await desk.inform();
    await desk.decide(await without(desk, 'bureau', 'unavailable'));
    expect(decisionOf(desk)).toMatchObject({ outcome: 'refer', unreadNewsAt });
    expect(await yes(desk, 'a-3')).toMatchObject({ body: { status: 'approved' } });
    // What comes after that is news again.
    desk.later(60);
    desk.alert();
    await expect(accepted(desk)).rejects.toThrow('CA-1 is kept, and nobody was told yet');
  });

  it('stay read, also when a later round has no report', async () => {
    const desk = openCreditDesk();
    desk.alert();
    const newsAt = desk.now();
    await desk.register(submitted({ amountMinor: 8_000_000 }));
    const gathered = await desk.gathered();
    await desk.decide(
      gathered.map((each) => (each.source === 'bureau' ? { ...each, newsAt } : each)),
    );
    await desk.act({ act: 'ask', actId: 'a-1', what: ['Accounts'] }, dora);
    await desk.inform();
    await desk.decide(await without(desk, 'bureau', 'unavailable'));
    expect(decisionOf(desk)).not.toHaveProperty('unreadNewsAt');
    expect((await desk.store.load('CA-1'))?.state.decision).toMatchObject({ newsAt });
  });
});

describe('news of a bureau under another number of the same customer', () => {
  const second = submitted({ applicationId: 'CA-1', customerId: 'second' });

  /** The applicant has asked for a line under its first number, and left. */
  const withAnother = async () => {
    const desk = openCreditDesk();
    await desk.register(submitted({ applicationId: 'CA-0', customerId: 'acme' }));
    await desk.act({ act: 'withdraw', actId: 'w-1' }, dora, 'CA-0');
    return desk;
  };

  it('are decided by people, too', async () => {
    const desk = await withAnother();
    desk.alert(true, 'acme|main');
    await desk.register(second);
    await desk.decide(await desk.gathered());
    expect(decisionOf(desk)).toMatchObject({ outcome: 'refer', unreadNewsAt: desk.now() });
  });

  it('are none for another applicant', async () => {
    const desk = await withAnother();
    desk.alert(true, 'other|main');
    await desk.register(second);
    await desk.decide(await desk.gathered());
    expect(decisionOf(desk).outcome).toBe('approve');
  });

  it('stand against what was approved before them', async () => {
    const desk = await withAnother();
    await desk.register(second);
    await desk.decide(await desk.gathered());
    expect(decisionOf(desk).outcome).toBe('approve');
    desk.later(60);
    desk.alert(true, 'acme|main');
    await expect(accepted(desk)).rejects.toThrow('CA-1 is kept, and nobody was told yet');
  });
});

describe('news of the ledger', () => {
  it('stay news, when the next round has not read it', async () => {
    const desk = openCreditDesk();
    await desk.register(submitted({ amountMinor: 8_000_000 }));
    await desk.decide(await desk.gathered());
    desk.tell('InvoiceWrittenOff');
    expect(await yes(desk, 'a-1')).toMatchObject({ body: { rule: 'held-since' } });
    await desk.act({ act: 'ask', actId: 'a-2', what: ['Accounts'] }, dora);
    desk.later(86_400);
    await desk.inform();
    await desk.decide(await without(desk, 'history', 'timed-out'));
    expect(await yes(desk, 'a-3')).toMatchObject({ body: { rule: 'held-since' } });
    await desk.act({ act: 'ask', actId: 'a-4', what: ['Accounts'] }, dora);
    await desk.inform({ answerId: 'A-2' });
    await desk.decide(await desk.gathered());
    expect(await yes(desk, 'a-5')).toMatchObject({ body: { status: 'approved' } });
  });

  it('are none, once a round has read them', async () => {
    const desk = openCreditDesk();
    await desk.register(submitted({ amountMinor: 8_000_000 }));
    desk.tell('PromiseBroken');
    await desk.decide(await desk.gathered());
    await desk.act({ act: 'ask', actId: 'a-1', what: ['Accounts'] }, dora);
    await desk.inform();
    await desk.decide(await without(desk, 'history', 'timed-out'));
    expect(await yes(desk, 'a-2')).toMatchObject({ body: { status: 'approved' } });
  });

  it('of before a decision that has not read it are news to that, too', async () => {
    const desk = openCreditDesk();
    await desk.register(submitted({ amountMinor: 8_000_000 }));
    desk.tell('InvoiceWrittenOff');
    desk.later(86_400);
    await desk.decide(await without(desk, 'history', 'timed-out'));
    expect(await yes(desk, 'a-1')).toMatchObject({ body: { rule: 'held-since' } });
  });
});
