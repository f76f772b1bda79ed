import { openRuntime } from '../../local/runtime.ts';
import { maintaining } from '../support/command-line.ts';
import { estateOf } from '../support/estate.ts';
import { inStreamOrder, publishedEvent, type World } from './world.ts';

/** Longer than any queue of ours keeps trying: five times three minutes, and some. */
const GIVING_UP_MS = 60 * 60 * 1000;

/** The system in the local runtime, from the same cloud assembly. */
export const openLocalWorld = async (options: {
  readonly assembly: string;
  readonly startAt: string;
  readonly secrets: Readonly<Record<string, string>>;
}): Promise<World & { readonly close: () => Promise<void> }> => {
  let failing: string | undefined;
  const runtime = await openRuntime({
    ...options,
    seed: 1,
    faults: {
      script: ({ functionName }) => (functionName === failing ? 'refuse' : undefined),
    },
  });
  const redriven = new Set<string>();
  return {
    now: runtime.now,
    putEvents: async (entries) => {
      await runtime.putEvents(entries);
    },
    http: (request) => runtime.http(request),
    liveUntil: (instant) => runtime.runUntil(instant),
    redriveRejected: async (redriveTo, mend) => {
      const taken = runtime
        .queues()
        .filter(({ logicalId }) => logicalId === 'RejectedInputsQueue')
        .flatMap(({ messages }) => messages)
        .filter(({ id, messageAttributes }) => {
          return messageAttributes['redriveTo'] === redriveTo && !redriven.has(id);
        });
      for (const { id, body } of taken) {
        // The parking place keeps its copy: the runtime has no way of taking one out.
        redriven.add(id);
        await runtime.send(`${redriveTo}Queue`, mend(body));
      }
      return taken.length;
    },
    untilGivenUp: async (consumer, handIn) => {
      failing = consumer.function;
      await handIn();
      await runtime.runUntil(runtime.now() + GIVING_UP_MS);
      failing = undefined;
    },
    redriveDead: async (queue) => {
      const dlq = queue.replace(/Queue$/, 'Dlq');
      const run = maintaining(() => estateOf(runtime));
      const { code, err } = await run('redrive', dlq, '--reason', 'the release is mended');
      if (code !== 0) throw new Error(`redrive ended with ${code}: ${err}`);
    },
    events: async () =>
      inStreamOrder(
        runtime.busEvents
          .filter(({ source }) => source.startsWith('cartera.'))
          .map(({ source, detailType, detail }) => publishedEvent(source, detailType, detail)),
      ),
    close: runtime.close,
  };
};
