import {
  addDays,
  type BusinessDate,
  dateIn,
  daysBetween,
  type Instant,
  instantAt,
  isZone,
  weekdayOf,
  type Zone,
} from '../calendar.ts';
import type { ContactLimit, ContactRules, ContactWindow } from './rules.ts';
import type { ContactRequest, ContactView, EarliestContact, GateAnswer } from './types.ts';

/** Why the gate says no; the journal and the alerts know them by these names. */
export const gateRefusals = {
  partyUnknown: 'party-unknown',
  zoneInvalid: 'zone-invalid',
  noAddress: 'no-address',
  optedOut: 'opted-out',
  complained: 'complained',
  suppressed: 'suppressed',
  purposeUnknown: 'purpose-unknown',
  ruleUnknown: 'rule-unknown',
  noWindow: 'no-window',
} as const;

/** What a yes rests on besides the limits of the pack. */
const windowRule = 'contact-window';
const checksOfParty = ['address', 'opt-outs', 'suppressions'];

/**
 * How far ahead a permitted day is looked for. Longer than any span a rule may have, so that a
 * pack that allows anything at all allows it within.
 */
const horizonDays = 800;

type Window = { readonly opensAt: Instant; readonly closesAt: Instant };
type Past = { readonly on: BusinessDate; readonly channel: string; readonly accountId: string };

/** Zones are few and asking `Intl` for one is slow; only names found good are kept. */
const goodZones = new Set<string>(['UTC']);
export const isKnownZone = (zone: string): boolean => {
  if (goodZones.has(zone)) return true;
  if (!isZone(zone)) return false;
  goodZones.add(zone);
  return true;
};

const concerns = (rule: { readonly channels?: readonly string[] | undefined }, channel: string) =>
  rule.channels === undefined || rule.channels.includes(channel);

/**
 * The stretches of a day in which the channel may be used, in order, each including its first
 * moment and excluding its last. `[]` on a day without contact, and on a day that the zone
 * skipped altogether.
 */
export const windowsOn = (
  rules: ContactRules,
  zone: Zone,
  channel: string,
  on: BusinessDate,
): readonly Window[] => {
  const day = rules.holidays.includes(on) ? 'holiday' : weekdayOf(on);
  return rules.windows
    .filter((window: ContactWindow) => window.days.includes(day) && concerns(window, channel))
    .map((window) => ({
      opensAt: instantAt(zone, on, window.from),
      closesAt: instantAt(zone, on, window.to),
    }))
    .filter(({ opensAt }) => dateIn(zone, opensAt) === on)
    .sort((left, right) => (left.opensAt < right.opensAt ? -1 : 1));
};

/** Whether a limit stands in the way of one more contact on that day. */
const forbids = (
  limit: ContactLimit,
  request: ContactRequest,
  past: readonly Past[],
  on: BusinessDate,
): boolean => {
  const counted = past.filter(
    (contact) => limit.per === 'party' || contact.accountId === request.accountId,
  );
  if (limit.kind === 'single-channel') {
    return counted.some(
      (contact) =>
        contact.channel !== request.channel && Math.abs(daysBetween(on, contact.on)) < limit.days,
    );
  }
  if (!concerns(limit, request.channel)) return false;
  const distances = counted
    .filter((contact) => concerns(limit, contact.channel))
    .map((contact) => daysBetween(on, contact.on));
  if (limit.kind === 'spacing') {
    return distances.some((distance) => Math.abs(distance) < limit.minDays);
  }
  if (distances.length < limit.max) return false;
  // Every run of days that holds this one, not only the run that ends with it: a contact dated
  // later than now (another clock, another zone) counts as well.
  for (let first = 1 - limit.days; first <= 0; first += 1) {
    const inRun = distances.filter(
      (distance) => distance >= first && distance < first + limit.days,
    );
    if (inRun.length >= limit.max) return true;
  }
  return false;
};

const knownKinds: ReadonlySet<string> = new Set(['cap', 'spacing', 'single-channel']);

/** The rule that forbids the contact for good as things stand, whatever the hour. */
const refusalOf = (
  request: ContactRequest,
  view: ContactView | undefined,
  rules: ContactRules,
): string | undefined => {
  if (view === undefined) return gateRefusals.partyUnknown;
  if (!isKnownZone(view.zone)) return gateRefusals.zoneInvalid;
  if (!view.channels.includes(request.channel)) return gateRefusals.noAddress;
  if (view.optOuts.includes('all') || view.optOuts.includes(request.channel)) {
    return gateRefusals.optedOut;
  }
  if (request.courtesy === true && view.courtesyOptOuts?.includes(request.channel)) {
    return gateRefusals.optedOut;
  }
  if (view.complaints?.includes(request.channel)) return gateRefusals.complained;
  if (view.suppressions.includes(request.channel)) return gateRefusals.suppressed;
  if (!rules.purposes.some((purpose) => purpose.name === request.purpose)) {
    return gateRefusals.purposeUnknown;
  }
  // Data of a newer shape than this code: not knowing a rule is no reason to ignore it.
  if (rules.limits.some((limit) => !knownKinds.has(limit.kind))) return gateRefusals.ruleUnknown;
  return undefined;
};

const isExempt = (request: ContactRequest, rules: ContactRules, from: 'windows' | 'limits') =>
  rules.purposes.some(
    (purpose) => purpose.name === request.purpose && purpose.exemptFrom.includes(from),
  );

/** The rules in force for the request once nothing forbids it for good. */
const timing = (request: ContactRequest, view: ContactView, rules: ContactRules) => {
  const limits = isExempt(request, rules, 'limits') ? [] : rules.limits;
  const windowed = !isExempt(request, rules, 'windows');
  const past = view.recent.map((contact) => ({ ...contact, on: dateIn(view.zone, contact.at) }));
  return {
    limits,
    windowed,
    /** The first limit that forbids that day. */
    limitOn: (on: BusinessDate) => limits.find((limit) => forbids(limit, request, past, on))?.name,
    /** The first moment of that day, not before `from`, inside a window. */
    openOn: (on: BusinessDate, from: Instant): Instant | undefined => {
      if (!windowed) {
        const midnight = instantAt(view.zone, on, '00:00');
        return midnight > from ? midnight : from;
      }
      for (const { opensAt, closesAt } of windowsOn(rules, view.zone, request.channel, on)) {
        const at = opensAt > from ? opensAt : from;
        if (at < closesAt) return at;
      }
      return undefined;
    },
  };
};

type Found = {
  readonly at: Instant;
  /** What stands in the way of anything earlier: the last limit met, or else the windows. */
  readonly rule: string;
};

const search = (from: Instant, zone: Zone, time: ReturnType<typeof timing>): Found | undefined => {
  let rule: string = windowRule;
  let on = dateIn(zone, from);
  for (let day = 0; day < horizonDays; day += 1, on = addDays(on, 1)) {
    const at = time.openOn(on, from);
    const limit = at === undefined ? undefined : time.limitOn(on);
    if (at !== undefined && limit === undefined) return { at, rule };
    rule = limit ?? rule;
  }
  return undefined;
};

/**
 * The first moment, not before `from`, at which the gate would say yes as far as is known now,
 * with the rule that makes it later than `from` when it is.
 */
export const earliestContact = (
  request: ContactRequest,
  view: ContactView | undefined,
  rules: ContactRules,
  from: Instant,
): EarliestContact => {
  const refusal = refusalOf(request, view, rules);
  if (view === undefined || refusal !== undefined) {
    return { answer: 'no', rule: refusal ?? gateRefusals.partyUnknown };
  }
  const found = search(from, view.zone, timing(request, view, rules));
  if (found === undefined) return { answer: 'no', rule: gateRefusals.noWindow };
  return found.at === from
    ? { answer: 'at', at: found.at }
    : { answer: 'at', at: found.at, rule: found.rule };
};

/**
 * May this contact happen now? The one place that every contact passes. Fail-closed: an unknown
 * party, zone, address, purpose or kind of rule is a no with the name of what is missing.
 */
export const gate = (
  request: ContactRequest,
  view: ContactView | undefined,
  rules: ContactRules,
  now: Instant,
): GateAnswer => {
  const refusal = refusalOf(request, view, rules);
  if (view === undefined || refusal !== undefined) {
    return { answer: 'no', rule: refusal ?? gateRefusals.partyUnknown };
  }
  const time = timing(request, view, rules);
  const found = search(now, view.zone, time);
  if (found === undefined) return { answer: 'no', rule: gateRefusals.noWindow };
  if (found.at > now) return { answer: 'later', until: found.at, rule: found.rule };
  return {
    answer: 'yes',
    rules: [
      ...checksOfParty,
      ...(time.windowed ? [windowRule] : []),
      ...time.limits.map((limit) => limit.name),
      `${rules.name}.v${rules.version}`,
    ],
  };
};
