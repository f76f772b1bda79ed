// Lives through one campaign after another, as it is told; a process of its own, because the
// virtual clock belongs to the process.
import { runCampaign } from './campaign.ts';
import { lessen } from './lessen.ts';

/** Bugs throw; they are told like every other problem, so that the seed is known. */
const outcomeOf = async (seed: number) => {
  try {
    return { ...(await runCampaign(seed)), seed };
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { seed, histories: 0, problems: [text], struck: {}, messages: 0, deliveries: 0 };
  }
};

/** A seed to live through, or one that failed and is to be made smaller. */
type Asked = { readonly seed: number; readonly lessen: boolean };

process.on('message', ({ seed, lessen: isFailed }: Asked) => {
  const answered = isFailed ? lessen(seed).then((lines) => ({ lines })) : outcomeOf(seed);
  void answered.then((answer) => process.send?.(answer));
});
process.once('disconnect', () => process.exit());
