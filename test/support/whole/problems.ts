import type { DomainData, DomainFact } from '../../../events/catalogue.ts';
import type { Recorded } from '../../../events/envelope.ts';
import type { Runtime } from '../../../local/runtime.ts';
import { firstBreak } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import { evolveAll } from '../../../shared/domain/collections/evolve.ts';
import type { CaseState } from '../../../shared/domain/collections/types.ts';
import { emptyBook } from '../../../shared/domain/ledger/amounts.ts';
import { evolve } from '../../../shared/domain/ledger/evolve.ts';
import type { JournalItem } from '../../../shared/ports/journal.ts';
import type { Totals } from '../../../shared/ports/ledger.ts';
import { sumsOf } from './money.ts';
import { itemsOf, streamsOf, type TableItem } from './state.ts';

type Streams = ReadonlyMap<string, readonly JournalItem[]>;

const factOf = ({ type, data }: JournalItem): DomainFact => ({ type, data }) as DomainFact;

const differences = (name: string, stated: object, counted: object): string[] =>
  Object.entries(counted)
    .filter(([key, value]) => (stated as Record<string, unknown>)[key] !== value)
    .map(
      ([key, value]) =>
        `${name}: ${key} is ${String((stated as Record<string, unknown>)[key])}, expected ${String(value)}`,
    );

/** Each event carries the hash of the one before. */
const brokenChains = async (streams: Streams): Promise<string[]> => {
  const problems: string[] = [];
  for (const [streamId, events] of streams) {
    const at = await firstBreak(events);
    if (at !== undefined) problems.push(`${streamId}: the hash chain breaks at version ${at}`);
  }
  return problems;
};

/** Each event of the journal was on the bus at least once, and nothing else was. */
const unpublished = ({ busEvents }: Runtime, streams: Streams): string[] => {
  const published = new Set<string>();
  for (const { source, detail } of busEvents) {
    if (source.startsWith('cartera.')) published.add((detail as Recorded).meta.eventId);
  }
  const problems: string[] = [];
  for (const { streamId, version, type } of [...streams.values()].flat()) {
    if (!published.delete(`${streamId}#${version}`)) {
      problems.push(`${streamId}#${version} ${type} was never published`);
    }
  }
  return [
    ...problems,
    ...[...published].map((id) => `${id} was published and is not in the journal`),
  ];
};

/** Snapshot, open items and journal of each account say the same, and no money is lost or made. */
const unbalanced = (streams: Streams, receivables: readonly TableItem[]): string[] => {
  const problems: string[] = [];
  const byPartition = Map.groupBy(receivables, ({ pk }) => pk);
  const accounts = [...streams.keys()].filter((id) => id.startsWith('account#'));
  for (const streamId of accounts) {
    const accountId = streamId.slice('account#'.length);
    const events = streams.get(streamId) ?? [];
    const items = byPartition.get(`ACCOUNT#${accountId}`) ?? [];
    const snapshot = items.find(({ sk }) => sk === 'OPEN') as
      | (TableItem & { version: number; hash: string; totals: Totals; plan?: object })
      | undefined;
    if (snapshot === undefined) {
      problems.push(`${accountId}: no snapshot`);
      continue;
    }
    const head = events.at(-1);
    const sums = sumsOf(events);
    const folded = events.reduce(
      (book, event) => evolve(book, { fact: factOf(event), effectiveOn: event.effectiveOn }),
      emptyBook(accountId),
    );
    const open = items.filter(({ sk }) => sk.startsWith('OPEN#'));
    const openMinor = open.reduce((sum, item) => sum + Number(item['openMinor']), 0);
    problems.push(
      ...differences(`${accountId} snapshot`, snapshot.totals, sums),
      ...differences(`${accountId} fold`, folded.totals, sums),
      ...differences(`${accountId} head`, snapshot, { version: head?.version, hash: head?.hash }),
      ...differences(`${accountId} open items`, { openMinor }, { openMinor: sums.openMinor }),
      ...Object.entries(sums)
        .filter(([, value]) => value < 0)
        .map(([key, value]) => `${accountId}: ${key} is ${value}`),
    );
    if (snapshot.plan !== undefined) problems.push(`${accountId}: a plan was left unfinished`);
  }
  return problems;
};

/** A payment is the cash of one account. */
const bookedTwice = (streams: Streams): string[] => {
  const owners = new Map<string, string>();
  const problems: string[] = [];
  for (const [streamId, events] of streams) {
    for (const { type, data } of events) {
      if (type !== 'PaymentReceived') continue;
      const { paymentId } = data as DomainData<'PaymentReceived'>;
      const owner = owners.get(paymentId);
      if (owner === undefined) owners.set(paymentId, streamId);
      else problems.push(`${paymentId} was received in ${owner} and in ${streamId}`);
    }
  }
  return problems;
};

/** Each case item is what the events of its cases say, and an open case has a machine. */
const strayCases = (runtime: Runtime, streams: Streams, items: readonly TableItem[]): string[] => {
  const problems: string[] = [];
  const running = new Set<string>();
  for (const { status, input } of runtime.executions()) {
    if (status === 'RUNNING') running.add((JSON.parse(input) as { caseId: string }).caseId);
    else if (status !== 'SUCCEEDED') problems.push(`an execution ended ${status}: ${input}`);
  }
  for (const item of items.filter(({ sk }) => sk === 'CASE')) {
    const { caseId, accountId, sequence } = item as unknown as CaseState;
    let state: CaseState | undefined;
    for (let nth = 1; nth <= sequence; nth += 1) {
      for (const event of streams.get(`case#${accountId}|${nth}`) ?? []) {
        state = evolveAll(state, [factOf(event)], event.effectiveOn);
      }
    }
    const stated = item as unknown as Record<string, unknown>;
    for (const [key, value] of Object.entries(state ?? {})) {
      if (value !== undefined && canonicalJson(stated[key]) !== canonicalJson(value)) {
        problems.push(`${caseId}: ${key} is not what its events say`);
      }
    }
    const open = state?.status === 'open';
    if (open !== running.has(caseId)) {
      problems.push(
        `${caseId} is ${String(state?.status)}, its machine ${open ? 'has ended' : 'still runs'}`,
      );
    }
  }
  return problems;
};

/** Who owes something that is past due is chased, and who owes nothing is left alone. */
const forgotten = (
  runtime: Runtime,
  receivables: readonly TableItem[],
  collections: readonly TableItem[],
): string[] => {
  // Days differ by zone; what is two days late in one of them is late in all.
  const late = new Date(runtime.now() - 2 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  const open = new Set(
    collections
      .filter((item) => item.sk === 'CASE' && item['status'] === 'open')
      .map(({ pk }) => pk),
  );
  const problems: string[] = [];
  for (const [pk, items] of Map.groupBy(receivables, (item) => item.pk)) {
    const totals = items.find(({ sk }) => sk === 'OPEN')?.['totals'] as Totals | undefined;
    if (totals === undefined) continue;
    const lateMinor = items
      .filter((item) => item.sk.startsWith('OPEN#') && String(item['dueOn']) < late)
      .reduce((sum, item) => sum + Number(item['openMinor']), 0);
    if (lateMinor > totals.unappliedMinor && !open.has(pk)) {
      problems.push(`${pk} owes ${lateMinor} since before ${late} and has no case`);
    }
    if (totals.openMinor === 0 && open.has(pk)) problems.push(`${pk} owes nothing and has a case`);
  }
  return problems;
};

type Key = Pick<DomainData<'ContactSent'>, 'caseId' | 'step' | 'anchorOn'>;

const keyOf = ({ caseId, step, anchorOn }: Key): string => `${caseId} ${step}@${anchorOn}`;

/** A step is done once more only on another channel, and only after its message reached nobody. */
const contactKey = (data: DomainData<'ContactSent'> | DomainData<'ContactAttempted'>): string =>
  `${keyOf(data)} ${data.channel}`;

/**
 * At most one accepted message for each case, step, anchor and channel, and each one has its
 * attempt; a second channel only for a step that reached nobody on the first.
 */
const sentTwice = (runtime: Runtime, streams: Streams): string[] => {
  const problems: string[] = [];
  const attempts = new Map<string, string>();
  const performed = new Map<string, number>();
  const recorded = new Map<string, number>();
  const missed = new Set<string>();
  for (const { type, data } of [...streams.values()].flat()) {
    if (type === 'ContactAttempted') {
      const attempt = data as DomainData<'ContactAttempted'>;
      attempts.set(attempt.attemptId, contactKey(attempt));
    } else if (type === 'ContactSent') {
      const key = contactKey(data as DomainData<'ContactSent'>);
      recorded.set(key, (recorded.get(key) ?? 0) + 1);
    } else if (type === 'StepUndelivered') {
      missed.add(`${keyOf(data as DomainData<'StepUndelivered'>)} instead`);
    } else if (type === 'StepPerformed') {
      const step = data as DomainData<'StepPerformed'>;
      // A simulated step is done once more when its party is contacted for real.
      if (step.mode === 'shadow') continue;
      const key = `${keyOf(step)}${step.fallback === true ? ' instead' : ''}`;
      performed.set(key, (performed.get(key) ?? 0) + 1);
    }
  }
  for (const key of performed.keys()) {
    if (key.endsWith(' instead') && !missed.has(key)) problems.push(`${key}: for no reason`);
  }
  const accepted = new Map<string, number>();
  for (const message of runtime.outbox) {
    const { attemptId = '' } = message.channel === 'email' ? message.tags : message.attributes;
    const key = attempts.get(attemptId);
    if (key === undefined) problems.push(`a message (${message.channel}) has no attempt`);
    else accepted.set(key, (accepted.get(key) ?? 0) + 1);
  }
  for (const [what, counts] of [
    ['was accepted', accepted],
    ['was recorded as sent', recorded],
    ['was performed', performed],
  ] as const) {
    for (const [key, times] of counts) {
      if (times > 1) problems.push(`${key} ${what} ${times} times`);
    }
  }
  return problems;
};

/** What the runtime itself has to complain of. */
const complaints = (runtime: Runtime, deadLetters: readonly string[]): string[] => [
  ...runtime.denials.map((denial) => `denied: ${JSON.stringify(denial)}`),
  ...runtime.failedDeliveries.map((failed) => `not delivered: ${JSON.stringify(failed)}`),
  ...runtime
    .queues()
    .filter(({ isDeadLetterQueue, visible, path }) => {
      const expected = deadLetters.some((name) => path.includes(name));
      return isDeadLetterQueue && visible > 0 && !expected;
    })
    .map(
      ({ path, messages }) =>
        `dead letters in ${path}: ${messages.map(({ body }) => body).join('\n')}`,
    ),
  ...[...runtime.objects('FailedRecordsBucket').keys()].map(
    (key) => `a record was given up: ${key}`,
  ),
];

/**
 * Everything that must hold whatever happened: the chain, the outbox, the sums, the snapshots, one
 * machine for each open case, no message twice, nothing denied and nothing dead-lettered.
 *
 * @returns sentences for a person; none when all is well.
 */
export const problemsOf = async (
  runtime: Runtime,
  deadLetters: readonly string[] = [],
): Promise<string[]> => {
  const streams = await streamsOf(runtime);
  const receivables = await itemsOf(runtime, 'ReceivablesTable');
  const collections = await itemsOf(runtime, 'CollectionsTable');
  return [
    ...complaints(runtime, deadLetters),
    ...(await brokenChains(streams)),
    ...unpublished(runtime, streams),
    ...unbalanced(streams, receivables),
    ...bookedTwice(streams),
    ...strayCases(runtime, streams, collections),
    ...forgotten(runtime, receivables, collections),
    ...sentTwice(runtime, streams),
  ];
};
