import { unmarshall } from '@aws-sdk/util-dynamodb';
import { openRuntime, type Runtime, type RuntimeOptions } from '../../local/runtime.ts';
import { startDynoxide } from '../../local/services/dynamodb/dynoxide.ts';
import type { EngineName } from '../cli/arguments.ts';
import type { Book } from '../model.ts';
import { startOf } from './drive.ts';
import type { BookRuntime } from './runtime-port.ts';
import type { Secrets } from './secrets.ts';

/** The policies of the template denied a call, or a delivery was lost; no figure of such a run counts. */
export class RunBroken extends Error {
  override readonly name = 'RunBroken';
}

const valid = (secret: string): string => JSON.stringify({ valid: [secret] });

/** What a run may be asked to measure or to let go of; see the runtime's own options. */
export type RunWatch = Pick<RuntimeOptions, 'onInvocation' | 'keepBusEvents'>;

/** Opens the runtime on an assembly at midnight before the book begins. */
export const openBookRuntime = async (
  assembly: string,
  book: Book,
  seed: number,
  secrets: Secrets,
  engine: EngineName,
  watch: RunWatch = {},
): Promise<BookRuntime> => {
  const runtime = await openRuntime({
    assembly,
    startAt: new Date(startOf(book)).toISOString(),
    seed,
    ...watch,
    ...(engine === 'dynoxide' ? { engine: startDynoxide } : {}),
    secrets: {
      StripeSecret: valid(secrets.stripe),
      StandardWebhooksSecret: valid(secrets.standardWebhooks),
      EventsApiSecret: valid(secrets.eventsApi),
    },
  });
  return {
    now: runtime.now,
    at: (instant, label, script) => {
      runtime.at(instant, label, script);
    },
    putEvents: runtime.putEvents,
    http: runtime.http,
    runUntil: async (instant, onProgress) => {
      await runtime.runUntil(instant, { onProgress: ({ now }) => onProgress(now) });
      assertWhole(runtime);
    },
    outbox: () => runtime.outbox,
    busEvents: () => runtime.busEvents,
    meter: runtime.meter,
    scan: (table) => itemsOf(runtime, table),
    close: runtime.close,
  };
};

const itemsOf = async (
  runtime: Runtime,
  table: string,
): Promise<Readonly<Record<string, unknown>>[]> => {
  const items: Readonly<Record<string, unknown>>[] = [];
  for await (const item of runtime.dynamo.items(table)) {
    items.push(unmarshall(item as Parameters<typeof unmarshall>[0]));
  }
  return items;
};

/** A run in which something was denied, dropped or dead-lettered says so instead of reporting. */
const assertWhole = ({ denials, failedDeliveries, queues }: Runtime): void => {
  const [denial] = denials;
  if (denial !== undefined) {
    throw new RunBroken(
      `${denials.length} calls were denied by the template's policies, first: ${JSON.stringify(denial)}`,
    );
  }
  const [failed] = failedDeliveries;
  if (failed !== undefined) {
    throw new RunBroken(
      `${failedDeliveries.length} deliveries failed, first: ${JSON.stringify(failed)}`,
    );
  }
  const dead = queues().filter(
    ({ isDeadLetterQueue, visible }) => isDeadLetterQueue && visible > 0,
  );
  if (dead.length > 0) {
    throw new RunBroken(
      `messages were dead-lettered: ${dead.map(({ path, name, visible }) => `${path || name} ${visible}`).join(', ')}`,
    );
  }
};
