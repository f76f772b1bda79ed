import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RuntimeOptions } from '../../local/runtime.ts';
import type { Estate } from '../../operator/estate/estate.ts';
import { synthesize } from '../../scripts/cdk.ts';
import { epochMs, instant } from '../../shared/domain/calendar.ts';
import { maintaining } from '../support/command-line.ts';
import { estateOf } from '../support/estate.ts';
import { type OpenStory, openStory } from '../support/story/open.ts';
import { customer, invoice, stripe } from '../support/story/tellings.ts';
import { itemsOf } from '../support/whole/state.ts';

type Tables = NonNullable<RuntimeOptions['tables']>;
type Copy = Tables[number];

/** Restored tables by the logical id of the table that they replace. */
const names = {
  JournalTable: 'journal-restored',
  ReceivablesTable: 'receivables-restored',
  CollectionsTable: 'collections-restored',
  ContactTable: 'contact-restored',
  AlertsTable: 'alerts-restored',
  CreditTable: 'credit-restored',
} as const;
type Logical = keyof typeof names;

const streamArn =
  'arn:aws:dynamodb:us-east-1:000000000000:table/journal-restored/stream/2026-03-31T08:00:00.000';

const moment = instant('2026-03-30T12:00:00.000Z');
const minute = 60_000;
const account = 'acme|main|USD';

let folder: string;
let assembly: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cartera-restore-'));
  const restored = Object.fromEntries(Object.entries(names).map(([id, name]) => [id, { name }]));
  ({ outdir: assembly } = await synthesize('dev', {
    outdir: join(folder, 'restored'),
    restored: { ...restored, JournalTable: { name: names.JournalTable, streamArn } },
  }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What point-in-time recovery gives: each table as it was at its moment, under another name. */
const restoring = (story: OpenStory): ReadonlyMap<Logical, Copy> => {
  const copies = new Map<Logical, Copy>();
  for (const id of Object.keys(names) as Logical[]) {
    const at = epochMs(moment) + (id === 'JournalTable' ? minute : 0);
    story.runtime.at(at, `copy of ${id}`, async () => {
      const items: Readonly<Record<string, unknown>>[] = [];
      for await (const item of story.runtime.dynamo.items(id)) items.push(item);
      const copy = { name: names[id], like: id, items: items as unknown as Copy['items'] };
      copies.set(id, id === 'JournalTable' ? { ...copy, streamArn } : copy);
    });
  }
  return copies;
};

const operator = (estate: Estate) => {
  const run = maintaining(() => estate);
  return (words: readonly string[]) => run(...words.filter((word) => word !== '--local'));
};

/** The commands that a verification names, each once, as a shell would split them. */
const mends = (out: string): string[][] => {
  const lines = [...out.matchAll(/mend: npm run cartera -- (.*)$/gm)].map(([, line = '']) => line);
  return [...new Set(lines)].map((line) =>
    [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
  );
};

/** The life before: two late debtors; in the minute after the moment a third invoice comes. */
const before = async () => {
  const s = await openStory({ from: '2026-03-02' });
  try {
    s.tell('2026-03-02', '05:00', customer('acme'), customer('birch'), customer('cedar'));
    s.tell('2026-03-02', '06:00', invoice('INV-1', { dueOn: '2026-03-16' }));
    s.tell('2026-03-02', '06:10', invoice('INV-2', { dueOn: '2026-03-18', customerId: 'birch' }));
    s.tell('2026-03-30', '12:00', invoice('INV-3', { dueOn: '2026-04-02', customerId: 'cedar' }));
    s.tell('2026-03-30', '12:00', stripe('part', 40_000, ['INV-1']).paid);
    s.tell('2026-03-30', '18:00', stripe('whole', 100_000, ['INV-2']).paid);
    const copies = restoring(s);
    await s.liveThrough('2026-03-30');
    expect(copies.size).toBe(6);
    return { tables: [...copies.values()], waits: await itemsOf(s.runtime, 'WaitTokensTable') };
  } finally {
    await s.runtime.close();
  }
};

it('goes on from restored tables once what verify names is done', async () => {
  const { tables, waits } = await before();
  const s = await openStory({ from: '2026-03-31', assembly, tables });
  try {
    const estate = estateOf(s.runtime, names);
    const run = operator(estate);
    // Waits are not restored: tokens of the lost day are still there.
    for (const Item of waits) {
      await estate.documents.send(new PutCommand({ TableName: estate.table('waitTokens'), Item }));
    }
    await s.runtime.runUntil(s.runtime.now() + 15 * minute);

    const found = await run(['verify']);
    expect(found.code).toBe(1);
    expect(found.out).toContain(`the case is open and no execution carries it`);
    expect(found.out).toContain(`snapshot: account#${account}\n`);
    expect(found.out).not.toContain('hash chain');

    // The journal is ahead of the rest, so nothing of it has to be given up.
    for (const words of mends(found.out)) expect(await run(words)).toMatchObject({ code: 0 });
    await run(['republish', '--since', moment, '--reason', 'restored']);
    await s.runtime.runUntil(s.runtime.now() + 30 * minute);
    expect((await run(['verify'])).out).toContain('nothing is wrong');

    // The provider tells once more of what was lost, and of what was not.
    s.tell('2026-03-31', '07:00', stripe('part', 40_000, ['INV-1']).paid);
    s.tell('2026-03-31', '07:10', stripe('whole', 100_000, ['INV-2']).paid);
    const lines = [...(await s.liveThrough('2026-04-17')).values()].flat();
    expect(
      lines.filter((line) => /^(acme|birch|cedar) (Payment|Entry|CaseClosed)/.test(line)),
    ).toEqual(['birch PaymentReceived whole 1000.00 USD', 'birch CaseClosed settled']);
    // Its reminder went out within the minute: it is not sent again.
    expect(lines.find((line) => line.startsWith('cedar StepPerformed'))).toBe(
      'cedar StepPerformed notify-overdue@2026-04-02: sent',
    );
    expect(lines.filter((line) => line.startsWith('acme StepPerformed'))).toEqual([
      'acme StepPerformed call-debtor@2026-03-16: task-opened',
      'acme StepPerformed demand-payment@2026-03-16: sent',
    ]);
    expect((await run(['verify'])).out).toContain('nothing is wrong');
    // Nothing touched the tables that were left behind.
    expect(await itemsOf(s.runtime, 'JournalTable')).toEqual([]);
    expect(s.runtime.denials).toEqual([]);
  } finally {
    await s.runtime.close();
  }
});
