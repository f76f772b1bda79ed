import { type BusinessDate, businessDate, daysBetween } from '../calendar.ts';
import { InvariantError } from '../errors.ts';
import type { Ended } from './application/applicant-record.ts';
import { authorityMinor } from './authority.ts';
import type { CreditInputs, OtherLimit, Standing } from './inputs.ts';
import { type CreditLine, lineIdOf } from './line/types.ts';
import type { Held } from './policy/evaluate.ts';
import type { CreditPolicy } from './policy/schema.ts';
import type { Rate } from './rates.ts';
import type { Application, PrincipalReason } from './types.ts';

/**
 * Rules about who an applicant is to us already. They are in the code, because they say what policy
 * may do at all: it takes back no word of a person, and nobody gets by parts what is beyond it.
 */
export const standingRules = {
  declined: 'declined-by-person',
  unsettled: 'application-left-unsettled',
  closed: 'line-closed-by-person',
  onHold: 'line-on-hold',
  otherCustomer: 'line-of-another-customer',
  otherApplicant: 'customer-of-another-applicant',
  otherCurrency: 'line-in-another-currency',
  unknownLimits: 'other-limits-unknown',
  tooManyLimits: 'too-many-other-limits',
  unknownGroup: 'group-not-known',
  heldForLoss: 'line-held-for-loss',
  unreadNews: 'bureau-news-unread',
} as const;

type StandingRule = keyof typeof standingRules;

/** As the applicant may read them: none tells of somebody else. */
export const ownReasons = {
  [standingRules.declined]: 'An earlier application was declined',
  [standingRules.unsettled]: 'An earlier application ended before there was an agreement',
  [standingRules.closed]: 'An earlier line of credit was closed',
  [standingRules.onHold]: 'Orders on the present line of credit are on hold',
  [standingRules.otherCustomer]: 'There is a line of credit under another customer number',
  [standingRules.otherApplicant]:
    'The applicant is not the one that is known under this customer number',
  [standingRules.otherCurrency]: 'The present line of credit is in another currency',
  [standingRules.unknownLimits]: 'No rate of exchange is known for other limits that count along',
  [standingRules.tooManyLimits]: 'More lines of credit count along than can be looked at',
  [standingRules.unknownGroup]: 'The group that the applicant names is not known',
  [standingRules.heldForLoss]: 'An insolvency or a loss stands against the line of credit',
  [standingRules.unreadNews]: 'There is news of a credit bureau that no report says more of',
} as const;

const reasonFor = (rule: StandingRule): PrincipalReason => {
  const code = standingRules[rule];
  return { code, text: ownReasons[code] };
};

const isRecent = (
  daysAgo: number | undefined,
  { referAfterNoDays }: Pick<CreditPolicy, 'referAfterNoDays'>,
): boolean =>
  daysAgo !== undefined && (referAfterNoDays === undefined || daysAgo <= referAfterNoDays);

/** What else this applicant and its group may use, in the currency of a policy, rounded up. */
export const othersMinor = (
  limits: readonly OtherLimit[],
  policy: Pick<CreditPolicy, 'currency'>,
): number | undefined => {
  const sum = limits.reduce((before, { limitMinor, currency, rate }) => {
    const known = rate && { ...rate, on: businessDate(rate.on) };
    // A part that nobody knows makes the sum no number.
    return before + (authorityMinor(limitMinor, currency, policy, known) ?? Number.NaN);
  }, 0);
  return Number.isSafeInteger(sum) ? sum : undefined;
};

/** As `othersMinor`; undefined as well when there are more than were looked at. */
export const othersIn = (
  { otherLimits, tooManyLimits }: Pick<Standing, 'otherLimits' | 'tooManyLimits'>,
  policy: Pick<CreditPolicy, 'currency'>,
): number | undefined => (tooManyLimits === true ? undefined : othersMinor(otherLimits, policy));

/** What holds a line until people have looked: of a closed one too, for to be granted it lifts them. */
const losses: ReadonlySet<string> = new Set(['insolvency', 'written-off']);

/** What of an applicant's standing bears on a decision about them. */
export type BesideFigures = {
  readonly held: readonly Held[];
  /** Undefined when there are others, and no rate says how much they are. */
  readonly othersMinor: number | undefined;
};

/** @throws InvariantError for inputs of an evaluator that knew of no standing. */
export const besideFigures = (
  { kind, standing, asked }: CreditInputs,
  policy: CreditPolicy,
): BesideFigures => {
  if (standing === undefined) throw new InvariantError('these inputs say nothing of the applicant');
  const others = othersIn(standing, policy);
  const { declinedByPersonDaysAgo, unsettledDaysAgo, closedByPersonDaysAgo, lineCurrency } =
    standing;
  // A review looks at a line that people granted, and reopens nothing.
  const isNew = kind === 'new';
  const holds: Readonly<Record<StandingRule, boolean>> = {
    declined: isNew && isRecent(declinedByPersonDaysAgo, policy),
    unsettled: isNew && isRecent(unsettledDaysAgo, policy),
    closed: isNew && isRecent(closedByPersonDaysAgo, policy),
    onHold: isNew && standing.lineOnHold,
    otherCustomer: isNew && standing.otherCustomers > 0,
    otherApplicant: isNew && standing.otherApplicant,
    otherCurrency: isNew && lineCurrency !== undefined && lineCurrency !== asked.currency,
    unknownLimits: standing.tooManyLimits !== true && others === undefined,
    tooManyLimits: standing.tooManyLimits === true,
    unknownGroup: isNew && standing.unknownGroup === true,
    // A review may have begun for them.
    unreadNews: standing.unreadNews === true,
    // Nothing before version 3 says what for.
    heldForLoss: standing.lineHeldFor?.some((reason) => losses.has(reason)) === true,
  };
  const rules = Object.keys(standingRules) as StandingRule[];
  const held = rules
    .filter((rule) => holds[rule])
    .map((rule) => ({
      rule: standingRules[rule],
      outcome: 'refer' as const,
      reason: reasonFor(rule),
    }));
  return { held, othersMinor: others };
};

/** All that is known of an applicant beside the application that is looked at. */
export type KnownOfApplicant = {
  readonly ended: readonly Ended[];
  /** The line of the customer that the application is for. */
  readonly own: CreditLine | undefined;
  /** Of whoever that line was granted to; undefined when nobody can tell any more. */
  readonly ownFingerprint: string | undefined;
  /** Lines of the applicant under other customers, closed ones too. */
  readonly elsewhere: readonly CreditLine[];
  /** Lines of everybody else who counts as one with it: of its groups, and of their members. */
  readonly ofGroup: readonly CreditLine[];
  /** Other applications that are open, of the applicant and of everybody who counts as one with it. */
  readonly open: readonly Application[];
  /** There are more of them than were looked at. */
  readonly tooMany?: boolean;
  /** The line would be put into a group that nobody has set a limit for. */
  readonly unknownGroup?: boolean;
};

const daysAgo = (on: BusinessDate, today: BusinessDate): number =>
  Math.max(0, daysBetween(on, today));

const newest = (days: readonly BusinessDate[]): BusinessDate | undefined => days.toSorted().at(-1);

const isNo = ({ by, outcome }: Ended): boolean => by === 'person' && outcome === 'declined';
const isYes = ({ by, outcome }: Ended): boolean => by === 'person' && outcome !== 'declined';

/** What people said to an application, or were left to say, counts until they say yes to a later one. */
const standsSince = (
  ended: readonly Ended[],
  applicationId: string,
  stands: (each: Ended) => boolean,
): BusinessDate | undefined => {
  const others = ended.filter((each) => each.applicationId !== applicationId);
  const on = (of: (each: Ended) => boolean) => newest(others.filter(of).map((each) => each.on));
  const [no, yes] = [on(stands), on(isYes)];
  return no !== undefined && (yes === undefined || yes <= no) ? no : undefined;
};

type Limit = Omit<OtherLimit, 'rate'>;

const limitsOf = (
  state: Application,
  { own, elsewhere, ofGroup, open }: KnownOfApplicant,
): readonly Limit[] => {
  const ownId = own?.lineId ?? lineIdOf(state.customerId, state.legalEntity);
  const limits = new Map<string, Limit>();
  const add = ({ lineId, ...limit }: Limit) => {
    const key = `${lineId}#${limit.currency}`;
    const before = limits.get(key);
    if (lineId === ownId || (before !== undefined && before.limitMinor >= limit.limitMinor)) return;
    limits.set(key, { lineId, ...limit, because: before?.because ?? limit.because });
  };
  for (const [because, lines] of [
    ['applicant', elsewhere],
    ['group', ofGroup],
  ] as const) {
    for (const { status, lineId, limitMinor, currency } of lines) {
      if (status === 'active') add({ lineId, because, limitMinor, currency });
    }
  }
  // What is approved is granted as soon as the applicant accepts, without anybody asking again.
  for (const { approved, currency, customerId, legalEntity, fingerprint } of open) {
    if (approved === undefined) continue;
    const because = fingerprint === state.fingerprint ? 'applicant' : 'group';
    const lineId = lineIdOf(customerId, legalEntity);
    add({ lineId, because, limitMinor: approved.limitMinor, currency });
  }
  return [...limits.values()].sort((one, other) => (one.lineId < other.lineId ? -1 : 1));
};

/**
 * Who an applicant is to us already.
 *
 * @param rateOf between a currency and that of the policy; undefined for the same, or none known.
 */
export const standingOf = (
  state: Application,
  known: KnownOfApplicant,
  rateOf: (currency: string) => Rate | undefined,
  today: BusinessDate,
): Standing => {
  const { own, ownFingerprint, elsewhere } = known;
  const no = standsSince(known.ended, state.applicationId, isNo);
  const leftOn = standsSince(known.ended, state.applicationId, (each) => each.unsettled === true);
  const closedOn = newest(
    [...(own === undefined ? [] : [own]), ...elsewhere].flatMap(({ status, closedOn: on }) =>
      status === 'closed' && on !== undefined ? [on] : [],
    ),
  );
  return {
    ...(no === undefined ? {} : { declinedByPersonDaysAgo: daysAgo(no, today) }),
    ...(leftOn === undefined ? {} : { unsettledDaysAgo: daysAgo(leftOn, today) }),
    // Whatever closes a line is decided by a person: a review they declined, or an act.
    ...(closedOn === undefined ? {} : { closedByPersonDaysAgo: daysAgo(closedOn, today) }),
    otherApplicant: ownFingerprint !== undefined && ownFingerprint !== state.fingerprint,
    otherCustomers: new Set(
      elsewhere.filter(({ status }) => status === 'active').map(({ customerId }) => customerId),
    ).size,
    lineOnHold: own?.status === 'active' && own.holds.length > 0,
    lineHeldFor: [...(own?.holds ?? [])],
    ...(own?.status === 'active' ? { lineCurrency: own.currency } : {}),
    otherLimits: limitsOf(state, known).map((limit) => {
      const rate = rateOf(limit.currency);
      return rate === undefined ? limit : { ...limit, rate };
    }),
    ...(known.tooMany === true ? { tooManyLimits: true as const } : {}),
    ...(known.unknownGroup === true ? { unknownGroup: true as const } : {}),
  };
};
