import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { connectedWith } from '../support/authority-connected.ts';

/**
 * Whether every limit was granted by somebody who may, told by the journal and the published
 * policy. None of the product's code decides it: a fault of that would excuse itself.
 */

type Data = Readonly<Record<string, unknown>>;
type Streams = ReadonlyMap<string, readonly JournalItem[]>;
type RiskClass = 'low' | 'medium' | 'high';
type Rate = { readonly base: string; readonly quote: string; readonly rate: string };
type Yes = { readonly actor: string; readonly role: string };

type Policy = {
  readonly currency: string;
  readonly authority: {
    readonly automaticByClass: Readonly<Record<RiskClass, number>>;
    readonly roles: readonly {
      readonly role: string;
      readonly upToByClass: Readonly<Record<RiskClass, number>>;
    }[];
    readonly fourEyes: { readonly aboveMinor: number; readonly second: string };
  };
};

const folder = join(import.meta.dirname, '../../credit-policies');
const policies = new Map<string, Policy>();
const policyOf = ({ id, version }: { readonly id: string; readonly version: number }): Policy => {
  const file = join(folder, id, `v${version}.json`);
  const policy = policies.get(file) ?? (JSON.parse(readFileSync(file, 'utf8')) as Policy);
  policies.set(file, policy);
  return policy;
};

/** Roles from the least to the most, and what each is called in the directory. */
const ranks = ['analyst', 'manager', 'director'];
const directory: Readonly<Record<string, string>> = {
  CreditAnalyst: 'analyst',
  CreditManager: 'manager',
  CreditDirector: 'director',
};

/** `[role, person]` of an ARN of a role's session. */
const sessionOf = (actor: string): readonly [role: string, person: string] => {
  const [, iamRole = '', person = ''] = actor.split('/');
  return [directory[iamRole] ?? 'none', person];
};

/** Decimal places of the currencies of the campaign: only pesos of Chile have none. */
const places = (currency: string): number => (currency === 'CLP' ? 0 : 2);

/** Minor units of the policy's currency, with a cent of room for either rounding. */
const inPolicy = (minor: number, currency: string, policy: Policy, rate: Rate | undefined) => {
  if (currency === policy.currency) return minor;
  if (rate === undefined) return undefined;
  const factor = rate.base === currency ? Number(rate.rate) : 1 / Number(rate.rate);
  return minor * factor * 10 ** (places(policy.currency) - places(currency)) - 1;
};

/** What stands against a yes of people to so much in that class. */
const withoutAuthority = (
  { authority }: Policy,
  stake: number,
  riskClass: RiskClass,
  yeses: readonly Yes[],
): string[] => {
  const problems: string[] = [];
  const limitOf = (name: string): number =>
    authority.roles.find(({ role }) => role === name)?.upToByClass[riskClass] ?? 0;
  for (const { actor, role } of yeses) {
    const [theirs, person] = sessionOf(actor);
    if (ranks.indexOf(role) > ranks.indexOf(theirs)) problems.push(`${person} is no ${role}`);
  }
  if (!yeses.some(({ role }) => stake <= limitOf(role))) {
    problems.push(`nobody of ${yeses.map(({ role }) => role).join(', ')} may grant ${stake}`);
  }
  const { aboveMinor, second } = authority.fourEyes;
  const eyes = new Set(
    yeses
      .filter(({ role }) => ranks.indexOf(role) >= ranks.indexOf(second) || stake <= limitOf(role))
      .map(({ actor }) => sessionOf(actor)[1]),
  );
  if (stake > aboveMinor && eyes.size < 2) problems.push(`${stake} was seen by one person only`);
  return problems;
};

type Terms = { readonly limitMinor: number; readonly termsDays: number; readonly currency: string };
type Line = Terms & {
  readonly groupId?: string;
  readonly riskClass: RiskClass;
  readonly applicationId?: string;
  readonly because?: string;
};
type Received = {
  readonly kind: string;
  readonly customerId: string;
  readonly legalEntity: string;
  readonly fingerprint: string;
  readonly submittedBy?: string;
  readonly groupId?: string;
  readonly lineId?: string;
};

const receivedOf = (events: readonly JournalItem[] | undefined): Received | undefined =>
  events?.find(({ type }) => type === 'CreditApplicationReceived')?.data as Received | undefined;

type Standing = Line & { readonly active: boolean };

/** How a line stood just before a moment; undefined when there was none yet. */
const standingAt = (events: readonly JournalItem[], moment: string): Standing | undefined => {
  let line: Standing | undefined;
  for (const { type, data, recordedAt } of events) {
    if (recordedAt >= moment) break;
    if (type === 'CreditLineActivated' || type === 'CreditLineChanged') {
      // What a person changes leaves the application of the terms as it is.
      const { applicationId = line?.applicationId, ...terms } = data as Line;
      line = { ...terms, ...(applicationId === undefined ? {} : { applicationId }), active: true };
    }
    if (type === 'CreditLineClosed' && line !== undefined) line = { ...line, active: false };
  }
  return line;
};

/** As `standingAt`; undefined as well when it was closed. */
const lineAt = (events: readonly JournalItem[], moment: string): Line | undefined => {
  const line = standingAt(events, moment);
  return line?.active === true ? line : undefined;
};

/** No rate of the campaign strays so far from that of its first day. */
const LEAST_RATE = 0.96;

/** Events that end an application; a declined review is open until its line is closed. */
const ends: ReadonlySet<string> = new Set([
  'CreditApplicationDuplicated',
  'CreditDeclined',
  'CreditOfferRefused',
  'CreditOfferExpired',
  'CreditApplicationExpired',
  'CreditApplicationWithdrawn',
  'CreditApplicationActivated',
  'CreditApplicationSetAside',
  'CreditReviewConcluded',
]);

const lineOf = ({ lineId, customerId, legalEntity }: Received): string =>
  lineId ?? `${customerId}|${legalEntity}`;

/** An application as it stood just before a moment; undefined when it was not there yet, or over. */
const openAt = (events: readonly JournalItem[], applicationId: string, moment: string) => {
  const before = events.filter(({ recordedAt }) => recordedAt < moment);
  const received = receivedOf(before);
  const isOver = before.some(
    ({ type }) => ends.has(type) && !(type === 'CreditDeclined' && received?.kind === 'review'),
  );
  if (received === undefined || isOver) return undefined;
  const approved = before.findLast(({ type }) => type === 'CreditApproved')?.data;
  const { fingerprint, groupId } = received;
  const lineId = lineOf(received);
  return { applicationId, fingerprint, lineId, groupId, approved: approved as Terms | undefined };
};

/** At least so much was open just then to all that hang together with an applicant, in US cents. */
const othersMinor = (
  applicationId: string,
  received: Received,
  moment: string,
  streams: Streams,
  dollars: Readonly<Record<string, number>>,
): number => {
  const open: NonNullable<ReturnType<typeof openAt>>[] = [];
  const lines: (Standing & { lineId: string; grantedTo: string | undefined })[] = [];
  const had: { fingerprint: string; lineId: string }[] = [];
  for (const [streamId, events] of streams) {
    const id = streamId.slice(streamId.indexOf('#') + 1);
    if (streamId.startsWith('application#')) {
      const one = openAt(events, id, moment);
      if (one !== undefined) open.push(one);
      const active = events.find(({ type }) => type === 'CreditApplicationActivated');
      const theirs = receivedOf(events);
      if (active === undefined || active.recordedAt >= moment || theirs === undefined) continue;
      had.push({ fingerprint: theirs.fingerprint, lineId: lineOf(theirs) });
    } else if (streamId.startsWith('line#')) {
      const line = standingAt(events, moment);
      if (line === undefined) continue;
      const granted = receivedOf(streams.get(`application#${line.applicationId ?? ''}`));
      lines.push({ ...line, lineId: id, grantedTo: granted?.fingerprint });
    }
  }
  const { fingerprint, groupId } = received;
  const ownId = lineOf(received);
  const connected = connectedWith(
    { applicationId, fingerprint, lineId: ownId, groupId },
    { open, lines, had },
  );
  const most = new Map<string, number>();
  const add = (lineId: string, { limitMinor, currency }: Terms): void => {
    const cents = limitMinor * (dollars[currency] ?? 0) * 10 ** (2 - places(currency));
    const key = `${lineId} ${currency}`;
    if (lineId !== ownId) most.set(key, Math.max(most.get(key) ?? 0, cents * LEAST_RATE));
  };
  for (const line of connected.lines) if (line.active) add(line.lineId, line);
  for (const { lineId, approved } of connected.open) if (approved) add(lineId, approved);
  return [...most.values()].reduce((sum, cents) => sum + cents, 0);
};

/** Who entered an application, or that which the line of a review goes back to. */
const enteredBy = (received: Received, at: string, streams: Streams): string | undefined => {
  if (received.kind !== 'review') return received.submittedBy;
  const line = standingAt(streams.get(`line#${lineOf(received)}`) ?? [], at);
  const events = streams.get(`application#${line?.applicationId ?? ''}`);
  const before = receivedOf(events);
  const [first] = events ?? [];
  return before && first && enteredBy(before, first.recordedAt, streams);
};

const classes: readonly RiskClass[] = ['low', 'medium', 'high'];

/** Policy may keep by review what people once granted, while the customer is no riskier. */
const onlyKeeps = (
  { kind, customerId, legalEntity }: Received,
  limitMinor: number,
  riskClass: RiskClass,
  moment: string,
  streams: Streams,
): boolean => {
  const line = lineAt(streams.get(`line#${customerId}|${legalEntity}`) ?? [], moment);
  return (
    kind === 'review' &&
    line !== undefined &&
    limitMinor <= line.limitMinor &&
    classes.indexOf(riskClass) <= classes.indexOf(line.riskClass)
  );
};

/**
 * What is wrong with what one application, or review, was granted.
 *
 * @param dollars of one unit of each currency.
 */
export const wrongGrant = (
  events: readonly JournalItem[],
  streams: Streams,
  dollars: Readonly<Record<string, number>>,
): string[] => {
  const problems: string[] = [];
  const received = receivedOf(events);
  if (received === undefined) return ['was granted without being received'];
  const [first] = events;
  const id = first?.streamId.slice('application#'.length) ?? '';
  const origin = enteredBy(received, first?.recordedAt ?? '', streams);
  let decided: (Data & { rate?: Rate; riskClass?: RiskClass; outcome?: string }) | undefined;
  let given: (Data & { rate?: Rate }) | undefined;
  const yeses: string[] = [];
  for (const { type, data: any, recordedAt } of events) {
    const data = any as Data;
    if (type === 'CreditDecided') decided = data;
    if (type === 'CreditTermsChanged' || type === 'CreditDecided') yeses.length = 0;
    if (type === 'CreditApprovalGiven') {
      given = data;
      const { act } = data as { readonly act: Yes };
      yeses.push(act.actor);
      if ([received.submittedBy, origin].includes(sessionOf(act.actor)[1])) {
        problems.push(`${act.actor} said yes to what they entered`);
      }
    }
    if (type !== 'CreditApproved') continue;
    const { limitMinor, currency, by, approvals } = data as {
      readonly limitMinor: number;
      readonly currency: string;
      readonly by: string;
      readonly approvals: readonly Yes[];
    };
    const { riskClass } = decided ?? {};
    if (decided === undefined || riskClass === undefined) {
      problems.push('was approved without a risk class');
      continue;
    }
    const policy = policyOf(decided['policy'] as { id: string; version: number });
    const rate = by === 'policy' ? decided.rate : given?.rate;
    const own = inPolicy(limitMinor, currency, policy, rate);
    if (own === undefined) {
      problems.push(`nobody can tell how much ${limitMinor} ${currency} is`);
      continue;
    }
    const stake = own + othersMinor(id, received, recordedAt, streams, dollars);
    if (by === 'policy') {
      const most = policy.authority.automaticByClass[riskClass];
      if (decided.outcome !== 'approve') problems.push(`policy said ${decided.outcome}`);
      if (stake > most && !onlyKeeps(received, limitMinor, riskClass, recordedAt, streams)) {
        problems.push(`policy may grant ${most}, not ${stake}`);
      }
    } else {
      problems.push(...withoutAuthority(policy, stake, riskClass, approvals));
      for (const { actor } of approvals) {
        if (!yeses.includes(actor)) problems.push(`${actor} never said yes to these terms`);
      }
    }
  }
  return problems;
};

const told = ({ limitMinor, termsDays, currency }: Terms): string =>
  `${limitMinor} ${currency} at ${termsDays} days`;

/** What is wrong with the lines: terms that no approval or acceptance of theirs stands behind. */
export const wrongLines = (streams: Streams): string[] => {
  const problems: string[] = [];
  const lastOf = (applicationId: string, type: string): Terms | undefined =>
    (streams.get(`application#${applicationId}`) ?? []).findLast((event) => event.type === type)
      ?.data as Terms | undefined;
  for (const [streamId, events] of streams) {
    if (!streamId.startsWith('line#')) continue;
    let before: Terms | undefined;
    for (const { type, data } of events) {
      if (type !== 'CreditLineActivated' && type !== 'CreditLineChanged') continue;
      const line = data as Line;
      const { applicationId, because } = line;
      if (because === 'person') {
        if (before === undefined || told(before) !== told(line)) {
          problems.push(`${streamId}: a person changed its terms to ${told(line)}`);
        }
      } else {
        const approved = lastOf(applicationId ?? '', 'CreditApproved');
        if (approved === undefined || told(approved) !== told(line)) {
          problems.push(`${streamId}: ${told(line)} was never approved by ${applicationId}`);
        }
        const isAsked = because === 'application' || type === 'CreditLineActivated';
        if (isAsked && lastOf(applicationId ?? '', 'CreditOfferAccepted') === undefined) {
          problems.push(`${streamId}: nobody accepted what ${applicationId} offered`);
        }
      }
      before = line;
    }
  }
  return problems;
};
