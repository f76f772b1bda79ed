import type { PartyStore } from '../../ports/contact.ts';
import type { PartyActs } from '../../ports/party-acts.ts';

/** People's acts on the parties of one test, with the guarantees of the table. */
export const createMemoryPartyActs = (
  parties: Pick<PartyStore, 'load' | 'loadParty' | 'commit'>,
): PartyActs => {
  const acts = new Map<string, string>();
  return {
    loadParty: parties.loadParty,
    profile: async (partyId) => (await parties.load(partyId, '')).profile,
    carriedOut: async (partyId, actId) => acts.get(`${partyId}#${actId}`),
    carryOut: async ({ mark: { actId, content }, ...given }) => {
      const name = `${given.stored.partyId}#${actId}`;
      if (acts.has(name)) return 'conflict';
      const outcome = await parties.commit(given);
      if (outcome === 'conflict' || outcome === 'duplicate') return 'conflict';
      acts.set(name, content);
      return outcome;
    },
  };
};
