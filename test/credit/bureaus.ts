import type { Config } from '../../infra/config.ts';
import { hashText } from '../../local/kernel/random.ts';
import type { Host, HostAnswer } from '../../local/runtime.ts';
import { playBureau, reports } from '../support/story/bureaus.ts';

const names = ['first', 'second'] as const;

/** Two bureaus behind the generic adapter; the second is asked where the first lacks data. */
export const bureaus: Config['creditData']['bureaus'] = names.map((name) => ({
  name,
  kind: 'rest',
  url: `https://${name}.example/v1/reports`,
  mapping: { name: 'direct', version: 1 },
  timeoutMs: 5000,
  attempts: 2,
}));

const keyOf = (name: string): string => `key-of-${name}`;

/** The keys that the bureaus gave us, as the secrets of the deployment hold them. */
export const bureauSecrets = {
  FirstBureauSecret: JSON.stringify({ valid: [keyOf('first')] }),
  SecondBureauSecret: JSON.stringify({ valid: [keyOf('second')] }),
} as const;

/** From the worst payer to the best. */
const payers = [
  { score: 14, openDefaults: 4, openDefaultsMinor: 600_000, legalActions: 1, utilisation: 0.97 },
  { score: 30, openDefaults: 1, openDefaultsMinor: 150_000, legalActions: 0, utilisation: 0.9 },
  { score: 47, openDefaults: 0, meanDaysBeyondTerms: 18, utilisation: 0.8 },
  { score: 57, openDefaults: 0, meanDaysBeyondTerms: 12, utilisation: 0.7 },
  { score: 66, openDefaults: 0, meanDaysBeyondTerms: 8, utilisation: 0.6 },
  { score: 74, openDefaults: 0, meanDaysBeyondTerms: 5, utilisation: 0.5 },
  { score: 82, openDefaults: 0, meanDaysBeyondTerms: 2, utilisation: 0.35 },
  { score: 90, openDefaults: 0, meanDaysBeyondTerms: 0, utilisation: 0.2 },
  { score: 96, openDefaults: 0, meanDaysBeyondTerms: -2, utilisation: 0.1 },
] as const;

const down: HostAnswer = { status: 503, body: 'later' };
const garbled: HostAnswer = { status: 200, body: '<html>come back later</html>' };
const nonsense: HostAnswer = reports({ score: 'excellent', openDefaults: -3 });
const unknown: HostAnswer = { status: 404, body: '{"found":false}' };

/** What a bureau says of an applicant, one answer for each time that it is asked, the last for ever. */
const scriptOf = (name: string, taxId: string, seed: number): readonly HostAnswer[] => {
  const draw = hashText(`${name} ${taxId}`, seed) % 100;
  // Both bureaus know the same applicant.
  const who = hashText(taxId, seed);
  const payer = payers[who % payers.length] ?? payers[0];
  const known = {
    ...payer,
    reportId: `${name}-${who}`,
    monthsOnFile: 6 + (who % 90),
    bankrupt: who % 60 === 0,
  };
  const report = reports(known);
  if (draw < 4) return ['silent'];
  if (draw < 7) return ['gone'];
  if (draw < 10) return [down];
  if (draw < 13) return [garbled];
  if (draw < 15) return [nonsense];
  if (draw < 21) return [unknown];
  if (draw < 26) return [reports({ ...known, score: null, utilisation: null })];
  if (draw < 31) return ['silent', report];
  if (draw < 34) return [down, report];
  return [report];
};

/**
 * The hosts of both bureaus. Whoever asks again, because a function died or a wait was over, is
 * answered again.
 */
export const bureauHosts = (seed: number): Readonly<Record<string, Host>> =>
  Object.fromEntries(
    names.map((name) => {
      const scripts = new Proxy<Record<string, readonly HostAnswer[]>>(
        {},
        { get: (_, taxId) => scriptOf(name, String(taxId), seed) },
      );
      const { host } = playBureau(() => [keyOf(name)], scripts);
      return [`https://${name}.example`, host];
    }),
  );
