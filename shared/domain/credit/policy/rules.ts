import { creditRoles } from '../types.ts';

/** What the shape of a policy alone cannot say; each rule has the words that a refusal shows. */
export const policyRules = {
  field: 'expected a field that credit inputs have',
  names: 'expected every rule name once',
  codes: 'expected every reason code with one text only',
  bands: 'expected bands from the highest score down to one without bound',
  harder: 'expected no band below a worse one to be kinder: approve, refer, decline, in this order',
  roles: 'expected the roles analyst, manager, director, in this order, none below the one before',
  classes: 'expected amounts and days that never rise with the risk',
  automatic:
    'expected policy alone to approve no more than one person may, and not beyond four eyes',
  cap: 'expected no cap above what the highest role may approve',
  reviews: 'expected reviews at least as often as the risk is higher',
} as const;

export type PolicyRule = keyof typeof policyRules;

type Classes = { readonly low: number; readonly medium: number; readonly high: number };
type Named = {
  readonly name: string;
  readonly reason: { readonly code: string; readonly text: string };
};
type Band = {
  readonly fromScore: number | null;
  readonly outcome: 'approve' | 'refer' | 'decline';
};

type Shape = {
  readonly knockOuts: readonly Named[];
  readonly missing: readonly Named[];
  readonly bands: { readonly company: readonly Band[]; readonly person: readonly Band[] };
  readonly limit: { readonly capByClass: Classes; readonly withoutBasis: Classes };
  readonly termsDaysByClass: Classes;
  readonly reviewMonthsByClass: Classes;
  readonly authority: {
    readonly automaticByClass: Classes;
    readonly roles: readonly { readonly role: string; readonly upToByClass: Classes }[];
    readonly fourEyes: { readonly aboveMinor: number };
  };
};

type Broken = { readonly rule: PolicyRule; readonly path: (string | number)[] };

const unless = (holds: boolean, rule: PolicyRule, ...path: (string | number)[]): Broken[] =>
  holds ? [] : [{ rule, path }];

const falls = ({ low, medium, high }: Classes): boolean => low >= medium && medium >= high;
const atMost = (one: Classes, other: Classes): boolean =>
  one.low <= other.low && one.medium <= other.medium && one.high <= other.high;

const order = ['approve', 'refer', 'decline'];

const bandsOf = (kind: 'company' | 'person', bands: readonly Band[]): Broken[] => {
  const descends = bands.every(({ fromScore }, index) => {
    const before = bands[index - 1]?.fromScore;
    const isLast = index === bands.length - 1;
    if (fromScore === null) return isLast;
    return !isLast && (before === undefined || (before !== null && fromScore < before));
  });
  const hardens = bands.every(
    (band, index) =>
      index === 0 || order.indexOf(band.outcome) >= order.indexOf(bands[index - 1]?.outcome ?? ''),
  );
  return [...unless(descends, 'bands', 'bands', kind), ...unless(hardens, 'harder', 'bands', kind)];
};

const authorityOf = ({
  authority: { automaticByClass, roles, fourEyes },
  limit,
}: Shape): Broken[] => {
  const ordered = roles.every(
    ({ role, upToByClass }, index) =>
      role === creditRoles[index] &&
      falls(upToByClass) &&
      (index === 0 || atMost(roles[index - 1]?.upToByClass ?? upToByClass, upToByClass)),
  );
  const last = roles.at(-1)?.upToByClass;
  return [
    ...unless(ordered, 'roles', 'authority', 'roles'),
    ...unless(
      last !== undefined &&
        atMost(automaticByClass, last) &&
        Math.max(automaticByClass.low, automaticByClass.medium, automaticByClass.high) <=
          fourEyes.aboveMinor,
      'automatic',
      'authority',
      'automaticByClass',
    ),
    ...unless(last !== undefined && atMost(limit.capByClass, last), 'cap', 'limit', 'capByClass'),
  ];
};

/** The rules that a policy of the right shape breaks, and where. */
export const brokenRules = (policy: Shape): Broken[] => {
  const named = [...policy.knockOuts, ...policy.missing];
  const texts = new Map(named.map(({ reason: { code, text } }) => [code, text]));
  const { low, medium, high } = policy.reviewMonthsByClass;
  return [
    ...unless(new Set(named.map(({ name }) => name)).size === named.length, 'names', 'knockOuts'),
    ...unless(
      named.every(({ reason: { code, text } }) => texts.get(code) === text),
      'codes',
      'knockOuts',
    ),
    ...bandsOf('company', policy.bands.company),
    ...bandsOf('person', policy.bands.person),
    ...unless(falls(policy.limit.capByClass), 'classes', 'limit', 'capByClass'),
    ...unless(falls(policy.limit.withoutBasis), 'classes', 'limit', 'withoutBasis'),
    ...unless(falls(policy.termsDaysByClass), 'classes', 'termsDaysByClass'),
    ...unless(falls(policy.authority.automaticByClass), 'classes', 'authority', 'automaticByClass'),
    ...unless(low >= medium && medium >= high, 'reviews', 'reviewMonthsByClass'),
    ...authorityOf(policy),
  ];
};
