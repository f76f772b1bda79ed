import { type Outcome, runCampaign, type Setting } from './campaign.ts';
import { happeningsOf, none, toldOf } from './happenings.ts';
import { faultsOf, noFaults } from './plan.ts';
import { randomBook } from './random-book.ts';
import { shrink } from './shrink.ts';

/** Runs of one seed that its shrinking may take. */
const budget = 80;

const failing = async (seed: number, setting: Setting): Promise<Outcome | undefined> => {
  try {
    const outcome = await runCampaign(seed, setting);
    return outcome.problems.length > 0 ? outcome : undefined;
  } catch (error) {
    const problems = [error instanceof Error ? error.message : String(error)];
    const nothing = { histories: 0, struck: {}, messages: 0, deliveries: 0 };
    return { seed, faults: faultsOf(seed), problems, ...nothing };
  }
};

/** The settings of a seed with only the named faults and happenings left. */
const withOnly = (seed: number, names: readonly string[]): Required<Omit<Setting, 'facts'>> => {
  const left = (from: object): object =>
    Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
  return {
    faults: { ...noFaults(seed), ...left(faultsOf(seed)) },
    happenings: { ...none, ...left(happeningsOf(seed)) },
  };
};

/** Lines that tell a person the least of a failed seed that still fails. */
export const lessen = async (seed: number): Promise<string[]> => {
  const drawn = { ...faultsOf(seed), ...happeningsOf(seed) };
  const names = Object.entries(drawn)
    .filter(([name, value]) => name !== 'seed' && value !== undefined && Boolean(value))
    .map(([name]) => name);
  const stillFails = async (kept: readonly string[]): Promise<boolean> =>
    (await failing(seed, withOnly(seed, kept))) !== undefined;
  const needed = (await stillFails([])) ? [] : await shrink(names, stillFails, budget / 2);
  const settings = withOnly(seed, needed);
  const { facts: all } = randomBook(seed);
  const facts = await shrink(
    all,
    async (kept) => (await failing(seed, { ...settings, facts: kept })) !== undefined,
    budget / 2,
  );
  const last = await failing(seed, { ...settings, facts });
  return [
    `faults that it needs: ${needed.length === 0 ? 'none' : needed.join(', ')}`,
    `${JSON.stringify(settings.faults)} ${JSON.stringify(toldOf(settings.happenings))}`,
    `${facts.length} of ${all.length} inputs:`,
    ...facts.map(
      ({ input, deliveredAt }) =>
        `  ${deliveredAt.map((at) => new Date(at).toISOString()).join(' ')} ${input.door} ${input.key}`,
    ),
    ...(last?.problems ?? []).map((problem) => `  ${problem}`),
  ];
};
