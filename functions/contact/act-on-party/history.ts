import type { DomainFact } from '../../../events/catalogue.ts';
import type { JournalItem } from '../../../shared/ports/journal.ts';

/** Events of a party that are looked through: rules let two messages a week through. */
export const partyEvents = 600;

/** Something that was decided or learned about how a party is reached; without any address. */
export type Decided = {
  readonly at: string;
  readonly what: string;
  readonly channel: string;
  readonly addressHash?: string | undefined;
  /** Who decided it and why, where a person did. */
  readonly by?: string | undefined;
  readonly reason?: string | undefined;
};

const whatOf = (fact: DomainFact): string | undefined => {
  switch (fact.type) {
    case 'AddressSuppressed':
      return `suppressed: ${fact.data.cause}`;
    case 'AddressUnsuppressed':
      return 'may be used again';
    case 'PartyOptedOut':
      return `refused (${fact.data.scope}), said by ${fact.data.via}`;
    case 'PartyOptedIn':
      return `taken again (${fact.data.scope}), said by ${fact.data.via}`;
    default:
      return undefined;
  }
};

type About = {
  readonly channel: string;
  readonly addressHash?: string;
  readonly act?: { readonly actor: string; readonly reason: string };
};

/** The decisions among the events of a party, oldest first. */
export const historyOf = (events: readonly JournalItem[]): readonly Decided[] =>
  events.flatMap(({ type, data, recordedAt: at }) => {
    const what = whatOf({ type, data } as DomainFact);
    if (what === undefined) return [];
    const { channel, addressHash, act } = data as About;
    return [
      {
        at,
        what,
        channel,
        ...(addressHash === undefined ? {} : { addressHash }),
        ...(act === undefined ? {} : { by: act.actor, reason: act.reason }),
      },
    ];
  });
