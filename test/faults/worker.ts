// Lives through one campaign after another, as it is told; a process of its own, because the
// virtual clock belongs to the process.
import { runCampaign } from './campaign.ts';

/** Bugs throw; they are told like every other problem, so that the seed is known. */
const outcomeOf = async (seed: number) => {
  try {
    return { ...(await runCampaign(seed)), seed };
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { seed, problems: [text], struck: {}, messages: 0 };
  }
};

process.on('message', (seed: number) => {
  void outcomeOf(seed).then((outcome) => process.send?.(outcome));
});
process.once('disconnect', () => process.exit());
