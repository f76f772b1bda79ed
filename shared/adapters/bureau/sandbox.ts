import type { Bureau, BureauAnswer, BureauQuery } from '../../ports/bureau.ts';

/**
 * What the sandbox does with an applicant, by the two digits of the tax id before its last two
 * characters, which are check digits in most countries. All others have a record.
 */
export const sandboxDigits = {
  timesOut: '00',
  isDown: '01',
  answersGarbage: '02',
  answersHalf: '03',
  knowsNothing: '04',
  isInsolvent: '05',
} as const;

/** From the worst payer to the best, by the second of the two digits. */
const payers = [
  { score: 12, openDefaults: 4, daysBeyondTerms: 61, utilisation: 0.98, inquiries: 9 },
  { score: 27, openDefaults: 2, daysBeyondTerms: 38, utilisation: 0.95, inquiries: 7 },
  { score: 41, openDefaults: 1, daysBeyondTerms: 24, utilisation: 0.88, inquiries: 5 },
  { score: 50, openDefaults: 0, daysBeyondTerms: 17, utilisation: 0.81, inquiries: 4 },
  { score: 58, openDefaults: 0, daysBeyondTerms: 12, utilisation: 0.7, inquiries: 3 },
  { score: 66, openDefaults: 0, daysBeyondTerms: 8, utilisation: 0.6, inquiries: 3 },
  { score: 73, openDefaults: 0, daysBeyondTerms: 5, utilisation: 0.48, inquiries: 2 },
  { score: 81, openDefaults: 0, daysBeyondTerms: 2, utilisation: 0.35, inquiries: 1 },
  { score: 90, openDefaults: 0, daysBeyondTerms: 0, utilisation: 0.2, inquiries: 1 },
  { score: 97, openDefaults: 0, daysBeyondTerms: -3, utilisation: 0.1, inquiries: 0 },
] as const;

/** Minor units of whatever currency is asked in. */
const defaultMinor = 150_000;

const recordOf = ({ requestId, on }: BureauQuery, digits: string): Record<string, unknown> => {
  const [tens = 0, ones = 0] = Array.from(digits, Number);
  const payer = payers[ones] ?? payers[0];
  return {
    reportId: `sandbox-${requestId.slice(0, 16)}`,
    asOf: on,
    score: payer.score,
    bankrupt: digits === sandboxDigits.isInsolvent,
    openDefaults: payer.openDefaults,
    openDefaultsMinor: payer.openDefaults * defaultMinor,
    legalActions: payer.openDefaults > 1 ? 1 : 0,
    meanDaysBeyondTerms: payer.daysBeyondTerms,
    creditLines: 1 + tens,
    utilisation: payer.utilisation,
    inquiries: payer.inquiries,
    monthsOnFile: 6 + 12 * tens,
  };
};

const half = (record: Record<string, unknown>): Record<string, unknown> => ({
  ...record,
  score: null,
  legalActions: null,
  utilisation: null,
});

const told = (record: unknown): BureauAnswer => ({
  answer: 'record',
  record,
  raw: JSON.stringify(record),
});

/**
 * A bureau that is none: it makes its answers from the digits of the tax id, the same for the same
 * applicant for ever, and fails for some of them, without waiting, as real ones do. For trials and
 * tests. A deployment to production refuses it.
 */
export const createSandboxBureau = (): Bureau => ({
  ask: async (query) => {
    const digits = query.taxId.slice(0, -2).replace(/\D/g, '').slice(-2).padStart(2, '0');
    switch (digits) {
      case sandboxDigits.timesOut:
        return { answer: 'timed-out' };
      case sandboxDigits.isDown:
        return {
          answer: 'unavailable',
          error: 'the sandbox plays a bureau that is down',
          refused: false,
        };
      case sandboxDigits.answersGarbage:
        return told({ score: 'excellent', '<html>': 'an error page' });
      case sandboxDigits.answersHalf:
        return told(half(recordOf(query, digits)));
      case sandboxDigits.knowsNothing:
        return { answer: 'no-record', raw: '{"found":false}' };
      default:
        return told(recordOf(query, digits));
    }
  },
});
