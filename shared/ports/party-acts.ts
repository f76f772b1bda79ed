import type { ActMark } from './acts.ts';
import type { Party, PartyCommit, PartyStore, StoredParty } from './contact.ts';

/** Parties as people act on them. */
export type PartyActs = Pick<PartyStore, 'loadParty'> & {
  /** Who it is, with its addresses; undefined when nobody registered it, or it was erased. */
  readonly profile: (partyId: string) => Promise<Party | undefined>;
  /** The digest of what was carried out on the party under that id. Consistent. */
  readonly carriedOut: (partyId: string, actId: string) => Promise<string | undefined>;
  /** `conflict` when somebody else committed first, or carried out an act under that id. */
  readonly carryOut: (
    commit: Omit<PartyCommit, 'decision'> & { readonly mark: ActMark },
  ) => Promise<StoredParty | 'conflict'>;
};
