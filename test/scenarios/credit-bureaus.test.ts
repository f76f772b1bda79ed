import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DomainData } from '../../events/catalogue.ts';
import type { HostAnswer } from '../../local/runtime.ts';
import { createAssemblies } from '../support/assemblies.ts';
import { playBureau, reports } from '../support/story/bureaus.ts';
import { applies } from '../support/story/credit-tellings.ts';
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
  const [found] = runtime.model
    .ofType('AWS::SecretsManager::Secret')
    .filter(({ logicalId }) => logicalId.toLowerCase().includes(name));
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
