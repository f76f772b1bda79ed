import { createHeap } from '../../kernel/heap.ts';
import type { Random } from '../../kernel/random.ts';
import type { Message } from './message.ts';

/** Keeps the messages of one queue and decides which of the visible ones goes out next. */
export type Store = {
  readonly add: (message: Message) => void;
  /** The next visible message, no longer visible to the next caller; undefined when there is none. */
  readonly take: (now: number) => Message | undefined;
  /** Must be called after `visibleAt` of a held message changed. */
  readonly moved: (message: Message, now: number) => void;
  readonly remove: (message: Message) => void;
  readonly visibleCount: (now: number) => number;
  /** When the next hidden message becomes visible; undefined when none is hidden. */
  readonly nextVisibleAt: (now: number) => number | undefined;
  /** All messages, in order of arrival. */
  readonly all: () => readonly Message[];
};

type Due = { readonly at: number; readonly order: number; readonly message: Message };

const dueHeap = () =>
  createHeap<Due>((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order));

const isStale = ({ at, message }: Due): boolean => message.deleted || message.visibleAt !== at;

/** A standard queue promises no order, so the seed picks among what is visible. */
export const createStandardStore = (random: Random): Store => {
  const held = new Set<Message>();
  const ready: Message[] = [];
  const inReady = new Set<Message>();
  const hidden = dueHeap();
  let order = 0;

  const hide = (message: Message): void => {
    order += 1;
    hidden.push({ at: message.visibleAt, order, message });
  };
  const show = (message: Message): void => {
    if (inReady.has(message)) return;
    inReady.add(message);
    ready.push(message);
  };
  const settle = (now: number): void => {
    for (let due = hidden.peek(); due !== undefined; due = hidden.peek()) {
      if (!isStale(due)) {
        if (due.at > now) return;
        show(due.message);
      }
      hidden.pop();
    }
  };

  return {
    add: (message) => {
      held.add(message);
      hide(message);
    },
    take: (now) => {
      settle(now);
      while (ready.length > 0) {
        const at = random.below(ready.length);
        const message = ready[at];
        const last = ready.pop();
        if (message === undefined || last === undefined) return undefined;
        if (message !== last) ready[at] = last;
        inReady.delete(message);
        if (!message.deleted && message.visibleAt <= now) return message;
      }
      return undefined;
    },
    moved: hide,
    remove: (message) => {
      message.deleted = true;
      held.delete(message);
    },
    visibleCount: (now) => {
      settle(now);
      let count = 0;
      for (const message of ready) {
        if (!message.deleted && message.visibleAt <= now) count += 1;
      }
      return count;
    },
    nextVisibleAt: (now) => {
      settle(now);
      return hidden.peek()?.at;
    },
    all: () => [...held],
  };
};

/**
 * A FIFO queue gives the oldest message of a group that has nothing received and unanswered; the
 * messages of one receive call may come from one group, in order.
 */
export const createFifoStore = (): Store & {
  /** Starts a receive call: groups that it takes from stay open for it alone. */
  readonly beginReceive: () => void;
} => {
  const groups = new Map<string, Message[]>();
  const hidden = dueHeap();
  let order = 0;
  let openGroups = new Set<string>();

  const hide = (message: Message): void => {
    order += 1;
    hidden.push({ at: message.visibleAt, order, message });
  };

  /** First message of a group that may go out now, or undefined when the group has to wait. */
  const nextOf = (
    group: string,
    messages: readonly Message[],
    now: number,
  ): Message | undefined => {
    for (const message of messages) {
      if (message.visibleAt <= now) {
        return message;
      }
      const isInFlight = message.receipt !== undefined;
      if (!isInFlight || !openGroups.has(group)) return undefined;
    }
    return undefined;
  };

  return {
    beginReceive: () => {
      openGroups = new Set();
    },
    add: (message) => {
      const group = message.group ?? '';
      const messages = groups.get(group);
      if (messages === undefined) groups.set(group, [message]);
      else messages.push(message);
      if (message.visibleAt > 0) hide(message);
    },
    take: (now) => {
      for (const [group, messages] of groups) {
        const message = nextOf(group, messages, now);
        if (message === undefined) continue;
        openGroups.add(group);
        return message;
      }
      return undefined;
    },
    moved: hide,
    remove: (message) => {
      message.deleted = true;
      const group = message.group ?? '';
      const messages = groups.get(group) ?? [];
      const at = messages.indexOf(message);
      if (at >= 0) messages.splice(at, 1);
      if (messages.length === 0) groups.delete(group);
    },
    visibleCount: (now) => {
      let count = 0;
      for (const messages of groups.values()) {
        for (const message of messages) {
          if (message.visibleAt > now) break;
          count += 1;
        }
      }
      return count;
    },
    nextVisibleAt: (now) => {
      for (let due = hidden.peek(); due !== undefined; due = hidden.peek()) {
        if (!isStale(due) && due.at > now) return due.at;
        hidden.pop();
      }
      return undefined;
    },
    all: () => [...groups.values()].flat(),
  };
};
