import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DomainData } from '../../events/catalogue.ts';
import type { FaultPlan, HostAnswer } from '../../local/runtime.ts';
import { createAssemblies } from '../support/assemblies.ts';
import { operatorOf, reviewer } from '../support/operator.ts';
import { playBureau, reports } from '../support/story/bureaus.ts';
import { answers, applies } from '../support/story/credit-tellings.ts';
import { holderOf } from '../support/story/offers.ts';
import { bureauAlert } from '../support/story/order-tellings.ts';
import { type Story, story } from '../support/story/story.ts';

// Two bureaus behind the REST adapter, played as hosts: signed questions, keys of their own.
const bureau = (name: string) =>
  ({
    name,
    kind: 'rest',
    url: `https://${name}.example/v1/reports`,
    mapping: { name: 'direct', version: 1 },
    timeoutMs: 5_000,
    attempts: 2,
  }) as const;

const assemblies = createAssemblies();
let assembly = '';
beforeAll(async () => {
  assembly = await assemblies.asking([bureau('first'), bureau('second')]);
});
afterAll(() => assemblies.remove());

const secretOf = ({ runtime }: Story, name: string): string => {
  const found = runtime.model
    .ofType('AWS::SecretsManager::Secret')
    .find(({ logicalId }) => logicalId.toLowerCase().includes(name));
  if (found === undefined) throw new Error(`no secret of ${name}`);
  return found.logicalId;
};

const give = (s: Story, name: string, ...valid: readonly string[]): void =>
  s.runtime.secrets.rotate(secretOf(s, name), JSON.stringify({ valid }));

const applicants = {
  lacks: '76123014-K',
  down: '76123024-7',
  garbled: '76123034-4',
  silent: '76123044-1',
  nowhere: '76123004-2',
} as const;
const idOf = (name: keyof typeof applicants): string => applicants[name].replace('-', '');

const apply = (s: Story, day: string, time: string, name: keyof typeof applicants, nth = 1) =>
  s.tell(
    day,
    time,
    applies(`CA-${name}-${nth}`, {
      customerId: name,
      applicant: { country: 'CL', taxId: applicants[name] },
    }),
  );

/** What each application heard from the bureaus, in the order in which they were asked. */
const askedIn = ({ runtime }: Story): Record<string, string[]> =>
  Object.fromEntries(
    runtime.busEvents
      .filter(({ detailType }) => detailType === 'CreditDataGathered')
      .map(({ detail }) => (detail as { readonly data: DomainData<'CreditDataGathered'> }).data)
      .map(({ applicationId, sources }) => [
        applicationId,
        sources.flatMap(({ provider, status }) => (provider ? [`${provider} ${status}`] : [])),
      ]),
  );

const reportOf = ({ runtime }: Story, applicationId: string): unknown => {
  const kept = [...runtime.objects('CreditFilesBucket').values()].find(({ key }) =>
    key.startsWith(`gathered/${applicationId}/1/bureau-`),
  );
  return kept && JSON.parse(Buffer.from(kept.body).toString('utf8'));
};

const down: HostAnswer = { status: 503, body: 'later' };

it('asks the next bureau where the first lacks data, fails in any way, or is gone', () => {
  const first = playBureau(() => ['key-1'], {
    [idOf('lacks')]: [reports({ score: null, openDefaults: 1 })],
    [idOf('down')]: [down],
    [idOf('garbled')]: [{ status: 200, body: '<html>come back later</html>' }],
    [idOf('silent')]: ['silent', 'gone'],
    [idOf('nowhere')]: ['gone'],
  });
  const second = playBureau(() => ['key-2'], {
    [idOf('lacks')]: [reports({ score: 55, openDefaults: 0 })],
    [idOf('down')]: [reports()],
    [idOf('garbled')]: [reports()],
    [idOf('silent')]: [down, reports()],
    [idOf('nowhere')]: ['silent'],
  });
  const hosts = { 'https://first.example': first.host, 'https://second.example': second.host };
  return story({ from: '2026-03-02', assembly, hosts }, async (s) => {
    give(s, 'first', 'key-1');
    give(s, 'second', 'key-2');
    for (const [nth, name] of (
      ['lacks', 'down', 'garbled', 'silent', 'nowhere'] as const
    ).entries()) {
      apply(s, '2026-03-02', `09:0${nth}`, name);
    }
    const lines = await s.skipThrough('2026-03-02');
    expect(askedIn(s)).toEqual({
      'CA-lacks-1': ['first found', 'second found'],
      'CA-down-1': ['first unavailable', 'second found'],
      'CA-garbled-1': ['first invalid', 'second found'],
      'CA-silent-1': ['first unavailable', 'second found'],
      'CA-nowhere-1': ['first unavailable', 'second timed-out'],
    });
    // The word of the first stands, the second fills the gap, and bad news of either stays.
    expect(reportOf(s, 'CA-lacks-1')).toMatchObject({
      bureau: 'first',
      score: 55,
      openDefaults: 1,
    });
    expect(reportOf(s, 'CA-nowhere-1')).toBeUndefined();
    expect(lines.filter((line) => line.startsWith('CreditReferred'))).not.toEqual([]);
    // Every question was signed with the key of its bureau; a second try is the same question.
    const heard = [...first.heard, ...second.heard];
    expect(new Set(first.heard.map(({ key }) => key))).toEqual(new Set(['key-1']));
    expect(new Set(second.heard.map(({ key }) => key))).toEqual(new Set(['key-2']));
    expect(heard).toHaveLength(2 + 3 + 2 + 4 + 4);
    expect(new Set(heard.map(({ question }) => question)).size).toBe(10);
  });
});

it('asks nobody twice for what is at hand, and signs with the key that is valid now', () => {
  let accepted = ['old'];
  const first = playBureau(() => accepted, {
    [idOf('lacks')]: [reports()],
    [idOf('down')]: [reports()],
  });
  const second = playBureau(() => [], {});
  const hosts = { 'https://first.example': first.host, 'https://second.example': second.host };
  return story({ from: '2026-03-02', assembly, hosts }, async (s) => {
    give(s, 'first', 'old');
    give(s, 'second', 'none');
    apply(s, '2026-03-02', '09:00', 'lacks');
    await s.skipThrough('2026-03-02');
    give(s, 'first', 'new', 'old');
    apply(s, '2026-03-03', '09:00', 'down');
    accepted = ['new'];
    await s.skipThrough('2026-03-03');
    expect(first.heard.map(({ key }) => key)).toEqual(['old', 'new']);
    expect(second.heard).toEqual([]);
    expect(askedIn(s)).toEqual({ 'CA-lacks-1': ['first found'], 'CA-down-1': ['first found'] });
  });
});

it('counts one answer when a bureau answers twice', () => {
  const first = playBureau(() => ['key-1'], {
    [idOf('lacks')]: [
      reports({ reportId: 'R-1', score: 90 }),
      reports({ reportId: 'R-2', score: 12 }),
    ],
  });
  const hosts = { 'https://first.example': first.host };
  return story(
    {
      from: '2026-03-02',
      assembly,
      hosts,
      faults: {
        // The function dies when it has the answer, before anybody knows that it has.
        script: ({ functionName, operation, invocation }) =>
          functionName === 'GatherBureauFunction' &&
          operation === 'TransactWriteItems' &&
          invocation === 1
            ? 'crash-before'
            : undefined,
      },
    },
    async (s) => {
      give(s, 'first', 'key-1');
      apply(s, '2026-03-02', '09:00', 'lacks');
      await s.skipThrough('2026-03-02');
      expect(first.heard.map(({ question }) => question)).toHaveLength(2);
      expect(new Set(first.heard.map(({ question }) => question)).size).toBe(1);
      expect(askedIn(s)).toEqual({ 'CA-lacks-1': ['first found'] });
      expect(reportOf(s, 'CA-lacks-1')).toMatchObject({ reportId: 'R-2', score: 12 });
    },
  );
});

const mara = reviewer('Manager', 'mara');

/** What a manager does about an application at a moment of the story. */
const managerIn = ({ runtime }: Story) => {
  const run = operatorOf(runtime);
  return async (moment: string, ...words: readonly string[]): Promise<void> => {
    await runtime.runUntil(Date.parse(`${moment}:00Z`));
    const said = await run(['credit', 'application', ...words, '--reason', 'looked at it'], mara);
    expect([said.code, said.err]).toEqual([0, '']);
  };
};

const acme = 'A58818501';

const told = [
  'ReviewDue',
  'ReviewQueued',
  'DataGathered',
  'Decided',
  'ReviewConcluded',
  'LineChanged',
];
const toldIn = (lines: readonly string[]): string[] =>
  lines.filter((line) => told.some((type) => line.startsWith(`Credit${type} `)));

/** Through a line, and a day on which its bureau alerts twice while a manager has the review. */
const alertedTwice = (
  faults: FaultPlan,
  check: (lines: readonly string[], s: Story) => Promise<void>,
): Promise<void> => {
  const worse = reports({ reportId: 'R-2', score: 38, openDefaults: 1, meanDaysBeyondTerms: 28 });
  const first = playBureau(() => ['key-1'], {
    [acme]: [reports(), worse, reports({ reportId: 'R-3' })],
  });
  const hosts = { 'https://first.example': first.host };
  return story({ from: '2026-03-02', assembly, hosts, faults }, async (s) => {
    give(s, 'first', 'key-1');
    s.tell('2026-03-02', '09:00', applies('CA-1'));
    await s.runtime.runUntil(Date.parse('2026-03-03T10:00:00Z'));
    await holderOf(s.runtime).answer('accept');
    await s.skipThrough('2026-03-03');
    s.tell('2026-03-10', '09:00', bureauAlert('a-1'));
    s.tell('2026-03-10', '10:00', bureauAlert('a-2'));
    const manager = managerIn(s);
    const review = 'review:acme|main:2026-03-10';
    await manager('2026-03-10T11:00', 'change', review, '2500.00', 'USD', '30');
    await manager('2026-03-10T11:01', 'approve', review, '2500.00', 'USD', '30');
    await check(toldIn(await s.skipThrough('2026-03-10')), s);
    expect(toldIn(await s.skipThrough('2026-03-20'))).toEqual([]);
    expect(first.heard).toHaveLength(3);
  });
};

it('answers an alert with a new report, and what comes meanwhile with another review', () =>
  alertedTwice({}, async (lines) => {
    expect(lines).toEqual([
      'CreditReviewDue bureau-alert 2026-03-10',
      'CreditDataGathered history no-record, bureau found, financials found',
      'CreditDecided refer 5000.00 USD at 15 days, grade C2',
      // Whoever looks at the first is not to lose the second.
      'CreditReviewQueued bureau-alert',
      'CreditReviewConcluded changed',
      'CreditLineChanged 2500.00 USD at 30 days, high C2 by review',
      'CreditReviewDue bureau-alert 2026-03-10',
      'CreditDataGathered history no-record, bureau found, financials found',
      'CreditDecided approve 2500.00 USD at 30 days, grade A2',
      'CreditReviewConcluded kept',
      'CreditLineChanged 2500.00 USD at 30 days, low A2 by review',
    ]);
  }));

it('loses no review that follows one whose end fails for a while', () => {
  let failures = 0;
  const script: FaultPlan['script'] = ({ functionName, operation, input }) => {
    const isEnd =
      functionName === 'ActivateLineFunction' &&
      operation === 'TransactWriteItems' &&
      JSON.stringify(input).includes('CreditReviewConcluded');
    if (!isEnd || failures === 4) return undefined;
    failures += 1;
    return 'crash-before';
  };
  return alertedTwice({ script }, async (lines, { runtime }) => {
    expect(failures).toBe(4);
    expect(lines.slice(-4)).toEqual([
      'CreditDataGathered history no-record, bureau found, financials found',
      'CreditDecided approve 2500.00 USD at 30 days, grade A2',
      'CreditReviewConcluded kept',
      'CreditLineChanged 2500.00 USD at 30 days, low A2 by review',
    ]);
    expect(lines).toContain('CreditReviewConcluded changed');
    const rejected = runtime.busEvents.filter(({ detailType }) => detailType === 'InputRejected');
    expect(rejected).toEqual([]);
  });
});

it('asks anew after a question to the applicant only where the question wants it', () => {
  const first = playBureau(() => ['key-1'], {
    [acme]: [reports({ openDefaults: 1 }), reports({ openDefaults: 0 })],
  });
  const hosts = { 'https://first.example': first.host };
  return story({ from: '2026-03-02', assembly, hosts }, async (s) => {
    give(s, 'first', 'key-1');
    const manager = managerIn(s);
    const gathered = async (day: string): Promise<string[]> =>
      (await s.skipThrough(day)).filter((line) => line.startsWith('CreditDataGathered'));
    s.tell('2026-03-02', '09:00', applies('CA-1', { amountMinor: 40_000_000 }));
    await manager('2026-03-02T10:00', 'ask', 'CA-1', '--what', 'the statements of 2025');
    await s.skipThrough('2026-03-02');
    s.tell('2026-03-03', '09:00', answers('CA-1', 'A-1', { note: 'as asked' }));
    const question = ['--what', 'is the default paid?', '--new-reports'];
    await manager('2026-03-03T10:00', 'ask', 'CA-1', ...question);
    expect(await gathered('2026-03-03')).toEqual([
      'CreditDataGathered history no-record, bureau reused, financials found',
    ]);
    s.tell('2026-03-04', '09:00', answers('CA-1', 'A-2', { note: 'it is' }));
    expect(await gathered('2026-03-04')).toEqual([
      'CreditDataGathered history no-record, bureau found, financials found',
    ]);
    expect(first.heard).toHaveLength(2);
  });
});

it('asks anew for an application that comes after an alert about somebody without a line', () => {
  const first = playBureau(() => ['key-1'], { [acme]: [reports(), reports({ bankrupt: true })] });
  const hosts = { 'https://first.example': first.host };
  return story({ from: '2026-03-02', assembly, hosts }, async (s) => {
    give(s, 'first', 'key-1');
    s.tell('2026-03-02', '09:00', applies('CA-1'));
    await s.runtime.runUntil(Date.parse('2026-03-02T10:00:00Z'));
    await holderOf(s.runtime).answer('refuse');
    s.tell('2026-03-03', '09:00', bureauAlert('a-1'));
    s.tell('2026-03-04', '09:00', applies('CA-2'));
    s.tell('2026-03-04', '12:00', bureauAlert('a-1'));
    s.tell('2026-03-05', '09:00', applies('CA-3'));
    await s.skipThrough('2026-03-05');
    expect(askedIn(s)).toEqual({
      'CA-1': ['first found'],
      'CA-2': ['first found'],
      'CA-3': ['first reused'],
    });
  });
});
