import { describe, expect, it } from 'vitest';
import { policyOf, scorecardOf } from '../../../credit-policies/catalogue.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { decideCredit } from '../../../shared/domain/credit/decision.ts';
import { creditInputsSchema } from '../../../shared/domain/credit/inputs.ts';
import { financials, history } from '../../../test/support/credit-application.ts';
import { openCreditDesk, submitted } from '../../../test/support/credit-desk.ts';

const decidedIn = (desk: ReturnType<typeof openCreditDesk>) => {
  const event = desk.store.journal.findLast(({ type }) => type === 'CreditDecided');
  return event?.data as {
    readonly outcome: string;
    readonly reasons: unknown;
    readonly inputs: { readonly key: string; readonly sha256: string };
  };
};

describe('a round', () => {
  it('is decided once, on inputs that are kept whole and give the same again', async () => {
    const desk = openCreditDesk();
    await desk.register();
    const gathered = await desk.gathered();
    expect(await desk.decide(gathered)).toEqual({ next: 'make-offer' });
    expect(await desk.decide(gathered)).toEqual({ next: 'make-offer' });
    expect(desk.types()).toEqual([
      'CreditApplicationReceived',
      'CreditDataGathered',
      'CreditDecided',
      'CreditApproved',
    ]);
    const { inputs, outcome, reasons } = decidedIn(desk);
    const bytes = await desk.files.get(inputs.key);
    const text = new TextDecoder().decode(bytes);
    expect(sha256(text)).toBe(inputs.sha256);
    const again = decideCredit(
      creditInputsSchema.parse(JSON.parse(text)),
      policyOf('default', 2),
      scorecardOf('company', 1),
    );
    expect([again.outcome, again.reasons]).toEqual([outcome, reasons]);
    expect(text).not.toMatch(/Acme|A58818501|example\.com/);
  });

  it('counts what is not what was kept as invalid', async () => {
    const desk = openCreditDesk();
    await desk.register();
    const [first, ...rest] = await desk.gathered();
    if (first === undefined) throw new Error('no source');
    await desk.decide([{ ...first, sha256: '0'.repeat(64) }, ...rest]);
    const text = new TextDecoder().decode(await desk.files.get(decidedIn(desk).inputs.key));
    expect(JSON.parse(text)).toMatchObject({ history: { missing: 'invalid' } });
  });

  it('counts a report of an older form as invalid, and decides on the rest', async () => {
    const desk = openCreditDesk();
    await desk.register();
    const old = { bureau: 'sandbox', reportId: 'r-1', asOf: '2025-12-01', rating: 'AA' };
    await desk.decide(await desk.gathered({ history, bureau: old, financials }));
    const text = new TextDecoder().decode(await desk.files.get(decidedIn(desk).inputs.key));
    expect(JSON.parse(text)).toMatchObject({
      bureau: { missing: 'invalid' },
      history: { asOf: history.asOf },
    });
    expect(desk.types().at(-1)).toBe('CreditReferred');
  });

  it('is decided without sources that said nothing, and journals each that was asked', async () => {
    const desk = openCreditDesk();
    await desk.register();
    const asked = [
      { provider: 'one', status: 'timed-out' as const },
      { provider: 'two', status: 'no-record' as const },
    ];
    await desk.decide([
      { source: 'history', status: 'unavailable' },
      { source: 'bureau', status: 'timed-out', asked },
    ]);
    const data = desk.store.journal.find(({ type }) => type === 'CreditDataGathered')?.data;
    expect(data).toMatchObject({
      sources: [
        { source: 'history', status: 'unavailable' },
        { source: 'bureau', provider: 'one', status: 'timed-out' },
        { source: 'bureau', provider: 'two', status: 'no-record' },
      ],
    });
    const text = new TextDecoder().decode(await desk.files.get(decidedIn(desk).inputs.key));
    expect(JSON.parse(text)).toMatchObject({
      history: { missing: 'unavailable' },
      bureau: { missing: 'timed-out' },
      financials: { missing: 'not-asked' },
    });
    expect(desk.types().at(-1)).toBe('CreditReferred');
  });

  it('is not decided any more when the application was withdrawn meanwhile', async () => {
    const desk = openCreditDesk();
    await desk.register();
    await desk.act({ act: 'withdraw', actId: 'a-1' });
    expect(await desk.decide(await desk.gathered())).toEqual({ next: 'end', ended: 'withdrawn' });
    expect(desk.types()).not.toContain('CreditDecided');
  });

  it('says that no consent can be shown when the applicant was erased', async () => {
    const desk = openCreditDesk();
    await desk.register();
    desk.store.erase('CA-1');
    await desk.decide(await desk.gathered());
    const text = new TextDecoder().decode(await desk.files.get(decidedIn(desk).inputs.key));
    expect(JSON.parse(text)).toMatchObject({ consent: { bureau: false, automated: false } });
  });

  it('of an unknown application is refused', async () => {
    const desk = openCreditDesk();
    await expect(desk.decide([], 'CA-9')).rejects.toMatchObject({ name: 'InvalidInput' });
  });

  it('answers a referral with the seconds until its end', async () => {
    const desk = openCreditDesk();
    await desk.register(submitted({ amountMinor: 40_000_000 }));
    expect(await desk.decide(await desk.gathered({}))).toMatchObject({
      next: 'await-reviewer',
      version: 4,
      waitSeconds: expect.any(Number),
    });
  });
});
