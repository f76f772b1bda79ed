import type { Random } from '../../local/kernel/random.ts';
import { between, oneOf } from './applicants.ts';
import type { Disturbed } from './outages.ts';
import { dayMs, hourMs, startMs, type World } from './world.ts';

export type Role = 'analyst' | 'manager' | 'director';

const iamRoles = {
  analyst: 'CreditAnalyst',
  manager: 'CreditManager',
  director: 'CreditDirector',
} as const;

/** Mara signs in with two roles, and is one pair of eyes. */
const people = {
  analyst: ['ana', 'ben'],
  manager: ['mara', 'eva'],
  director: ['dora', 'mara'],
} as const satisfies Readonly<Record<Role, readonly [string, string]>>;

/** A principal as the API sees it; whoever has no credit role signs as a user. */
export const signedBy = (person: string, role?: Role) => ({
  arn:
    role === undefined
      ? `arn:aws:iam::000000000000:user/${person}`
      : `arn:aws:sts::000000000000:assumed-role/${iamRoles[role]}/${person}`,
  policies: ['CreditReviewersPolicy'],
});

type Signed = ReturnType<typeof signedBy>;
type Referral = {
  readonly applicationId: string;
  readonly limitMinor: number;
  readonly currency: string;
  readonly termsDays: number;
};

export type Desk = {
  /** How often each rule stood against an act, by its name. */
  readonly refusals: ReadonlyMap<string, number>;
  readonly acts: () => number;
  /** Answers that no act should get. */
  readonly surprises: readonly string[];
  readonly act: (path: string, who: Signed, body: object) => Promise<Answered>;
};

type Answered = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

const roles = ['analyst', 'manager', 'director'] as const;
const hours = [9, 12, 15, 18] as const;
const lastTickDay = 240;

export const createDesk = ({ call }: World): Desk => {
  const refusals = new Map<string, number>();
  const surprises: string[] = [];
  let acts = 0;
  return {
    refusals,
    surprises,
    acts: () => acts,
    act: async (path, who, body) => {
      acts += 1;
      const { status, body: text } = await call({
        method: 'POST',
        path: `/v1/operator/credit/${path}/acts`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ reason: 'looked at it', ...body }),
        caller: who,
      });
      const answer = JSON.parse(text) as Readonly<Record<string, unknown>>;
      const rule = answer['rule'];
      if (typeof rule === 'string') refusals.set(rule, (refusals.get(rule) ?? 0) + 1);
      else if (status !== 200) surprises.push(`${path} ${JSON.stringify(body)}: ${status} ${text}`);
      return { status, body: answer };
    },
  };
};

const pathOf = (id: string): string => `applications/${encodeURIComponent(id)}`;

const referralsOf = async ({ call }: World, role: Role): Promise<readonly Referral[]> => {
  const found: Referral[] = [];
  let after = '';
  do {
    const { status, body } = await call({
      method: 'GET',
      path: `/v1/operator/credit/referrals?role=${role}&limit=200${after}`,
      caller: signedBy('dora', 'director'),
    });
    if (status !== 200) break;
    const page = JSON.parse(body) as { referrals: readonly Referral[]; next?: string };
    found.push(...page.referrals);
    after = page.next === undefined ? '' : `&after=${encodeURIComponent(page.next)}`;
  } while (after !== '');
  return found;
};

type Scene = {
  readonly desk: Desk;
  readonly random: Random;
  readonly referral: Referral;
  readonly role: Role;
  /** Ids of acts, new with each call. */
  readonly id: () => string;
};

const termsOf = ({ limitMinor, currency, termsDays }: Referral) => ({
  limitMinor,
  currency,
  termsDays,
});

/** A yes, and where one is not enough the second: by the right person, a wrong one, or both at once. */
const approve = async ({ desk, random, referral, role, id }: Scene): Promise<void> => {
  const path = pathOf(referral.applicationId);
  const terms = termsOf(referral);
  const person = oneOf(random, people[role]);
  const who = signedBy(person, role);
  if (random.chance(0.3)) await desk.act(path, who, { act: 'claim', actId: id() });
  const yes = { act: 'approve', actId: id(), ...terms };
  if (random.chance(0.15)) {
    const other = roles[random.below(3)] ?? 'director';
    const rival = signedBy(oneOf(random, people[other]), other);
    await Promise.all([
      desk.act(path, who, yes),
      desk.act(path, rival, { ...yes, actId: id() }),
      // The same callback, delivered twice at the same moment.
      desk.act(path, who, yes),
    ]);
    return;
  }
  const { body } = await desk.act(path, who, yes);
  if (random.chance(0.15)) await desk.act(path, who, yes);
  if (body['status'] !== 'referred') return;
  // Four eyes: the same person under another role does not count, an analyst does.
  if (random.chance(0.3)) {
    await desk.act(path, signedBy(person, 'director'), { ...yes, actId: id() });
  }
  if (random.chance(0.75)) {
    const other = oneOf(random, ['ben', 'ana', 'eva']);
    const as = other === 'eva' ? 'manager' : 'analyst';
    await desk.act(path, signedBy(other, as), { ...yes, actId: id() });
  }
};

/** Somebody says yes who may not: no role, not enough of one, or terms that nobody proposed. */
const overreach = async ({ desk, random, referral, role, id }: Scene): Promise<void> => {
  const path = pathOf(referral.applicationId);
  const yes = { act: 'approve', ...termsOf(referral) };
  await desk.act(path, signedBy('luis'), { ...yes, actId: id() });
  await desk.act(path, signedBy('ana', 'analyst'), { ...yes, actId: id() });
  const more = { ...yes, limitMinor: referral.limitMinor * between(random, 2, 9), actId: id() };
  await desk.act(path, signedBy('eva', role), more);
};

const reasons = [{ code: 'judgement', text: 'It is more than we want to risk now' }];

const change = async ({ desk, random, referral, role, id }: Scene): Promise<void> => {
  const path = pathOf(referral.applicationId);
  const person = oneOf(random, people[role]);
  const terms = {
    limitMinor: Math.max(1000, Math.round((referral.limitMinor * between(random, 30, 130)) / 100)),
    currency: referral.currency,
    termsDays: oneOf(random, [15, 30, referral.termsDays]),
  };
  const changed = { act: 'change', actId: id(), ...terms, reasons };
  await desk.act(path, signedBy(person, role), changed);
  if (random.chance(0.6)) {
    const who = signedBy(oneOf(random, people[role]), role);
    await desk.act(path, who, { act: 'approve', actId: id(), ...terms });
  }
};

const simple =
  (act: string, fields: object = {}) =>
  async ({ desk, random, referral, role, id }: Scene): Promise<void> => {
    const body = { act, actId: id(), ...fields };
    const who = signedBy(oneOf(random, people[role]), role);
    await desk.act(pathOf(referral.applicationId), who, body);
    if (random.chance(0.1)) await desk.act(pathOf(referral.applicationId), who, body);
  };

const ways: readonly (readonly [weight: number, way: (scene: Scene) => Promise<void>])[] = [
  [38, approve],
  [8, overreach],
  [12, change],
  [9, simple('ask', { what: ['the statements of last year'] })],
  [2, simple('ask', { what: ['what the bureau says'], newReports: true })],
  [6, simple('escalate')],
  [14, simple('decline', { reasons })],
  [4, simple('claim')],
  [3, simple('return')],
  [2, simple('withdraw')],
];
const allWeights = ways.reduce((sum, [weight]) => sum + weight, 0);

const wayOf = (random: Random): ((scene: Scene) => Promise<void>) => {
  let draw = random.below(allWeights);
  for (const [weight, way] of ways) {
    if (draw < weight) return way;
    draw -= weight;
  }
  return approve;
};

/** Reviewers at work, four times on each working day. Some referrals nobody ever touches. */
export const openDesk = (world: World, random: Random): Desk => {
  const desk = createDesk(world);
  let ids = 0;
  const id = (): string => {
    ids += 1;
    return `act-${ids}`;
  };
  const tick = async (label: string): Promise<void> => {
    for (const role of roles) {
      for (const referral of await referralsOf(world, role)) {
        if (random.fork(`silence ${referral.applicationId}`).chance(0.1)) continue;
        const own = random.fork(`${label} ${role} ${referral.applicationId}`);
        if (own.chance(0.45)) continue;
        await wayOf(own)({ desk, random: own, referral, role, id });
      }
    }
  };
  for (let day = 0; day < lastTickDay; day += 1) {
    if (day % 7 > 4) continue;
    for (const hour of hours) {
      const at = startMs + day * dayMs + hour * hourMs;
      world.at(at, `desk ${day} ${hour}`, () => tick(`${day} ${hour}`));
    }
  }
  // A reviewer whose page was open when everything ended.
  for (const type of ['CreditApplicationExpired', 'CreditDeclined', 'CreditApplicationWithdrawn']) {
    world.onEvent(type, ({ data }) => {
      const applicationId = String(data['applicationId']);
      if (!random.fork(`late ${applicationId}`).chance(0.3)) return;
      world.after(hourMs, 'a late yes', () =>
        desk.act(pathOf(applicationId), signedBy('dora', 'director'), {
          act: 'approve',
          actId: id(),
          limitMinor: 1000,
          currency: 'USD',
          termsDays: 30,
        }),
      );
    });
  }
  return desk;
};

/** The first of them do so whatever the seed says, so that no run is without. */
const SURE = 4;

/**
 * Some applicants withdraw in the very seconds in which their offer is written: the writer, which
 * dies meanwhile, is asked again and finds nothing to offer.
 *
 * @param writing is told what happens while the offer of an application is written.
 */
export const withdrawMeanwhile = (
  world: World,
  random: Random,
  desk: Desk,
  writing: Pick<Disturbed, 'meanwhile' | 'goOn'>,
): void => {
  let sure = SURE;
  world.onEvent('CreditApproved', ({ data }) => {
    const applicationId = String(data['applicationId']);
    if (applicationId.startsWith('review:') || data['by'] === 'policy') return;
    sure -= 1;
    if (sure < 0 && !random.fork(applicationId).chance(0.06)) return;
    writing.meanwhile.set(applicationId, () => {
      world.after(5000, 'withdrawn while the offer is written', async () => {
        await desk.act(pathOf(applicationId), signedBy('dora', 'director'), {
          act: 'withdraw',
          actId: `gone-${applicationId}`,
        });
        writing.goOn(applicationId);
      });
    });
  });
};
