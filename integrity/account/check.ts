import {
  invoiceReferent,
  paymentReferent,
  reversalReferent,
} from '../../shared/domain/ledger/check.ts';
import type { Account, Book } from '../../shared/domain/ledger/types.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import type { Totals } from '../../shared/ports/ledger.ts';
import { type Finding, mendByRestore, mendWith } from '../finding.ts';
import { isRecent, type Judging } from '../judging.ts';
import { sumsOf } from '../money.ts';
import { type Item, keyText } from '../reader.ts';
import { differencesOf, type Held } from './differences.ts';
import type { Folded } from './fold.ts';
import type { Projection } from './project.ts';

export type AccountRecords = Held & {
  readonly accountId: string;
  readonly events: readonly JournalItem[];
};

const totalsDiffer = (stated: Totals, counted: Totals): string[] =>
  (Object.keys(counted) as (keyof Totals)[])
    .filter((name) => stated[name] !== counted[name])
    .map((name) => `${name} is ${stated[name]}, the events add up to ${counted[name]}`);

/** Counted a second time from the events, by a few lines that share nothing with the ledger. */
const moneyFindings = ({ accountId, events, items }: AccountRecords, folded: Folded): Finding[] => {
  const subject = `account#${accountId}`;
  const finding = (problem: string, mend: Finding['mend']): Finding => ({
    check: 'money',
    subject,
    problem,
    mend,
  });
  if (folded.stop !== undefined) {
    const { version, type, why } = folded.stop;
    return [finding(`event ${version} (${type}) cannot follow: it breaks "${why}"`, mendByRestore)];
  }
  const sums = sumsOf(events);
  const openMinor = items
    .filter(({ sk }) => sk.startsWith('OPEN#'))
    .reduce((sum, item) => sum + Number(item['openMinor']), 0);
  return [
    ...totalsDiffer(folded.book.totals, sums).map((problem) => finding(problem, mendByRestore)),
    ...Object.entries(sums)
      .filter(([, minor]) => minor < 0)
      .map(([name, minor]) => finding(`${name} is ${minor}, below zero`, mendByRestore)),
    ...(openMinor === sums.openMinor
      ? []
      : [
          finding(
            `the open items add up to ${openMinor}, the events to ${sums.openMinor}`,
            mendWith('rebuild', accountId),
          ),
        ]),
  ];
};

/** Whether what a held command waits for is in the book; a reversal counts on its own payment. */
const isPresent = (referent: string, held: Item, book: Book): boolean => {
  const id = referent.slice(referent.indexOf(':') + 1);
  if (referent === invoiceReferent(id)) return Boolean(book.invoices.get(id));
  if (referent === paymentReferent(id)) return Boolean(book.payments.get(id));
  const { paymentId = '' } = (held['command'] ?? {}) as { readonly paymentId?: string };
  const reversals = book.payments.get(paymentId)?.reversals ?? [];
  return reversals.some(({ reversalId }) => reversalReferent(reversalId) === referent);
};

/** Work that is on its way for longer than it should be. */
const stuckFindings = (
  { accountId, items, events }: AccountRecords,
  { book }: Folded,
  judging: Judging,
): Finding[] => {
  if (isRecent(events, judging)) return [];
  const mend = mendWith('redrive', 'AccountCommandsDlq');
  const plan = items.find(({ sk }) => sk === 'OPEN')?.['plan'] as Account['plan'];
  return [
    ...(plan === undefined
      ? []
      : [
          {
            check: 'plan' as const,
            subject: `account#${accountId}`,
            problem: `the plan ${plan.planId} stands at its transaction ${plan.chunk} and does not go on`,
            mend,
          },
        ]),
    ...items.flatMap((item): Finding[] => {
      if (!item.sk.startsWith('HELD#')) return [];
      const referent = item.sk.split('#')[1] ?? '';
      const problem = `${keyText(item)} waits for ${referent}, which has arrived`;
      return isPresent(referent, item, book)
        ? [{ check: 'held', subject: keyText(item), problem, mend }]
        : [];
    }),
  ];
};

/** Everything that must hold of one account, given its records and what they should be. */
export const checkAccount = (
  records: AccountRecords,
  folded: Folded,
  projection: Projection,
  judging: Judging,
): Finding[] => {
  const { accountId, events, items } = records;
  if (events.length === 0) {
    const problem = `${items.length} items of the account are there, and its stream has no event`;
    return items.length === 0
      ? []
      : [{ check: 'snapshot', subject: `account#${accountId}`, problem, mend: mendByRestore }];
  }
  // A fold that stopped half way says nothing of the items.
  const differences = folded.stop === undefined ? differencesOf(projection, records) : [];
  return [
    ...moneyFindings(records, folded),
    ...differences.map(
      ({ kind, older, what }): Finding => ({
        check: older === true ? 'older-shape' : kind,
        subject: `account#${accountId}`,
        problem: what,
        mend: mendWith('rebuild', accountId),
      }),
    ),
    ...stuckFindings(records, folded, judging),
  ];
};
