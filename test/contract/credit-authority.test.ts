import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type Act,
  type ApplicantName,
  type Command,
  type Principal,
  principals,
} from '../support/authority-cast.ts';
import { openAuthorityWorld } from '../support/authority-world.ts';

/** More stories than the suite has time for: `CARTERA_STORIES=2000 npm test -- credit-authority`. */
const stories = Number(process.env['CARTERA_STORIES'] ?? 100);

const by = fc.constantFrom<Principal[]>(...principals);
const dollars = fc.constantFrom(400_000, 6_000_000, 9_500_000, 9_500_000, 30_000_000, 90_000_000);
const index = fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 5);

const apply: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('apply' as const),
  who: fc.constantFrom<ApplicantName[]>('acme', 'bolt', 'core', 'core'),
  customer: fc.constantFrom('c1', 'c2', 'c3'),
  dollars,
  pesos: fc.constantFrom(false, false, false, true),
  grouped: fc.constantFrom(true, true, false),
  known: fc.constantFrom(true, true, false),
  submittedBy: fc.constantFrom(undefined, 'luis', 'Luis@firm.example', 'sales'),
});
const repeated = <T extends string>(one: T, times: number): T[] =>
  Array.from({ length: times }, () => one);
const acts: Act[] = [
  ...repeated('approve', 7),
  'approve-stale',
  'claim',
  'return',
  'raise',
  'lower',
  'ask',
  'escalate',
  'decline',
  'withdraw',
];
const act: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('act' as const),
  app: index,
  by,
  act: fc.constantFrom(...acts),
});
const carriedOn: fc.Arbitrary<Command> = fc.record({
  do: fc.constantFrom('machine', 'carry', 'carry', 'carry', 'accept', 'answer'),
  app: index,
});
const ofLine: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('line' as const),
  line: index,
  by,
  act: fc.constantFrom(
    ...repeated('hold-line', 2),
    ...repeated('release-line', 4),
    ...repeated('review-line', 2),
    ...repeated('leave', 2),
    'join',
    'close-line',
  ),
});
const ofGroup: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('group' as const),
  by,
  dollars,
});
const trouble: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('trouble' as const),
  customer: fc.constantFrom('c1' as const, 'c1' as const, 'c2' as const),
});
const anybody = fc.oneof(
  { weight: 3, arbitrary: apply },
  { weight: 10, arbitrary: act },
  { weight: 9, arbitrary: carriedOn },
  { weight: 3, arbitrary: ofLine },
  { weight: 1, arbitrary: ofGroup },
  { weight: 1, arbitrary: trouble },
  { weight: 2, arbitrary: fc.constant<Command>({ do: 'repeat' }) },
);

const role = fc.constantFrom(
  'analyst' as const,
  'manager' as const,
  'manager' as const,
  'director' as const,
  'director' as const,
  undefined,
);
/** A change mostly takes something away. */
const otherRole = fc.constantFrom(
  'analyst' as const,
  'analyst' as const,
  'manager' as const,
  'director' as const,
  undefined,
);
const storyOf = (
  begins: fc.Arbitrary<Command[]>,
  commands: fc.Arbitrary<Command>,
  /** One in so many steps follows a change of somebody's role. */
  changes: number,
) =>
  fc.record({
    roles: fc.array(role, { minLength: principals.length, maxLength: principals.length }),
    begins,
    draws: fc.infiniteStream(fc.nat({ max: 1000 })),
    steps: fc.array(
      fc.record({
        hours: fc.constantFrom(0, 0, 0, 0, 1, 25, 49, 100),
        rate: fc.option(fc.constantFrom('0.00025', '0.00027', '0.0002', '0.0025'), { freq: 6 }),
        change: fc.option(
          fc.record({ of: fc.oneof(by, fc.constant('last' as const)), role: otherRole }),
          {
            freq: changes,
          },
        ),
        race: fc.array(commands, { minLength: 1, maxLength: 3 }),
      }),
      { minLength: 10, maxLength: 26 },
    ),
  });

/** Members of one group, each asking for the same in the same currency. */
const members = (what: 'apply' | 'establish', dollarsOf: number[]) =>
  fc
    .record({
      dollars: fc.constantFrom(...dollarsOf),
      pesos: fc.boolean(),
      submittedBy: fc.constantFrom('luis', 'sales'),
      grouped: fc.constantFrom(true, true, false),
    })
    .map((of): Command[] =>
      (['c1', 'c2', 'c3'] as const).map((customer, place) => ({
        ...of,
        do: what,
        who: place === 1 ? 'acme' : 'core',
        customer,
        known: true,
      })),
    );
const approving: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('act' as const),
  app: fc.constantFrom(0, 1, 2),
  by,
  act: fc.constant('approve' as const),
});

const inGroup = [
  ['core', 'c1'],
  ['acme', 'c2'],
  ['bolt', 'c3'],
] as const;
const ungrouped = { pesos: false, grouped: false, known: true } as const;

/** Lines that people put into one group, of applicants who named none. */
const joined: fc.Arbitrary<Command[]> = fc
  .record({
    dollars: fc.constantFrom(400_000, 6_000_000, 9_500_000),
    submittedBy: fc.constantFrom('luis', 'sales'),
  })
  .map((of): Command[] => [
    ...inGroup.map(
      ([who, customer]): Command => ({ ...of, ...ungrouped, do: 'establish', who, customer }),
    ),
    { do: 'group', by: 'Z/zoe', dollars: 90_000_000 },
    ...[0, 1, 2].map((line): Command => ({ do: 'line', line, by: 'Z/zoe', act: 'join' })),
  ]);
/** More for one of these lines, or for one that somebody else has. */
const more: fc.Arbitrary<Command> = fc
  .record({
    of: fc.constantFrom(...inGroup, ...inGroup, ['acme', 'c1'] as const, ['bolt', 'c2'] as const),
    dollars: fc.constantFrom(400_000, 9_500_000, 30_000_000, 60_000_000),
  })
  .map(
    ({ of: [who, customer], dollars: asked }): Command => ({
      ...ungrouped,
      do: 'apply',
      who,
      customer,
      dollars: asked,
      submittedBy: 'sales',
    }),
  );

const machined: fc.Arbitrary<Command> = fc.record({
  do: fc.constantFrom('machine', 'machine', 'accept'),
  app: fc.constant(0),
});

const story = fc.oneof(
  {
    weight: 3,
    arbitrary: storyOf(fc.array(apply, { minLength: 2, maxLength: 4 }), anybody, 5),
  },
  // Parts of what takes more authority together, or more than one person by the rate of the day.
  {
    weight: 2,
    arbitrary: storyOf(
      members('apply', [6_000_000, 9_500_000, 60_000_000]),
      fc.oneof(
        { weight: 6, arbitrary: approving },
        { weight: 2, arbitrary: carriedOn },
        { weight: 1, arbitrary: anybody },
      ),
      2,
    ),
  },
  // What members ask for more that are a group by their lines alone.
  {
    weight: 2,
    arbitrary: storyOf(
      joined,
      fc.oneof(
        { weight: 4, arbitrary: more },
        { weight: 8, arbitrary: approving },
        { weight: 2, arbitrary: carriedOn },
        { weight: 1, arbitrary: ofLine },
      ),
      6,
    ),
  },
  // A line, and an application for more whose offer people and the applicant race for.
  {
    weight: 1,
    arbitrary: storyOf(
      fc.constantFrom(9_500_000, 30_000_000).map((sum): Command[] =>
        (
          [
            ['establish', 9_500_000],
            ['apply', sum],
          ] as const
        ).map(([what, asked]) => ({
          do: what,
          who: 'core',
          customer: 'c1',
          dollars: asked,
          pesos: false,
          grouped: false,
          known: true,
          submittedBy: 'sales',
        })),
      ),
      fc.oneof(
        { weight: 4, arbitrary: approving },
        { weight: 5, arbitrary: machined },
        { weight: 2, arbitrary: ofLine },
      ),
      20,
    ),
  },
  // Somebody without a line, of whom something is told while people, machines and they go on.
  {
    weight: 1,
    arbitrary: storyOf(
      fc.constantFrom(6_000_000, 9_500_000, 30_000_000).map((sum): Command[] => [
        {
          ...ungrouped,
          do: 'apply',
          who: 'core',
          customer: 'c1',
          dollars: sum,
          submittedBy: 'sales',
        },
      ]),
      fc.oneof(
        { weight: 4, arbitrary: approving },
        { weight: 5, arbitrary: machined },
        { weight: 3, arbitrary: fc.record({ do: fc.constant('carry' as const), app: index }) },
        { weight: 1, arbitrary: trouble },
      ),
      20,
    ),
  },
  // Lines of a group that people hold, release, review, move and close.
  {
    weight: 2,
    arbitrary: storyOf(
      members('establish', [9_500_000, 30_000_000]),
      fc.oneof(
        { weight: 5, arbitrary: ofLine },
        { weight: 2, arbitrary: ofGroup },
        { weight: 2, arbitrary: approving },
        { weight: 2, arbitrary: carriedOn },
        { weight: 1, arbitrary: anybody },
      ),
      4,
    ),
  },
);

it('an offer that is accepted undoes no decision about its line that came after it', async () => {
  const world = openAuthorityWorld(() => 0);
  const asked = { who: 'core', customer: 'c1', pesos: false, grouped: false, known: true } as const;
  world.assign('A/dimas', 'director');
  const of = { ...asked, dollars: 9_500_000, submittedBy: 'luis' };
  const approvals = [
    { do: 'act', app: 0, by: 'A/dimas', act: 'approve' },
    { do: 'machine', app: 0 },
  ] as const;
  const closing = { do: 'line', line: 0, by: 'A/dimas', act: 'close-line' } as const;
  const accepting = { do: 'carry', app: 0 } as const;
  await world.race([{ ...of, do: 'establish' }]);
  for (const each of [{ ...of, do: 'apply' } as const, ...approvals, closing, accepting]) {
    await world.race([each]);
  }
  expect(world.oracle.wrong).toEqual([]);
  expect([...world.oracle.lines.values()]).toMatchObject([{ active: false }]);
  expect([...world.oracle.applications.values()]).toMatchObject([
    { status: 'active' },
    { status: 'kept' },
  ]);
  // Whoever approves after the close knows of it.
  for (const each of [{ ...of, do: 'apply' } as const, ...approvals, accepting]) {
    await world.race([each]);
  }
  expect([...world.oracle.lines.values()]).toMatchObject([{ active: true }]);
});

it('a line that begins overlooks nothing that was told of its customer since the decision', async () => {
  const asked = { who: 'core', customer: 'c1', pesos: false, grouped: false, known: true } as const;
  const of = { ...asked, dollars: 9_500_000, submittedBy: 'luis' };
  const yes = { do: 'act', app: 0, by: 'A/dimas', act: 'approve' } as const;
  const broken = { do: 'trouble', customer: 'c1' } as const;
  const statuses = async (...commands: readonly Command[]) => {
    const world = openAuthorityWorld(() => 0);
    world.assign('A/dimas', 'director');
    await world.race([{ ...of, do: 'apply' }]);
    for (const each of commands) await world.race([each]);
    expect(world.oracle.wrong).toEqual([]);
    return [...world.oracle.applications.values()].map(({ status }) => status);
  };
  expect(await statuses(broken, yes)).toEqual(['referred']);
  const carry = { do: 'carry', app: 0 } as const;
  expect(await statuses(yes, broken, carry)).toEqual(['kept']);
  expect(await statuses(yes, carry, broken)).toMatchObject(['active', 'gathering']);
});

it('a line that begins hears of what was told while it was granted', async () => {
  let overlooked = 0;
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat({ max: 1000 })), async (draws) => {
      const world = openAuthorityWorld((below) => (draws.next().value ?? 0) % below);
      world.assign('A/dimas', 'director');
      const asked = {
        who: 'core',
        customer: 'c1',
        dollars: 9_500_000,
        submittedBy: 'luis',
      } as const;
      const steps: Command[] = [
        { ...ungrouped, ...asked, do: 'apply' },
        { do: 'act', app: 0, by: 'A/dimas', act: 'approve' },
        { do: 'machine', app: 0 },
        { do: 'accept', app: 0 },
      ];
      for (const each of steps) await world.race([each]);
      await world.race([
        { do: 'machine', app: 0 },
        { do: 'trouble', customer: 'c1' },
      ]);
      expect(world.oracle.wrong).toEqual([]);
      overlooked += world.oracle.begunUnheard.overlooked;
    }),
    { numRuns: 400, seed: 38, endOnFailure: true },
  );
  expect(overlooked).toBeGreaterThan(0);
});

it('nothing is granted outside authority, however people, machines and time race', async () => {
  const counts: Record<string, number> = {};
  const refusals = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(story, async ({ roles, begins, draws, steps }) => {
      const world = openAuthorityWorld((below) => (draws.next().value ?? 0) % below);
      principals.forEach((principal, place) => {
        world.assign(principal, roles[place]);
      });
      await world.publish('0.00025');
      for (const each of begins) await world.race([each]);
      for (const { hours, rate, change, race } of steps) {
        world.passHours(hours);
        if (rate !== null) await world.publish(rate);
        if (change !== null) world.assign(change.of, change.role);
        await world.race(race);
      }
      expect(world.oracle.wrong).toEqual([]);
      for (const [name, count] of Object.entries(world.oracle.counts)) {
        counts[name] = (counts[name] ?? 0) + count;
      }
      for (const [rule, count] of world.refusals) {
        refusals.set(rule, (refusals.get(rule) ?? 0) + count);
      }
    }),
    { numRuns: stories, seed: 26, endOnFailure: true },
  );
  // The stories reach what the property is about.
  for (const name of [
    'byPolicy',
    'byOne',
    'byTwo',
    'withOthers',
    'raised',
    'left',
    'released',
    'overtaken',
    'promised',
    'toldSince',
  ]) {
    expect(counts[name], name).toBeGreaterThan(0);
  }
  for (const rule of [
    'own-application',
    'beyond-authority',
    'approved-already',
    'no-credit-role',
    'own-line',
  ]) {
    expect(refusals.get(rule), rule).toBeGreaterThan(0);
  }
}, 1_200_000);
