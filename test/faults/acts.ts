import { createRandom, type Random } from '../../local/kernel/random.ts';
import type { Runtime } from '../../local/runtime.ts';
import { addDays, epochMs, instantAt } from '../../shared/domain/calendar.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { ana, luis, operatorOf } from '../support/operator.ts';
import { streamsOf } from '../support/whole/state.ts';
import { firstDay, type RandomBook } from './random-book.ts';
import { askedBy } from './reference.ts';

/** Something that a person does at a moment of a run, by the command line. */
export type PlannedAct = {
  readonly at: number;
  readonly actId: string;
  readonly actor: string;
  /** The command, without reason and id. */
  readonly words: readonly string[];
  /** Moves money, so that the sums of the account are no longer those of its inputs alone. */
  readonly moves?: string;
};

/** What became of it: told to the person, or not told after many tries. */
type Told = 'done' | 'refused' | 'nothing';

export type Deeds = {
  readonly told: ReadonlyMap<string, Told>;
  /** What no person should ever read, whatever they try. */
  readonly problems: string[];
};

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const mostTries = 40;

type Known = {
  readonly accountId: string;
  readonly partyId: string;
  readonly invoices: readonly string[];
  readonly payments: readonly string[];
};

const customerOf = (invoiceNumber: string): string =>
  invoiceNumber.slice(0, invoiceNumber.lastIndexOf('-'));

/** What a person could read of the book, by account. */
const knownIn = ({ facts }: RandomBook): readonly Known[] => {
  const invoices = new Map<string, string[]>();
  const payments = new Map<string, string[]>();
  const parties = new Map<string, string>();
  for (const asked of facts.map(({ input }) => askedBy(input))) {
    if (asked.of === 'account' && asked.command.kind === 'issue-invoice') {
      const { accountId, invoiceNumber } = asked.command;
      invoices.set(accountId, [...(invoices.get(accountId) ?? []), invoiceNumber]);
    } else if (asked.of === 'payment' && asked.fact.kind === 'received') {
      const [first = ''] = asked.fact.remittance.invoiceNumbers;
      const customerId = customerOf(first);
      payments.set(customerId, [...(payments.get(customerId) ?? []), asked.fact.paymentId]);
    } else if (asked.of === 'party') parties.set(asked.customerId, asked.partyId);
  }
  return [...invoices].map(([accountId, numbers]) => {
    const [customerId = ''] = accountId.split('|');
    return {
      accountId,
      partyId: parties.get(customerId) ?? customerId,
      invoices: numbers,
      payments: payments.get(customerId) ?? [],
    };
  });
};

type Deed = Pick<PlannedAct, 'words' | 'moves'> & {
  /** What somebody else does about it a while later. */
  readonly after?: { readonly words: readonly string[]; readonly actor: string };
};

const pick = <T>(random: Random, values: readonly T[]): T | undefined =>
  values[random.below(values.length)];

/** One of everything that people do; about half of them are refused as things stand. */
const deedOf = (
  random: Random,
  known: Known,
  actId: string,
  dayOf: (ahead: number) => string,
): Deed => {
  const { accountId, partyId } = known;
  const invoice = pick(random, known.invoices) ?? 'none';
  const payment = pick(random, known.payments) ?? 'stripe:none';
  const moves = accountId;
  const deeds: readonly (() => Deed)[] = [
    () => ({
      words: ['case', 'hold', accountId, '--until', dayOf(2 + random.below(20))],
      ...(random.chance(0.5)
        ? { after: { words: ['case', 'release', accountId], actor: ana } }
        : {}),
    }),
    () => ({ words: ['case', 'release', accountId] }),
    () => ({
      words: ['case', 'close', accountId, ...(random.chance(0.5) ? ['--handed-off'] : [])],
      after: { words: ['case', 'release', accountId], actor: ana },
    }),
    () => ({
      words: ['invoice', 'dispute', accountId, invoice],
      moves,
      ...(random.chance(0.7)
        ? { after: { words: ['invoice', 'clear', accountId, invoice], actor: ana } }
        : {}),
    }),
    () => ({ words: ['payment', 'reverse', accountId, payment], moves }),
    () => ({ words: ['payment', 'reallocate', accountId, payment, '--to', invoice], moves }),
    () => ({ words: ['payment', 'refund', accountId, payment, '--amount', '7'], moves }),
    () => ({
      words: ['invoice', 'write-off', accountId, invoice],
      moves,
      after: {
        words: ['write-off', random.chance(0.7) ? 'approve' : 'reject', accountId, invoice, actId],
        actor: luis,
      },
    }),
    () => ({
      words: ['address', 'suppress', partyId, random.chance(0.5) ? 'email' : 'sms'],
      after: { words: ['address', 'unsuppress', partyId, 'email'], actor: ana },
    }),
    () => ({
      words: ['party', 'opt-out', partyId, 'sms'],
      after: { words: ['party', 'opt-in', partyId, 'sms'], actor: ana },
    }),
    () => ({
      words: ['sending', 'stop'],
      after: { words: ['sending', 'resume'], actor: ana },
    }),
  ];
  return (pick(random, deeds) ?? deeds[0] ?? (() => ({ words: [] })))();
};

/** What people do in a run, drawn from its seed, at moments of its first six weeks. */
export const actsOf = (seed: number, book: RandomBook): readonly PlannedAct[] => {
  const random = createRandom(seed, 'acts');
  const known = knownIn(book);
  const start = epochMs(instantAt('UTC', addDays(firstDay, 2), '00:00'));
  const count = known.length === 0 ? 0 : 3 + random.below(10);
  return Array.from({ length: count }, (_, nth): PlannedAct[] => {
    const minutes = random.below(40 * 24 * 60);
    const at = start + minutes * minuteMs;
    const actId = `campaign-${nth}`;
    const dayOf = (ahead: number) => addDays(firstDay, 2 + Math.floor(minutes / 1440) + ahead);
    const of = pick(random, known);
    if (of === undefined) return [];
    const { after, ...deed } = deedOf(random, of, actId, dayOf);
    const act = { at, actId, actor: ana, ...deed };
    if (after === undefined) return [act];
    const later = at + Math.floor((0.02 + random.below(5)) * dayMs);
    const moves = deed.moves === undefined ? {} : { moves: deed.moves };
    return [act, { at: later, actId: `${actId}-after`, ...after, ...moves }];
  })
    .flat()
    .toSorted((a, b) => a.at - b.at);
};

const reason = 'campaign';

/** Has people act at their moments; who gets no clear answer repeats the command under its id. */
export const letAct = (runtime: Runtime, acts: readonly PlannedAct[]): Deeds => {
  const run = operatorOf(runtime);
  const told = new Map<string, Told>(acts.map(({ actId }) => [actId, 'nothing']));
  const problems: string[] = [];
  const attempt =
    ({ actId, actor, words }: PlannedAct, tries: number) =>
    async (): Promise<void> => {
      const line = [...words, '--reason', reason, '--act-id', actId];
      const { code, err } = await run(line, actor);
      if (code === 0) told.set(actId, 'done');
      else if (err.startsWith('cartera: refused by ')) told.set(actId, 'refused');
      else if (code === 1 && err.includes(`--act-id ${actId}`)) {
        const again = { actId, actor, words, at: runtime.now() };
        if (tries < mostTries) {
          runtime.at(runtime.now() + minuteMs, `${actId} again`, attempt(again, tries + 1));
        }
      } else problems.push(`${line.join(' ')} was answered with ${code}: ${err.trim()}`);
    };
  for (const act of acts) runtime.at(act.at, act.actId, attempt(act, 1));
  return { told, problems };
};

type Acted = {
  readonly act?: { readonly actId: string; readonly actor: string; readonly reason: string };
};

/** Events that a person's act brought about, by its id. */
const journalledIn = (
  events: readonly JournalItem[],
): ReadonlyMap<string, readonly JournalItem[]> =>
  Map.groupBy(
    events.filter(({ data }) => (data as Acted).act !== undefined),
    ({ data }) => (data as Acted).act?.actId ?? '',
  );

/**
 * What a person was told is what happened: what was done stands in one stream with actor and
 * reason, and what was refused stands nowhere.
 */
export const misreported = async (
  runtime: Runtime,
  acts: readonly PlannedAct[],
  { told, problems }: Deeds,
): Promise<string[]> => {
  const journalled = journalledIn([...(await streamsOf(runtime)).values()].flat());
  return [
    ...problems,
    ...acts.flatMap(({ actId, actor, words }) => {
      const events = journalled.get(actId) ?? [];
      const what = `${actId} (${words.join(' ')})`;
      const streams = new Set(events.map(({ streamId }) => streamId));
      const isOwn = events.every(({ data }) => {
        const { act } = data as Acted;
        return act?.actor === actor && act.reason === reason;
      });
      switch (told.get(actId)) {
        case 'done':
          return streams.size === 1 && isOwn
            ? []
            : [`${what} was done, and ${streams.size} streams tell of it`];
        case 'refused':
          return streams.size === 0 ? [] : [`${what} was refused, and was done`];
        default:
          return [`${what} never got an answer`];
      }
    }),
  ];
};

/** How many acts were carried out, and how many were refused. */
export const countsOf = ({ told }: Deeds): Readonly<Record<string, number>> => {
  const count = (what: Told): number => [...told.values()].filter((each) => each === what).length;
  return told.size === 0 ? {} : { 'act-done': count('done'), 'act-refused': count('refused') };
};

/** Accounts whose sums people changed. */
export const movedBy = (acts: readonly PlannedAct[], { told }: Deeds): ReadonlySet<string> =>
  new Set(
    acts.flatMap(({ actId, moves }) =>
      moves !== undefined && told.get(actId) !== 'refused' ? [moves] : [],
    ),
  );
