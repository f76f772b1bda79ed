import type { DomainData, DomainFact } from '../../events/catalogue.ts';
import { canonicalJson } from '../../shared/domain/canonical-json.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { factOf } from '../account/fold.ts';
import { type Finding, type Mend, mendByPeople, mendByRestore } from '../finding.ts';
import { type Item, type Key, keyText } from '../reader.ts';

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

const snapshotFindings = ({ partyId, events, items }: PartyRecords): Finding[] => {
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
  if (snapshot === undefined) return [finding('the item of the party is missing', mendByResend)];
  const findings: Finding[] = [];
  if (snapshot.version !== head.version || snapshot.hash !== head.hash) {
    const at = `stands at ${snapshot.version}, its stream at ${head.version}`;
    findings.push(finding(`the item of the party ${at}`, mendByRestore));
  }
  const last = registrationsIn(events).at(-1);
  if (last === undefined) return findings;
  for (const name of registered) {
    if (canonicalJson(snapshot.known?.[name] ?? null) === canonicalJson(last[name] ?? null))
      continue;
    findings.push(finding(`${name} is not what the last registration says`, mendByResend));
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

/** The outcomes that an attempt may have after its last event of one of these types. */
const outcomes: Partial<Record<DomainFact['type'], string>> = {
  ContactAttempted: 'none',
  ContactSent: 'sent',
  ContactFailed: 'failed',
  ContactOutcomeUnknown: 'unknown',
};

const ownOutcomes: ReadonlySet<unknown> = new Set(Object.values(outcomes));

const attemptFindings = ({ events, related }: PartyRecords): Finding[] => {
  const items = new Map(related.map((item) => [keyText(item), item]));
  const told = new Map<string, string>();
  for (const { type, data } of events) {
    const outcome = outcomes[type];
    if (outcome !== undefined) told.set((data as Attempted).attemptId, outcome);
  }
  return [...attemptsIn(events).keys()].flatMap((attemptId): Finding[] => {
    const item = items.get(keyText(attemptKey(attemptId)));
    const subject = `attempt ${attemptId}`;
    if (item === undefined) {
      const problem = 'its item is missing: what is told of it later cannot be recorded';
      return [{ check: 'attempt', subject, problem, mend: mendByRestore }];
    }
    const stated = (item['outcome'] as { readonly kind?: unknown } | undefined)?.kind;
    const expected = told.get(attemptId);
    if (!ownOutcomes.has(stated) || stated === expected) return [];
    const problem = `its outcome is ${String(stated)}, by the events ${String(expected)}`;
    return [{ check: 'attempt', subject, problem, mend: mendByRestore }];
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
      mend: mendByResend,
    }));
};

const keyOf = (contact: Pick<Attempted, 'caseId' | 'step' | 'anchorOn' | 'channel'>): string =>
  `${contact.caseId} ${contact.step}@${contact.anchorOn} by ${contact.channel}`;

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
