import type { DomainData } from '../../events/catalogue.ts';
import { canonicalJson } from '../../shared/domain/canonical-json.ts';
import type { Attempt } from '../../shared/domain/contact/attempt.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { factOf } from '../account/fold.ts';
import { type Finding, type Mend, mendByPeople, mendByRestore, mendWith } from '../finding.ts';
import { type Item, type Key, keyText } from '../reader.ts';
import { foldParty } from './fold.ts';

export type PartyRecords = {
  readonly partyId: string;
  readonly events: readonly JournalItem[];
  /** The party's partition of the Contact table. */
  readonly items: readonly Item[];
  /** Of its attempts and of its customers' links, the items that exist. */
  readonly related: readonly Item[];
  /** SHA-256 as 64 hexadecimal digits. */
  readonly hash: (text: string) => string;
};

/** Personal data is nowhere but in the items, so its source has to tell it again. */
const mendByResend: Mend = {
  runbook: 'docs/runbooks/restore.md#parties',
  because: 'personal data is not in the journal; upstream sends the customer again',
};

const attemptKey = (attemptId: string): Key => ({ pk: `ATTEMPT#${attemptId}`, sk: 'PARTY' });
const linkKey = (customerId: string): Key => ({ pk: `CUSTOMER#${customerId}`, sk: 'PARTY' });

type Attempted = DomainData<'ContactAttempted'>;

const attemptsIn = (events: readonly JournalItem[]): Map<string, Attempted> =>
  new Map(
    events.flatMap((event) => {
      const fact = factOf(event);
      return fact.type === 'ContactAttempted' ? [[fact.data.attemptId, fact.data] as const] : [];
    }),
  );

const registrationsIn = (events: readonly JournalItem[]): DomainData<'PartyRegistered'>[] =>
  events.flatMap((event) => {
    const fact = factOf(event);
    return fact.type === 'PartyRegistered' ? [fact.data] : [];
  });

/** The items outside the party's partition that its events call for. */
export const relatedKeys = (events: readonly JournalItem[]): Key[] => [
  ...[...attemptsIn(events).keys()].map(attemptKey),
  ...new Map(
    registrationsIn(events).map(({ customerId }) => [customerId, linkKey(customerId)] as const),
  ).values(),
];

type Stated = Item & {
  readonly known?: Readonly<Record<string, unknown>>;
  readonly version: number;
  readonly hash: string;
};

/** What every registration states in full, so that the last one stands. */
const registered = ['profileHash', 'locale', 'zone', 'country', 'channels'] as const;

/** What every event of the kind tells in full, so that a fold from the first event has it all. */
const statedInFull = ['suppressed', 'ownOptOuts'] as const;

const standingOf = ({ outcome, delivery }: Partial<Attempt>): string =>
  [outcome?.kind ?? 'missing', ...(delivery === undefined ? [] : [delivery.kind])].join(', ');

const snapshotFindings = ({ partyId, events, items, hash }: PartyRecords): Finding[] => {
  const subject = `party#${partyId}`;
  const finding = (problem: string, mend: Mend): Finding => ({
    check: 'party',
    subject,
    problem,
    mend,
  });
  const snapshot = items.find(({ sk }) => sk === 'SNAPSHOT') as Stated | undefined;
  const head = events.at(-1);
  if (head === undefined) {
    return snapshot === undefined
      ? []
      : [finding('the item of the party is there, and its stream has no event', mendByRestore)];
  }
  const mend = mendWith('rebuild', subject);
  if (snapshot === undefined) return [finding('the item of the party is missing', mend)];
  const findings: Finding[] = [];
  if (snapshot.version !== head.version || snapshot.hash !== head.hash) {
    const at = `stands at ${snapshot.version}, its stream at ${head.version}`;
    findings.push(finding(`the item of the party ${at}`, mend));
  }
  const { state } = foldParty(events, hash);
  for (const name of statedInFull) {
    if (canonicalJson(snapshot[name] ?? []) === canonicalJson(state[name] ?? [])) continue;
    findings.push(finding(`${name} is not what the events add up to`, mend));
  }
  const last = registrationsIn(events).at(-1);
  if (last === undefined) return findings;
  for (const name of registered) {
    if (canonicalJson(snapshot.known?.[name] ?? null) === canonicalJson(last[name] ?? null))
      continue;
    findings.push(finding(`${name} is not what the last registration says`, mend));
  }
  return findings;
};

/** Somebody changed an address in the table: messages would go to whoever it belongs to. */
const profileFindings = ({ partyId, items, hash }: PartyRecords): Finding[] => {
  const profile = items.find(({ sk }) => sk === 'PROFILE');
  const snapshot = items.find(({ sk }) => sk === 'SNAPSHOT') as Stated | undefined;
  // An erased profile is no fault: that is what it is kept apart for.
  if (profile === undefined || snapshot?.known === undefined) return [];
  const { pk: _pk, sk: _sk, ...content } = profile;
  return hash(canonicalJson(content)) === snapshot.known['profileHash']
    ? []
    : [
        {
          check: 'party',
          subject: `party#${partyId}`,
          problem: 'the profile is not the one whose hash was registered',
          mend: mendByResend,
        },
      ];
};

const attemptFindings = ({ partyId, events, related, hash }: PartyRecords): Finding[] => {
  const items = new Map<string, Item & Partial<Attempt>>(
    related.map((item) => [keyText(item), item]),
  );
  const mend = mendWith('rebuild', `party#${partyId}`);
  return [...foldParty(events, hash).attempts.values()].flatMap((expected): Finding[] => {
    const { attemptId } = expected;
    const item = items.get(keyText(attemptKey(attemptId)));
    const subject = `attempt ${attemptId}`;
    if (item === undefined) {
      const problem = 'its item is missing: what is told of it later cannot be recorded';
      return [{ check: 'attempt', subject, problem, mend }];
    }
    const [stated, told] = [standingOf(item), standingOf(expected)];
    const problem = `its outcome is ${stated}, by the events ${told}`;
    return stated === told ? [] : [{ check: 'attempt', subject, problem, mend }];
  });
};

const linkFindings = ({ partyId, events, related }: PartyRecords): Finding[] => {
  const links = new Set(related.map(({ pk }) => pk));
  const customers = new Set(registrationsIn(events).map(({ customerId }) => customerId));
  return [...customers]
    .filter((customerId) => !links.has(linkKey(customerId).pk))
    .map((customerId) => ({
      check: 'party',
      subject: `party#${partyId}`,
      problem: `its customer ${customerId} leads to no party`,
      mend: mendWith('rebuild', `party#${partyId}`),
    }));
};

const keyOf = ({
  caseId,
  step,
  anchorOn,
  again,
  channel,
}: Pick<Attempted, 'caseId' | 'step' | 'anchorOn' | 'again' | 'channel'>): string =>
  `${caseId} ${step}@${anchorOn}${again === undefined ? '' : ` again ${again}`} by ${channel}`;

const sentFindings = ({ partyId, events }: PartyRecords): Finding[] => {
  const sent = new Map<string, Set<string>>();
  for (const event of events) {
    const fact = factOf(event);
    if (fact.type !== 'ContactSent') continue;
    const key = keyOf(fact.data);
    sent.set(key, (sent.get(key) ?? new Set<string>()).add(fact.data.attemptId));
  }
  return [...sent]
    .filter(([, attempts]) => attempts.size > 1)
    .map(([key, attempts]) => ({
      check: 'sent-once',
      subject: `party#${partyId}`,
      problem: `${key} was sent ${attempts.size} times`,
      mend: mendByPeople,
    }));
};

/** Everything that must hold of one party, its customers and the attempts to reach it. */
export const checkParty = (records: PartyRecords): Finding[] => [
  ...snapshotFindings(records),
  ...profileFindings(records),
  ...linkFindings(records),
  ...attemptFindings(records),
  ...sentFindings(records),
];
