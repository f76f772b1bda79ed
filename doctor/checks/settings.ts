import { type Finding, note, problem } from '../finding.ts';

const check = 'settings';

/** A setting of the configuration that people read in a message, or that a message needs. */
export type Setting = { readonly path: string; readonly value: string };

/** Names that are reserved for examples, and the account number of this repository's. */
const placeholder = /\bexample\b|0{3}123456789/i;

/** The texts under these keys, with their places: `creditor.paymentInstructions.en`. */
export const settingsOf = (value: unknown, path: string): readonly Setting[] => {
  if (typeof value === 'string') return [{ path, value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => settingsOf(each, `${path}.${key}`));
};

/**
 * Settings that still say what they said in this repository. A simulated message shows them to
 * nobody; a real one tells a debtor to pay into an account that is nobody's.
 */
export const checkSettings = (
  settings: readonly Setting[],
  isSimulated: boolean,
): readonly Finding[] => {
  const found = settings.filter(({ value }) => placeholder.test(value));
  if (found.length === 0) return [];
  const tell = isSimulated ? note : problem;
  const names = found.map(({ path, value }) => `${path} (${JSON.stringify(value)})`);
  return [
    tell(
      check,
      `${found.length === 1 ? 'This setting is' : 'These settings are'} the example's: ${names.join(', ')}.`,
      'Put your own into the file of the environment in config/, and deploy, before any message is real.',
    ),
  ];
};
