import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { ApplicationContended } from '../../../shared/services/credit/contended.ts';
import { openCreditDesk, submitted } from '../../../test/support/credit-desk.ts';

describe('an application', () => {
  it('begins once, whatever brings it again', async () => {
    const desk = openCreditDesk();
    await desk.register();
    await desk.register();
    expect(desk.types()).toEqual(['CreditApplicationReceived']);
    expect(desk.rejected).toEqual([]);
  });

  it('leaves who applies out of the journal', async () => {
    const desk = openCreditDesk();
    await desk.register();
    const journal = JSON.stringify(desk.store.journal);
    for (const personal of ['Acme SL', 'A58818501', 'acme@example.com', 'files.example']) {
      expect(journal).not.toContain(personal);
    }
    // What is known of everybody can be tried: no digest of it may be one that anybody can make.
    for (const tried of ['ES|A58818501|main', 'ES|A58818501', 'A58818501']) {
      expect(journal).not.toContain(sha256(tried));
    }
    expect(journal).not.toContain(sha256(submitted().documents[0]?.reference ?? ''));
    expect(await desk.store.applicant('CA-1')).toMatchObject({
      name: 'Acme SL',
      taxId: 'A58818501',
      purposes: ['credit-assessment', 'bureau-enquiry', 'automated-decision'],
    });
  });

  it('is a duplicate while another one of its applicant is open, and only then', async () => {
    const desk = openCreditDesk();
    const { applicant } = submitted();
    await desk.register();
    const again = { customerId: 'other', applicant: { ...applicant, taxId: 'a-58.818.501' } };
    await desk.register(submitted({ applicationId: 'CA-2', ...again }));
    await desk.register(submitted({ applicationId: 'CA-3', ...again, legalEntity: 'second' }));
    expect((await desk.store.load('CA-2'))?.state.status).toBe('duplicate');
    expect((await desk.store.load('CA-3'))?.state.status).toBe('gathering');
    await desk.act({ act: 'withdraw', actId: 'a-1' });
    await desk.register(submitted({ applicationId: 'CA-4', ...again }));
    expect((await desk.store.load('CA-4'))?.state.status).toBe('gathering');
  });

  it('is refused when its id says something else by now', async () => {
    const desk = openCreditDesk();
    await desk.register();
    await desk.register(submitted({ amountMinor: 1 }));
    expect(desk.rejected).toMatchObject([
      {
        door: 'credit-commands',
        redriveTo: 'CreditCommands',
        inputType: 'receive-application',
        reasons: ['application-exists: CA-1 was received before and said something else'],
      },
    ]);
    expect(desk.types()).toEqual(['CreditApplicationReceived']);
  });
});

describe('an answer', () => {
  it.each([
    ['nobody asked for', 'CA-1', 'acme', 'not-asked'],
    ['is to no application', 'CA-9', 'acme', 'no-such-application'],
    ['comes from somebody else', 'CA-1', 'eve', 'no-such-application'],
  ])('that %s is parked for a person', async (_, applicationId, customerId, rule) => {
    const desk = openCreditDesk();
    await desk.register();
    await desk.inform({ applicationId, customerId });
    expect(desk.rejected[0]?.reasons[0]).toMatch(new RegExp(`^${rule}: `));
    expect(desk.types()).toEqual(['CreditApplicationReceived']);
  });

  it('begins the next round with what it brings, once', async () => {
    const desk = openCreditDesk();
    await desk.register(submitted({ amountMinor: 40_000_000 }));
    await desk.decide(await desk.gathered({}));
    await desk.act({ act: 'ask', actId: 'a-1', what: ['statements'] });
    const documents = [{ kind: 'other' as const, reference: 'https://files.example/new' }];
    await desk.inform({ documents, note: 'as asked' });
    await desk.inform({ documents, note: 'as asked' });
    expect(desk.types().filter((type) => type === 'CreditInformationReceived')).toHaveLength(1);
    const applicant = await desk.store.applicant('CA-1');
    expect(applicant?.notes).toEqual(['as asked']);
    expect(applicant?.documents).toHaveLength(2);
    expect(await desk.plan()).toEqual({ next: 'gather' });
  });
});

describe('a review of a line', () => {
  it('begins once for its line, with the applicant of the terms, beside others of theirs', async () => {
    const desk = openCreditDesk();
    await desk.register();
    await desk.review('acme|main');
    await desk.review('acme|main');
    await desk.review('other|main');
    for (const lineId of ['acme|main', 'other|main']) {
      const id = `review:${lineId}:2026-02-02`;
      expect((await desk.store.load(id))?.state).toMatchObject({
        kind: 'review',
        status: 'gathering',
        lineId,
        askedMinor: 500_000,
      });
      expect(await desk.store.applicant(id)).toMatchObject({ taxId: 'A58818501' });
    }
    expect(desk.types()).toHaveLength(3);
  });

  it('of an applicant who was erased is left to people', async () => {
    const desk = openCreditDesk();
    await desk.register();
    desk.store.erase('CA-1');
    await desk.review('acme|main');
    expect(desk.rejected[0]?.reasons[0]).toMatch(/^no-applicant: /);
  });
});

describe('a review of a line that has one', () => {
  it('waits for one that is decided and about to end, and is left to people when it does not', async () => {
    const desk = openCreditDesk();
    await desk.register();
    await desk.act({ act: 'withdraw', actId: 'w' });
    await desk.review('acme|main');
    const first = 'review:acme|main:2026-02-02';
    await desk.decide(await desk.gathered(), first);
    expect((await desk.store.load(first))?.state.status).toBe('approved');
    await expect(desk.review('acme|main', '2026-03-20', 3)).rejects.toThrow(ApplicationContended);
    expect(desk.rejected).toEqual([]);
    await desk.review('acme|main', '2026-03-20', 4);
    expect(desk.rejected[0]?.reasons).toEqual([expect.stringContaining('review-runs')]);
    expect((await desk.store.load(first))?.state.status).toBe('approved');
  });

  it('takes the place of one that nobody decided', async () => {
    const desk = openCreditDesk();
    await desk.register();
    await desk.act({ act: 'withdraw', actId: 'w' });
    await desk.review('acme|main');
    await desk.review('acme|main', '2026-03-20');
    const statusOf = async (on: string) =>
      (await desk.store.load(`review:acme|main:${on}`))?.state.status;
    expect(await statusOf('2026-02-02')).toBe('kept');
    expect(await statusOf('2026-03-20')).toBe('gathering');
  });
});

describe('a review that its line waits for no more', () => {
  const first = 'review:acme|main:2026-02-02';
  const late = '2026-02-02';

  /** A line whose first review was delivered so often, and then the line moved on. */
  const movedOn = async (delivered: number, waits?: string) => {
    const desk = openCreditDesk();
    await desk.register();
    await desk.act({ act: 'withdraw', actId: 'w' });
    for (let index = 0; index < delivered; index += 1) await desk.review('acme|main');
    desk.waits('acme|main', waits);
    const since = desk.types().length;
    const again = async () => {
      await desk.review('acme|main', late, 1, true);
      await desk.review('acme|main', late, 5, true);
      expect(desk.rejected).toEqual([]);
      return desk.types().slice(since);
    };
    return { desk, again };
  };

  it('does not begin after a person closed the line', async () => {
    const { desk, again } = await movedOn(0);
    expect(await again()).toEqual([]);
    expect(await desk.store.load(first)).toBeUndefined();
  });

  it('neither begins nor ends another one that runs, or has run, since', async () => {
    const next = 'review:acme|main:2026-03-20';
    const { desk, again } = await movedOn(0, next);
    expect(await again()).toEqual([]);
    await desk.review('acme|main', '2026-03-20');
    await again();
    expect(await desk.store.load(first)).toBeUndefined();
    expect((await desk.store.load(next))?.state.status).toBe('gathering');
    await desk.decide(await desk.gathered(), next);
    await desk.activate(next);
    await again();
    expect(await desk.store.load(first)).toBeUndefined();
  });

  it('is nothing new when it began in time, also once it ended undecided', async () => {
    const { desk, again } = await movedOn(1);
    expect(await again()).toEqual([]);
    const status = async () => (await desk.store.load(first))?.state.status;
    expect(await status()).toBe('gathering');
    const next = 'review:acme|main:2026-03-20';
    await desk.review('acme|main', '2026-03-20');
    expect(await status()).toBe('kept');
    const before = desk.types();
    await again();
    expect(desk.types()).toEqual(before);
    expect((await desk.store.load(next))?.state.status).toBe('gathering');
  });

  it('is nothing that a person has to look at, also of an applicant who was erased', async () => {
    const { desk, again } = await movedOn(0);
    desk.store.erase('CA-1');
    expect(await again()).toEqual([]);
  });
});
