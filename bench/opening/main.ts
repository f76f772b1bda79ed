// Brings a legacy book in, lives on for six weeks and holds what happened against what was promised:
// `node scripts/run.mjs bench/opening/main.ts [--invoices 5000]`.
import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { runBook } from '../../book/run/run-book.ts';
import { readConfig } from '../../infra/config.ts';
import { synthesize } from '../../scripts/cdk.ts';
import { ownAssembly } from '../../scripts/lib/own-assembly.ts';
import { arrivesOn, legacyBook, legacyOpening } from './book.ts';
import { checksOf, messagesByDay, stagesReached } from './checks.ts';

const { values } = parseArgs({
  options: {
    invoices: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    large: { type: 'boolean', default: false },
  },
});

/** A hundred thousand invoices and their six weeks are held in memory. */
const heapMegabytes = 14_000;
const shownDays = 60;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const run = async (invoices: number): Promise<number> => {
  const opening = legacyOpening(invoices);
  const book = legacyBook(opening);
  const { openingBalance } = readConfig('dev');
  // Below what a Monday would bring, so that the cap has something to stop.
  const dailyCap = Math.ceil(invoices * 0.03);
  const { outdir } = await synthesize('dev', {
    outdir: ownAssembly('opening'),
    contact: { dailyCap: { email: dailyCap, sms: dailyCap } },
  });
  const record = await runBook({
    assembly: outdir,
    book,
    seed: Number(values.seed),
    watch: { keepBusEvents: false },
  });
  const checks = checksOf(record, {
    opening,
    arrivesOn,
    spreadDays: openingBalance.spreadDays,
    dailyCap,
    minDaysInStage: 7,
    opensAt: '09:00:00',
    closesAt: '19:00:00',
  });
  const { usage, outbox, wallSeconds, journal } = record;
  const { userCPUTime, maxRSS } = process.resourceUsage();
  const overdue = opening.invoices.filter(({ dueOn = '' }) => dueOn < opening.on).length;
  say(
    `${invoices} legacy invoices, ${overdue} overdue, in by ${arrivesOn}, lived through to ${book.to}`,
  );
  say(
    `${outbox.length} messages, ${journal.length} journal events, ${usage.transitions} transitions in ${wallSeconds.toFixed(0)} s, ${(userCPUTime / 1e6).toFixed(0)} s of CPU, ${(maxRSS / 1e6).toFixed(1)} GB`,
  );
  const days = [...messagesByDay(record)].slice(0, shownDays);
  say(
    `messages by day, cap ${dailyCap}: ${days.map(([day, count]) => `${day.slice(5)} ${count}`).join(', ')}`,
  );
  say(`accounts by stage: ${JSON.stringify(stagesReached(record))}`);
  for (const { promise, broken } of checks) {
    const some = broken.slice(0, 3).join('; ');
    say(broken.length === 0 ? `ok     ${promise}` : `BROKEN ${promise}: ${broken.length}, ${some}`);
  }
  return checks.filter(({ broken }) => broken.length > 0).length;
};

const invoices = values.large ? 100_000 : Number(values.invoices);
if (
  invoices > 10_000 &&
  !process.execArgv.some((word) => word.startsWith('--max-old-space-size'))
) {
  const execArgv = [...process.execArgv, `--max-old-space-size=${heapMegabytes}`];
  const again = fork(import.meta.filename, process.argv.slice(2), { execArgv });
  again.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
} else {
  process.exitCode = (await run(invoices)) === 0 ? 0 : 1;
}
