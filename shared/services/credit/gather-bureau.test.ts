import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { addSeconds, type Instant, instant } from '../../domain/calendar.ts';
import type { BureauPlan, BureauSettings } from '../../domain/credit/gathering/settings.ts';
import type { BureauReport } from '../../domain/credit/inputs.ts';
import type { BureauAnswer, BureauQuery } from '../../ports/bureau.ts';
import type { BureauReports, GatheringCase, KeptAnswer } from '../../ports/gathering.ts';
import { type BureauFault, gatherFromBureaus } from './gather-bureau.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const report = (over: Partial<BureauReport> = {}): Omit<BureauReport, 'bureau'> => ({
  reportId: 'r1',
  asOf: '2026-02-01',
  score: 70,
  bankrupt: false,
  openDefaults: 0,
  openDefaultsMinor: 900,
  legalActions: null,
  meanDaysBeyondTerms: 3,
  creditLines: 2,
  utilisation: null,
  inquiries: null,
  monthsOnFile: 40,
  ...over,
});
const record = (over: Partial<BureauReport> = {}): BureauAnswer => ({
  answer: 'record',
  record: report(over),
  raw: 'as it came',
});
const down: BureauAnswer = { answer: 'unavailable', error: 'ECONNREFUSED', refused: false };
const refused: BureauAnswer = { answer: 'unavailable', error: 'HTTP 403', refused: true };
const slow: BureauAnswer = { answer: 'timed-out' };
const unknown: BureauAnswer = { answer: 'no-record', raw: '{}' };
const garbage: BureauAnswer = { answer: 'garbage', problems: ['expected JSON'], raw: '<html>' };

const plan = (name: string, over: Partial<BureauPlan> = {}): BureauPlan =>
  ({ name, kind: 'sandbox', attempts: 2, ...over }) as BureauPlan;

const of: GatheringCase = {
  applicationId: 'A-1',
  round: 1,
  customerId: 'acme',
  legalEntity: 'main',
  currency: 'USD',
  termsDays: 30,
  fingerprint: 'f'.repeat(64),
  applicant: {
    kind: 'company',
    country: 'CO',
    name: 'Acme SA',
    taxId: '2131234321',
    purposes: ['credit-assessment', 'bureau-enquiry'],
  },
};

/** Reports in memory, with the rules of the real store. */
const createReports = (): BureauReports & { readonly all: KeptAnswer[] } => {
  const all: KeptAnswer[] = [];
  const first = new Map<string, KeptAnswer>();
  const kept = (answer: KeptAnswer) => ({ answer, sha256: sha256(JSON.stringify(answer)) });
  return {
    all,
    answered: async (bureau, fingerprint, requestId) => {
      const answer = first.get(`${bureau} ${fingerprint} ${requestId}`);
      return answer && kept(answer);
    },
    newest: async (bureau, _, after) => {
      const found = all.findLast(
        (each) =>
          each.bureau === bureau && each.status === 'found' && each.receivedAt > `${after}~`,
      );
      return found && kept(found);
    },
    keep: async (fingerprint, answer) => {
      all.push(answer);
      const key = `${answer.bureau} ${fingerprint} ${answer.requestId}`;
      const counts = first.get(key) ?? answer;
      first.set(key, counts);
      return kept(counts);
    },
  };
};

let now: Instant;
let reports: ReturnType<typeof createReports>;
let queries: (readonly [string, BureauQuery])[];
let faults: BureauFault[];
let put: unknown[];
beforeEach(() => {
  now = instant('2026-02-02T10:00:00.000Z');
  reports = createReports();
  queries = [];
  faults = [];
  put = [];
});

/** Asks bureaus that answer by script, the last answer for ever. */
const gather = (
  scripts: Readonly<Record<string, readonly BureauAnswer[]>>,
  { about = of, ...over }: Partial<BureauSettings> & { readonly about?: GatheringCase } = {},
) => {
  const settings: BureauSettings = {
    bureaus: Object.keys(scripts).map((name) => plan(name)),
    reuseMonths: 6,
    wanted: ['score'],
    ...over,
  };
  const asked = new Map<string, number>();
  return gatherFromBureaus(
    {
      settings,
      reports,
      clock: { now: () => now },
      sha256,
      onFault: (fault) => faults.push(fault),
      files: {
        put: async ({ applicationId, round, source }, value) => {
          put.push(value);
          return { key: `${applicationId}/${round}/${source}`, sha256: 'digest' };
        },
      },
      bureauOf: ({ name }) => ({
        ask: async (query) => {
          const nth = asked.get(name) ?? 0;
          asked.set(name, nth + 1);
          queries.push([name, query]);
          const script = scripts[name] ?? [];
          const answer = script[nth] ?? script.at(-1);
          if (answer === undefined) throw new Error(`nobody said what ${name} answers`);
          return answer;
        },
      }),
    },
    about,
  );
};

const names = () => queries.map(([name]) => name);
const statuses = (gathered: Awaited<ReturnType<typeof gather>>) =>
  gathered.asked.map(({ provider, status }) => `${provider} ${status}`);

describe('one bureau with a report', () => {
  it('is asked once, in its words, and its report is kept whole and handed on', async () => {
    const gathered = await gather({ first: [record()] });
    expect(gathered).toEqual({
      status: 'found',
      key: 'A-1/1/bureau',
      sha256: 'digest',
      receivedAt: now,
      bureau: 'first',
      asked: [
        {
          provider: 'first',
          status: 'found',
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          receivedAt: now,
        },
      ],
    });
    expect(put).toEqual([{ ...report(), bureau: 'first' }]);
    expect(queries).toEqual([
      [
        'first',
        {
          requestId: sha256('A-1#1#first'),
          kind: 'company',
          country: 'CO',
          name: 'Acme SA',
          taxId: '2131234321',
          currency: 'USD',
          on: '2026-02-02',
        },
      ],
    ]);
    expect(reports.all).toMatchObject([{ status: 'found', raw: 'as it came', currency: 'USD' }]);
  });

  it('is not asked about somebody who did not agree, or was erased', async () => {
    const { applicant, ...erased } = of;
    const silent = { ...erased, applicant: { ...applicant, purposes: ['credit-assessment'] } };
    for (const about of [silent as GatheringCase, erased]) {
      expect(await gather({ first: [record()] }, { about })).toEqual({
        status: 'not-asked',
        asked: [],
      });
    }
    expect(queries).toEqual([]);
  });

  it('is not asked about countries that it does not know', async () => {
    const bureaus = [plan('first', { countries: ['CL'] })];
    expect(await gather({}, { bureaus })).toEqual({ status: 'not-asked', asked: [] });
  });
});

describe('the next bureau', () => {
  it('is asked only where those before lack what is wanted, and fills that in', async () => {
    expect(statuses(await gather({ first: [record()], second: [record()] }))).toEqual([
      'first found',
    ]);
    queries = [];
    const gathered = await gather(
      {
        first: [record({ utilisation: null })],
        second: [record({ score: 1, utilisation: 0.4 })],
        third: [record()],
      },
      {
        wanted: ['score', 'utilisation'],
        about: { ...of, applicationId: 'A-2', fingerprint: 'g' },
      },
    );
    expect(statuses(gathered)).toEqual(['first reused', 'second found']);
    expect(put.at(-1)).toMatchObject({ bureau: 'first', score: 70, utilisation: 0.4 });
  });

  it('stands in for one that fails in any way', async () => {
    for (const [index, fails] of [slow, down, refused, unknown, garbage].entries()) {
      const about = { ...of, applicationId: `A-${index}` };
      const gathered = await gather(
        { [`f${index}`]: [fails], [`g${index}`]: [record()] },
        { about },
      );
      expect(gathered.status).toBe('found');
      expect(gathered.bureau).toBe(`g${index}`);
    }
  });
});

describe('a bureau that fails', () => {
  it('is asked again at once, as often as the settings allow', async () => {
    expect((await gather({ first: [down, record()] })).status).toBe('found');
    expect(names()).toEqual(['first', 'first']);
    expect(new Set(queries.map(([, { requestId }]) => requestId)).size).toBe(1);
    expect(faults).toEqual([]);
  });

  it.each([
    ['timed-out', slow, 2, []],
    ['unavailable', down, 2, ['ECONNREFUSED']],
    ['unavailable', refused, 1, ['HTTP 403']],
    ['invalid', garbage, 1, ['expected JSON']],
    ['invalid', record({ score: 'good' as never }), 1, ['score']],
    [
      'invalid',
      { answer: 'record', record: null, raw: 'null' } as const,
      1,
      ['expected an object'],
    ],
  ] as const)('comes to %s', async (status, answer, tries, problems) => {
    const gathered = await gather({ first: [answer] });
    expect(gathered).toMatchObject({ status, asked: [{ provider: 'first', status }] });
    expect(gathered.key).toBeUndefined();
    expect(names()).toHaveLength(tries);
    expect(faults).toMatchObject([{ provider: 'first', status }]);
    expect(faults[0]?.problems?.join() ?? '').toContain(problems.join());
    expect(put).toEqual([]);
  });

  it('leaves its garbage whole for people', async () => {
    await gather({ first: [garbage] });
    expect(reports.all).toMatchObject([
      { status: 'invalid', problems: ['expected JSON'], raw: '<html>' },
    ]);
  });

  it('weighs more than another that knows nothing', async () => {
    expect((await gather({ first: [unknown], second: [down] })).status).toBe('unavailable');
    const about = { ...of, applicationId: 'A-2' };
    expect((await gather({ third: [unknown], fourth: [unknown] }, { about })).status).toBe(
      'no-record',
    );
  });
});

describe('a question', () => {
  it('is not asked twice when the function runs again, whatever was answered', async () => {
    for (const answer of [record(), unknown, garbage]) {
      reports = createReports();
      queries = [];
      const before = await gather({ first: [answer] });
      now = addSeconds(now, 30);
      expect(await gather({ first: [down] })).toEqual(before);
      expect(names()).toEqual(['first']);
    }
  });

  it('is asked again when nobody answered it', async () => {
    await gather({ first: [down] });
    expect((await gather({ first: [record()] })).status).toBe('found');
  });

  it('has one answer even when two came: the first that was kept', async () => {
    const { keep } = reports;
    let raced = false;
    const racing: BureauReports = {
      ...reports,
      keep: async (fingerprint, answer) => {
        if (!raced) {
          raced = true;
          const other = { ...answer, report: { ...report({ score: 5 }), bureau: 'first' } };
          await keep(fingerprint, other);
        }
        return keep(fingerprint, answer);
      },
    };
    reports = Object.assign(racing, { all: reports.all });
    await gather({ first: [record()] });
    expect(put).toMatchObject([{ score: 5 }]);
    expect(reports.all).toHaveLength(2);
  });
});

describe('a report that is at hand', () => {
  it('is used again while it is young, for any application of the applicant', async () => {
    await gather({ first: [record()] });
    now = instant('2026-08-01T23:00:00.000Z');
    const about = { ...of, applicationId: 'A-2' };
    expect(await gather({ first: [record()] }, { about })).toMatchObject({
      status: 'reused',
      receivedAt: '2026-02-02T10:00:00.000Z',
    });
    expect(names()).toEqual(['first']);
    now = instant('2026-08-02T00:00:00.000Z');
    const later = { ...of, applicationId: 'A-3' };
    expect((await gather({ first: [record()] }, { about: later })).status).toBe('found');
    expect(names()).toEqual(['first', 'first']);
  });

  it('does not count when news came after it, and the new one counts from then on', async () => {
    await gather({ first: [record()] });
    const askAfter = instant('2026-03-10T09:00:00.000Z');
    const about = (applicationId: string) => ({ ...of, applicationId, askAfter });
    now = addSeconds(askAfter, 5);
    const anew = await gather({ first: [record({ score: 12 })] }, { about: about('A-2') });
    expect(anew).toMatchObject({ status: 'found', receivedAt: now });
    expect(put.at(-1)).toMatchObject({ score: 12 });
    now = addSeconds(askAfter, 86_400);
    const kept = await gather({ first: [record()] }, { about: about('A-3') });
    expect(kept.status).toBe('reused');
    expect(put.at(-1)).toMatchObject({ score: 12 });
    expect(names()).toEqual(['first', 'first']);
  });

  it('does not stand in for a bureau that does not answer after the news', async () => {
    await gather({ first: [record()] });
    now = instant('2026-03-10T09:00:05.000Z');
    const about = { ...of, applicationId: 'A-2', askAfter: instant('2026-03-10T09:00:00.000Z') };
    const gathered = await gather({ first: [down] }, { about });
    expect(gathered).toMatchObject({ status: 'unavailable' });
    expect(gathered.key).toBeUndefined();
  });

  it('names no amounts in another currency', async () => {
    await gather({ first: [record()] });
    const about = { ...of, applicationId: 'A-2', currency: 'COP' };
    await gather({ first: [record()] }, { about });
    expect(put).toMatchObject([{ openDefaultsMinor: 900 }, { openDefaultsMinor: null, score: 70 }]);
  });
});

describe('gathering, whatever bureaus do in any order,', () => {
  const kinds = {
    record: record(),
    half: record({ score: null }),
    slow,
    down,
    refused,
    unknown,
    garbage,
  };
  const anyAnswer = fc.constantFrom(...Object.values(kinds));
  const script = fc.array(anyAnswer, { minLength: 1, maxLength: 4 });
  const scripts = fc.array(script, { minLength: 1, maxLength: 4 });

  it('comes to an answer that fits, and a second try asks only who did not answer', async () => {
    await fc.assert(
      fc.asyncProperty(scripts, async (answers) => {
        reports = createReports();
        queries = [];
        put = [];
        const named = Object.fromEntries(answers.map((each, nth) => [`b${nth}`, each]));
        const first = await gather(named);
        const silent = new Set(
          first.asked.flatMap(({ provider, status }) =>
            status === 'timed-out' || status === 'unavailable' ? [provider] : [],
          ),
        );
        expect(first.asked.map(({ provider }) => provider)).toEqual(
          Object.keys(named).slice(0, first.asked.length),
        );
        expect(first.key === undefined).toBe(put.length === 0);
        expect(['found', 'reused'].includes(first.status)).toBe(put.length === 1);
        // Only the last one asked may have ended the search, by knowing all that was wanted.
        if (first.asked.length < answers.length) expect(put.at(-1)).toMatchObject({ score: 70 });

        const before = new Set(first.asked.map(({ provider }) => provider));
        queries = [];
        const second = await gather(named);
        expect(names().filter((name) => before.has(name) && !silent.has(name))).toEqual([]);
        if (silent.size === 0) expect(second).toEqual(first);
      }),
      { numRuns: 200 },
    );
  });
});
