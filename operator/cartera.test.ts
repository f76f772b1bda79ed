import { afterAll, beforeAll, expect, it } from 'vitest';
import { ana as actor, eva, operatorOf } from '../test/support/operator.ts';
import { type OpenStory, openStory } from '../test/support/story/open.ts';
import { customer, invoice } from '../test/support/story/tellings.ts';
import { commands } from './commands.ts';
import { runLine } from './run.ts';

/** Commands against the synthesized template, with the route's authorizer and roles in force. */
let open: OpenStory;
beforeAll(async () => {
  open = await openStory({ from: '2026-03-02' });
  open.tell('2026-03-02', '06:00', customer('acme'));
  open.tell('2026-03-02', '07:00', invoice('INV-1', { dueOn: '2026-03-20' }));
  await open.liveThrough('2026-03-02');
  run = operatorOf(open.runtime);
});
afterAll(() => open.runtime.close());

const account = 'acme|main|USD';

let run: ReturnType<typeof operatorOf>;

it('flags an invoice as disputed and clears it, each with who and why', async () => {
  const dispute = ['invoice', 'dispute', account, 'INV-1', '--reason', 'quantity contested'];
  expect(await run(dispute)).toEqual({
    code: 0,
    out: 'INV-1 is disputed and not chased\nact act-1\n',
    err: '',
  });
  expect(await run(dispute)).toEqual({
    code: 1,
    out: '',
    err: 'cartera: refused by dispute-known: INV-1 is disputed since 2026-03-02\n',
  });
  expect(await run([...dispute, '--act-id', 'act-1'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('(was done before)'),
  });
  const clear = ['invoice', 'clear', account, 'INV-1', '--reason', 'goods were complete'];
  expect(JSON.parse((await run([...clear, '--json'])).out)).toMatchObject({
    outcome: 'done',
    act: 'clear-dispute',
  });
  await open.liveThrough('2026-03-03');
  const journalled = open.runtime.busEvents.flatMap(({ detailType, detail }) =>
    detailType.startsWith('InvoiceDispute')
      ? [[detailType, (detail as { data: { act: object } }).data.act]]
      : [],
  );
  expect(journalled).toEqual([
    ['InvoiceDisputed', { actId: 'act-1', actor, reason: 'quantity contested' }],
    ['InvoiceDisputeCleared', { actId: 'act-3', actor, reason: 'goods were complete' }],
  ]);
  expect(open.runtime.denials).toEqual([]);
});

it('shows an auditor what may be seen, and lets them change nothing', async () => {
  const { code, out } = await run(['account', 'show', account], eva);
  expect([code, out.split('\n')[0]]).toEqual([0, expect.stringContaining(`${account} on `)]);
  const act = await run(['invoice', 'dispute', account, 'INV-1', '--reason', 'x'], eva);
  expect([act.code, act.err]).toEqual([1, expect.stringContaining('forbidden')]);
});

it.each([
  [503, '{"error":"busy","message":"the account is being worked on"}', true],
  [500, '{"error":"internal"}', true],
  [504, 'Gateway Timeout', true],
  [409, '{"error":"refused","rule":"nothing-open","message":"INV-1 is settled"}', false],
  [403, '{"message":"Forbidden"}', false],
])('says how to repeat an act that %d leaves open', async (status, text, isOpen) => {
  let err = '';
  const code = await runLine(['invoice', 'dispute', account, 'INV-1', '--reason', 'x', '--local'], {
    commands,
    connect: async () => async () => ({ status, text }),
    newId: () => 'act-9',
    out: () => undefined,
    err: (line) => {
      err += line;
    },
  });
  expect(code).toBe(1);
  expect(err.includes('repeat the command with --act-id act-9')).toBe(isOpen);
});

it('does nothing for a caller without a signature', async () => {
  const words = ['invoice', 'dispute', account, 'INV-1', '--reason', 'x'];
  const { code, err } = await run(words, 'nobody');
  expect(code).toBe(1);
  expect(err).toMatch(/^cartera: forbidden: your IAM principal/);
});

it.each([
  [[], 0, 'usage: npm run cartera --'],
  [['--help'], 0, 'invoice dispute ACCOUNT INVOICE'],
  [['invoice', 'dispute', '--help'], 0, '--reason TEXT'],
])('%j tells how it is used', async (words, code, text) => {
  const said = { out: '', err: '' };
  const ended = await runLine(words, {
    commands,
    connect: async () => {
      throw new Error('help asks nobody');
    },
    newId: () => 'x',
    out: (line) => {
      said.out += line;
    },
    err: (line) => {
      said.err += line;
    },
  });
  expect(ended).toBe(code);
  expect(said.out).toContain(text);
  expect(said.err).toBe('');
});

it.each([
  [['invoice'], 'there is no command invoice; did you mean invoice dispute, invoice clear,'],
  [['invoices', 'disputed'], 'did you mean invoice dispute?'],
  [['frobnicate'], 'there is no command frobnicate\nnpm run cartera -- --help tells'],
  [['invoice', 'dispute', account, 'INV-1'], '--reason is missing'],
  [['invoice', 'dispute', account, '--reason', 'x'], 'expected ACCOUNT INVOICE'],
  [
    ['invoice', 'dispute', account, 'INV-1', '--reason', 'x', '--colour', 'red'],
    'there is no option --colour; invoice dispute has --on, --reason, --act-id, --env, --local',
  ],
  [['invoice', 'dispute'], 'npm run cartera -- invoice dispute --help tells how it is used'],
  [['invoice', 'dispute', account, 'INV-1', '--reason', 'x', '--env', 'dev'], '--env NAME or'],
])('%j is not understood', async (words, text) => {
  const { code, out, err } = await run(words);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(text);
});
