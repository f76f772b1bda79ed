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

  it('takes the place of an older one that nobody decided, and never of a newer one', async () => {
    const desk = openCreditDesk();
    await desk.register();
    await desk.act({ act: 'withdraw', actId: 'w' });
    await desk.review('acme|main');
    await desk.review('acme|main', '2026-03-20');
    const statusOf = async (on: string) =>
      (await desk.store.load(`review:acme|main:${on}`))?.state.status;
    expect(await statusOf('2026-02-02')).toBe('kept');
    expect(await statusOf('2026-03-20')).toBe('gathering');
    // What was told long ago comes once more, and other commands of the customer do not wait for it.
    await desk.review('acme|main', '2026-03-01');
    expect(desk.rejected).toMatchObject([
      {
        inputType: 'begin-review',
        redriveTo: 'CreditCommands',
        reasons: [expect.stringContaining('review-runs')],
      },
    ]);
    expect(await statusOf('2026-03-01')).toBeUndefined();
    expect(await statusOf('2026-03-20')).toBe('gathering');
  });
});
