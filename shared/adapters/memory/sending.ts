import type { DomainFact } from '../../../events/catalogue.ts';
import type { ControlState } from '../../domain/contact/control.ts';
import { noHead } from '../../ports/journal.ts';
import type { ControlStore, DayCounter, SendingStore } from '../../ports/sending.ts';

export type MemorySending = SendingStore &
  ControlStore & {
    readonly journal: readonly { readonly streamId: string; readonly fact: DomainFact }[];
    /** How many messages of the day are taken. */
    readonly taken: (counter: DayCounter) => number;
  };

const nameOf = ({ on, channel, mode }: DayCounter): string =>
  mode === 'live' ? `${on}#${channel}` : `${on}#${channel}#${mode}`;

/** The switch and the counters of one test, with the guarantees of the table. */
export const createMemorySending = (): MemorySending => {
  let state: ControlState = {};
  let version = 0;
  const acts = new Set<string>();
  const counters = new Map<string, number>();
  const announced = new Set<string>();
  const holders = new Set<string>();
  const journal: { streamId: string; fact: DomainFact }[] = [];
  return {
    journal,
    taken: (counter) => counters.get(nameOf(counter)) ?? 0,
    stop: async () => state.stop,
    take: async (counter, cap, messageId) => {
      const name = nameOf(counter);
      const message = `${name}#${messageId ?? ''}`;
      if (holders.has(message)) return 'taken';
      const taken = counters.get(name) ?? 0;
      if (taken >= cap) return announced.has(name) ? 'announced' : 'exhausted';
      counters.set(name, taken + 1);
      if (messageId !== undefined) holders.add(message);
      return 'taken';
    },
    announce: async (counter, cap) => {
      const name = nameOf(counter);
      if (announced.has(name)) return;
      announced.add(name);
      const { on, channel, mode } = counter;
      const data = { on, channel, cap, ...(mode === 'live' ? {} : { mode }) };
      journal.push({ streamId: `sending#${name}`, fact: { type: 'DailyCapReached', data } });
    },
    load: async () => ({
      state,
      head: version === 0 ? noHead : { version, hash: `control@${version}` },
    }),
    isCarriedOut: async (actId) => acts.has(actId),
    commit: async ({ stored, fact, actId, state: after }) => {
      if (acts.has(actId)) return 'duplicate';
      if (stored.head.version !== version) return 'conflict';
      acts.add(actId);
      version += 1;
      state = after;
      journal.push({ streamId: 'sending#control', fact });
      return 'done';
    },
  };
};
