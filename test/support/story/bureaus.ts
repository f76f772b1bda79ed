import { createHmac } from 'node:crypto';
import type { Host, HostAnswer, HostRequest } from '../../../local/runtime.ts';

/** What a played bureau heard: the question, and the key that it was signed with. */
export type Heard = {
  readonly taxId: string;
  readonly question: string;
  readonly key: string | undefined;
};

/** A question about an applicant, as the mapping `direct` puts it. */
type Question = { readonly applicant: { readonly taxId: string } };

const keyOf = (
  { method, path, headers, body }: HostRequest,
  keys: readonly string[],
): string | undefined => {
  const signed = [headers['x-timestamp'], method, path, body].join('\n');
  return keys.find(
    (key) => createHmac('sha256', key).update(signed).digest('hex') === headers['x-signature'],
  );
};

/**
 * A bureau behind an address that functions reach: it takes questions that are signed with one of
 * its keys, and answers each by a script, the last answer for ever.
 */
export const playBureau = (
  keys: () => readonly string[],
  scripts: Readonly<Record<string, readonly HostAnswer[]>>,
): { readonly host: Host; readonly heard: Heard[] } => {
  const heard: Heard[] = [];
  return {
    heard,
    host: (request) => {
      const { taxId } = (JSON.parse(request.body) as Question).applicant;
      const key = keyOf(request, keys());
      const nth = heard.filter((each) => each.taxId === taxId).length;
      heard.push({ taxId, question: request.headers['idempotency-key'] ?? '', key });
      if (key === undefined) return { status: 401, body: '{"error":"not signed by you"}' };
      const script = scripts[taxId] ?? [];
      return script[nth] ?? script.at(-1) ?? { status: 404, body: '{"found":false}' };
    },
  };
};

/** A report of the mapping `direct`; `null` where the bureau knows nothing. */
export const reports = (over: Readonly<Record<string, unknown>> = {}): HostAnswer => ({
  status: 200,
  body: JSON.stringify({
    found: true,
    report: {
      reportId: 'R-1',
      asOf: '2026-03-01',
      score: 81,
      bankrupt: false,
      openDefaults: 0,
      openDefaultsMinor: 0,
      legalActions: 0,
      meanDaysBeyondTerms: 2,
      creditLines: 4,
      utilisation: 0.3,
      inquiries: 1,
      monthsOnFile: 60,
      ...over,
    },
  }),
});
