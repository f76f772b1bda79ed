import type { RecentContact } from './types.ts';

/** How an environment contacts its parties. */
export const sendingModes = ['shadow', 'allow-list', 'live'] as const;
export type SendingMode = (typeof sendingModes)[number];

/** How one party is contacted: for real, or with everything but the message itself. */
export type ContactMode = 'live' | 'shadow';

/** An e-mail address, `@domain` for every address of a domain, or a phone number in E.164. */
export const allowListEntry = /^([^\s<>@]+@[^\s<>@]+|@[^\s<>@]+|\+[1-9]\d{5,14})$/;

const isListed = (allowList: readonly string[], address: string): boolean => {
  const folded = address.toLowerCase();
  const domain = folded.slice(folded.lastIndexOf('@'));
  return allowList.some((entry) => {
    const listed = entry.toLowerCase();
    return listed === folded || (listed.startsWith('@') && listed === domain);
  });
};

/**
 * Whether each address of a party is on the list. One that is not would make some steps of its
 * case real and others simulated, and a demand by e-mail could follow a notice by text that
 * nobody got: so it is all or none.
 */
export const isPartyListed = (
  allowList: readonly string[],
  party: { readonly email?: string | undefined; readonly phone?: string | undefined },
): boolean => {
  const addresses = [party.email, party.phone].filter((address) => address !== undefined);
  return addresses.length > 0 && addresses.every((address) => isListed(allowList, address));
};

/** A party that nobody registered is on no list. */
export const modeOf = (sending: SendingMode, listed: boolean | undefined): ContactMode => {
  if (sending === 'allow-list') return listed === true ? 'live' : 'shadow';
  return sending;
};

/**
 * The contacts that count for one more. What was only simulated counts for nothing real; what
 * really left counts in simulation too, because it would count if the next message were real.
 */
export const countedFor = (
  mode: ContactMode,
  recent: readonly RecentContact[],
): readonly RecentContact[] =>
  mode === 'live' ? recent.filter(({ simulated }) => simulated !== true) : recent;

/** Names who is contacted for real, without saying who is on a list. */
export const contactedAs = (
  sending: { readonly mode: SendingMode; readonly allowList: readonly string[] },
  hash: (text: string) => string,
): string =>
  sending.mode === 'allow-list'
    ? `${sending.mode}:${hash([...sending.allowList].sort().join('\n')).slice(0, 16)}`
    : sending.mode;
