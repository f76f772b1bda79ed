import { afterAll, beforeAll, expect, it } from 'vitest';
import { maintaining } from '../../test/support/command-line.ts';
import { estateOf } from '../../test/support/estate.ts';
import { type OpenStory, openStory } from '../../test/support/story/open.ts';
import { customer, invoice } from '../../test/support/story/tellings.ts';
import { messageShow } from './message.ts';

let open: OpenStory;
beforeAll(async () => {
  open = await openStory({ from: '2026-03-02' });
  open.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-03-10' }));
  await open.liveThrough('2026-03-12');
});
afterAll(() => open.runtime.close());

const line = maintaining(() => estateOf(open.runtime), { commands: [messageShow] });
const run = (...words: string[]) => line('message', 'show', ...words);

type Attempted = { readonly attemptId: string; readonly step: string };

const attempts = (): readonly Attempted[] =>
  open.runtime.busEvents.flatMap(({ detailType, detail }) =>
    detailType === 'ContactAttempted' ? [(detail as { data: Attempted }).data] : [],
  );

it('reads a message as the debtor got it, with what became of it', async () => {
  const notice = attempts().find(({ step }) => step === 'notify-overdue');
  const { code, out } = await run(notice?.attemptId ?? '');
  expect(code).toBe(0);
  const lines = out.split('\n');
  expect(lines[0]).toBe(`${notice?.attemptId}  email to acme about acme|main|USD`);
  expect(lines[1]).toMatch(
    /^notify-overdue@2026-03-10 {2}reminder-overdue\.v\d+ en {2}2026-03-11T\S+ {2}sent/,
  );
  const subjects = open.runtime.outbox.map((each) => ('subject' in each ? each.subject : ''));
  expect(subjects).toContain(lines[3]);
  expect(out).toContain('INV-1');
});

it('says which message it does not know', async () => {
  expect(await run('nope')).toEqual({
    code: 1,
    out: '',
    err: 'cartera: there is no message nope; account show tells which there are\n',
  });
});
