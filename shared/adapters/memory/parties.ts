import type { DomainFact } from '../../../events/catalogue.ts';
import type { Attempt } from '../../domain/contact/attempt.ts';
import { type CustomerLink, newParty, viewOf } from '../../domain/contact/party.ts';
import type { Party, PartyReader, PartyStore, StoredParty } from '../../ports/contact.ts';
import { noHead } from '../../ports/journal.ts';

export type MemoryParties = PartyStore &
  PartyReader & {
    /** Everything committed, in order. */
    readonly journal: readonly { readonly partyId: string; readonly fact: DomainFact }[];
  };

const versionOf = (link: CustomerLink | undefined): string =>
  `${link?.asOf.inputId} ${link?.refusal?.asOf.inputId}`;

/**
 * Parties of one test, with the guarantees of the table: a commit is all or nothing, and refused
 * when the version moved, the decision is known or a guarded item is there.
 */
export const createMemoryParties = (): MemoryParties => {
  const parties = new Map<string, StoredParty>();
  const profiles = new Map<string, Party>();
  const attempts = new Map<string, Attempt>();
  const links = new Map<string, CustomerLink>();
  const decisions = new Set<string>();
  const texts = new Map<string, string>();
  const phones = new Map<string, Set<string>>();
  const journal: { partyId: string; fact: DomainFact }[] = [];
  const storedOf = (partyId: string): StoredParty =>
    parties.get(partyId) ?? { partyId, state: newParty, head: noHead };

  return {
    journal,
    ofCustomer: async (customerId) => {
      const link = links.get(customerId);
      return link && viewOf(link.partyId, storedOf(link.partyId).state);
    },
    load: async (partyId, attemptId) => ({
      stored: storedOf(partyId),
      profile: profiles.get(partyId),
      attempt: attempts.get(attemptId),
    }),
    loadParty: async (partyId) => storedOf(partyId),
    attempt: async (attemptId) => attempts.get(attemptId),
    attemptOfText: async (providerMessageId) => attempts.get(texts.get(providerMessageId) ?? ''),
    partiesOfPhone: async (phoneHash) => [...(phones.get(phoneHash) ?? [])].sort(),
    loadCustomer: async (customerId, partyId) => ({
      stored: storedOf(partyId),
      link: links.get(customerId),
    }),
    commit: async ({ stored, facts, state, attempt, profile, link, lookups = [], decision }) => {
      const { partyId } = stored;
      const marker = `${partyId}\n${decision}`;
      if (decision !== undefined && decisions.has(marker)) return 'duplicate';
      const isRaced =
        storedOf(partyId).head.version !== stored.head.version ||
        ((attempt?.outcome.kind === 'none' || attempt?.outcome.kind === 'simulated') &&
          attempts.has(attempt.attemptId)) ||
        (link && versionOf(links.get(link.customerId)) !== versionOf(link.before));
      if (isRaced) return 'conflict';
      if (decision !== undefined) decisions.add(marker);
      if (attempt) attempts.set(attempt.attemptId, attempt);
      if (profile) profiles.set(partyId, profile);
      if (link) links.set(link.customerId, link.after);
      for (const lookup of lookups) {
        if (lookup.kind === 'text') texts.set(lookup.providerMessageId, lookup.attemptId);
        else phones.set(lookup.phoneHash, (phones.get(lookup.phoneHash) ?? new Set()).add(partyId));
      }
      for (const fact of facts) journal.push({ partyId, fact });
      const version = stored.head.version + facts.length;
      const committed = { partyId, state, head: { version, hash: `${partyId}@${version}` } };
      parties.set(partyId, committed);
      return committed;
    },
  };
};
