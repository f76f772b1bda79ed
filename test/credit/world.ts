import type { InboundData, InboundName } from '../../events/catalogue.ts';
import type { Recorded } from '../../events/envelope.ts';
import type { FaultPlan } from '../../local/faults.ts';
import type { HttpAnswer, HttpRequest, OutboxMessage, Runtime } from '../../local/runtime.ts';
import { openRuntime } from '../../local/runtime.ts';
import { instantOf } from '../../shared/domain/calendar.ts';
import { bureauHosts, bureauSecrets } from './bureaus.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** A Monday. */
export const startMs = Date.parse('2026-03-02T00:00:00Z');

export const bearer = 'a-bearer-key-of-the-shop';

type Heard = { readonly type: string; readonly data: Record<string, unknown>; readonly at: number };

/** The runtime as those outside it see it: they tell, call, and hear. */
export type World = {
  readonly runtime: Runtime;
  /** So many milliseconds from now. */
  readonly after: (ms: number, label: string, act: () => Promise<unknown>) => void;
  readonly at: (instantMs: number, label: string, act: () => Promise<unknown>) => void;
  /** An upstream system puts a fact on the bus. */
  readonly tell: <N extends InboundName>(
    type: N,
    key: string,
    data: InboundData<N>,
  ) => Promise<void>;
  /** A call whose caller tries again while the door is out of order; answers the last answer. */
  readonly call: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly onEvent: (type: string, hear: (heard: Heard) => void) => void;
  readonly onLetter: (hear: (message: OutboxMessage) => void) => void;
};

/** As often as a person presses the button again, or a client tries once more. */
const TRIES = 8;

export const openWorld = async (options: {
  readonly assembly: string;
  readonly seed: number;
  readonly faults: (now: () => number) => FaultPlan;
}): Promise<World> => {
  const ears = new Map<string, ((heard: Heard) => void)[]>();
  const letters: ((message: OutboxMessage) => void)[] = [];
  const heard = new Set<string>();
  let opened: Runtime | undefined;
  const runtime = await openRuntime({
    assembly: options.assembly,
    startAt: instantOf(startMs),
    seed: options.seed,
    faults: options.faults(() => opened?.now() ?? startMs),
    secrets: { EventsApiSecret: JSON.stringify({ valid: [bearer] }), ...bureauSecrets },
    hosts: bureauHosts(options.seed),
    onBusEvent: ({ source, detailType, detail, at }) => {
      if (!source.startsWith('cartera.')) return;
      const { meta, data } = detail as Recorded & { readonly data: Record<string, unknown> };
      // The bus may say a thing twice; those outside react to it once.
      if (heard.has(meta.eventId)) return;
      heard.add(meta.eventId);
      for (const hear of ears.get(detailType) ?? []) hear({ type: detailType, data, at });
    },
    onOutbox: (message) => {
      for (const hear of letters) hear(message);
    },
  });
  opened = runtime;
  const at: World['at'] = (instantMs, label, act) => {
    runtime.at(instantMs, label, async () => void (await act()));
  };
  return {
    runtime,
    at,
    after: (ms, label, act) => at(runtime.now() + ms, label, act),
    tell: (type, key, data) =>
      runtime.putEvents([
        {
          source: 'crm',
          detailType: type,
          detail: { meta: { eventId: key, occurredAt: instantOf(runtime.now()) }, data },
        },
      ]),
    call: async (request) => {
      let answer = await runtime.http(request);
      for (let tries = 1; answer.status >= 500 && tries < TRIES; tries += 1) {
        answer = await runtime.http(request);
      }
      return answer;
    },
    onEvent: (type, hear) => {
      ears.set(type, [...(ears.get(type) ?? []), hear]);
    },
    onLetter: (hear) => {
      letters.push(hear);
    },
  };
};
