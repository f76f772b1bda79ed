import { describe, expect, it } from 'vitest';
import { businessDate } from '../../domain/calendar.ts';
import { readReport } from '../../domain/credit/gathering/waterfall.ts';
import { createSandboxBureau, sandboxDigits } from './sandbox.ts';

const ask = (taxId: string) =>
  createSandboxBureau().ask({
    requestId: 'a'.repeat(64),
    kind: 'company',
    country: 'CL',
    taxId,
    name: 'Acme',
    currency: 'CLP',
    on: businessDate('2026-02-02'),
  });

const reportOf = async (taxId: string) => {
  const answer = await ask(taxId);
  const read =
    answer.answer === 'record' ? readReport('sandbox', answer.record, '2026-02-02') : undefined;
  return read?.ok === true ? read.report : undefined;
};

/** A tax id with these digits where the sandbox looks, and letters as some countries have them. */
const idWith = (digits: string): string => `A7${digits}9K`;

describe('the sandbox', () => {
  it.each([
    [sandboxDigits.timesOut, 'timed-out'],
    [sandboxDigits.isDown, 'unavailable'],
    [sandboxDigits.answersGarbage, 'record'],
    [sandboxDigits.answersHalf, 'record'],
    [sandboxDigits.knowsNothing, 'no-record'],
    [sandboxDigits.isInsolvent, 'record'],
    ['57', 'record'],
  ])('answers %s with %s', async (digits, answer) => {
    expect((await ask(idWith(digits))).answer).toBe(answer);
  });

  it('has a report that fits for everybody but those whom it fails', async () => {
    for (let nth = 0; nth < 100; nth += 1) {
      const digits = String(nth).padStart(2, '0');
      const fails = ['00', '01', '02', '04'].includes(digits);
      expect((await reportOf(idWith(digits))) === undefined, digits).toBe(fails);
    }
  });

  it('knows worse payers from better ones', async () => {
    const bad = await reportOf(idWith('50'));
    const good = await reportOf(idWith('59'));
    expect(bad?.score).toBeLessThan(good?.score ?? 0);
    expect(bad?.openDefaults).toBeGreaterThan(good?.openDefaults ?? 0);
    expect(await reportOf(idWith(sandboxDigits.isInsolvent))).toMatchObject({ bankrupt: true });
    expect(await reportOf(idWith(sandboxDigits.answersHalf))).toMatchObject({ score: null });
  });

  it('says the same of the same applicant for ever, however many digits there are', async () => {
    expect(await ask('760864285')).toEqual(await ask('760864285'));
    expect((await ask('')).answer).toBe('timed-out');
  });
});
