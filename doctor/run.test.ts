import { expect, it } from 'vitest';
import type { Finding } from './finding.ts';
import { note, problem } from './finding.ts';
import { type Asked, runDoctor } from './run.ts';

const run = async (words: string, answer: readonly Finding[] | Error = []) => {
  const said = { out: '', err: '', asked: [] as Asked[] };
  const code = await runDoctor(words.split(' '), {
    examine: async (asked) => {
      said.asked.push(asked);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
  });
  return { code, ...said };
};

it('asks for what the configuration says', async () => {
  const { code, asked, out } = await run('--env prod --invoices 1000000 --no-drift');
  expect([code, out]).toEqual([0, 'prod: 0 problems, 0 notes\n']);
  expect(asked).toMatchObject([
    {
      drift: false,
      intent: {
        environment: 'prod',
        email: { domain: 'example.com', maxPerSecond: 50, perDay: 2_000 },
        text: { senderId: 'EXAMPLE', monthlyBudgetUsd: 1000 },
        mode: 'shadow',
      },
    },
  ]);
  expect(asked[0]?.intent.need.startsPerSecond).toBeCloseTo(5.56, 2);
  const settings = new Map(
    asked[0]?.intent.settings.map(({ path, value }) => [path, value] as const),
  );
  expect(settings.get('creditor.name')).toBe('Example Supplies');
  expect(settings.get('creditor.smsPayment.es')).toBe('Pague en la cuenta 000123456789');
  expect(settings.get('contact.replyTo')).toBe('accounts@example.com');
  expect(settings.get('alertEmails.0')).toBe('operations@example.com');
});

it('fails when there is a problem, and not for a note', async () => {
  const told = note('contact', 'A note.', 'Look.');
  expect((await run('--env dev', [told])).code).toBe(0);
  const { code, out } = await run('--env dev --json', [problem('alarms', 'x', 'y'), told]);
  expect([code, JSON.parse(out)]).toMatchObject([1, [{ severity: 'problem' }, told]]);
});

it('tells how it is used when it is asked', async () => {
  const { code, out, err, asked } = await run('--help');
  expect([code, out, err, asked]).toEqual([0, expect.stringMatching(/^usage: /), '', []]);
});

it.each([
  ['', /usage: /],
  ['--env dev --invoices none', /usage: /],
  ['--env dev --unknown', /Unknown option.*\nusage: /],
  ['--env mars', /config\/mars\.json does not exist.*dev, prod, staging/],
])('does not understand %j', async (words, told) => {
  const { code, err, asked } = await run(words);
  expect([code, asked]).toEqual([2, []]);
  expect(err).toMatch(told);
});

it.each([
  [
    Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' }),
    'Sign in first',
  ],
  [new Error('Region is missing'), 'set region in the configuration'],
  [new Error('socket hang up'), 'cartera: socket hang up\n'],
])('says what to do about %s', async (error, told) => {
  const { code, err } = await run('--env dev', error);
  expect(code).toBe(1);
  expect(err).toContain(told);
});
