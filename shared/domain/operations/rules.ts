import { gateRefusals } from '../contact/gate.ts';

const meanings: Readonly<Record<string, string>> = {
  [gateRefusals.partyUnknown]: 'its customer was never registered',
  [gateRefusals.zoneInvalid]: 'the time zone of its customer is not a zone',
  [gateRefusals.noAddress]: 'its customer has no address for that channel',
  [gateRefusals.optedOut]: 'its customer opted out of that channel',
  [gateRefusals.complained]: 'its customer reported a message on that channel as unwanted',
  [gateRefusals.suppressed]: 'the address for that channel takes no messages',
  [gateRefusals.purposeUnknown]: 'the contact rules do not know the purpose',
  [gateRefusals.ruleUnknown]: 'the contact rules hold a rule that this version does not know',
  [gateRefusals.noWindow]: 'the contact rules leave no hour for it',
  'contact-window': 'messages leave only in the hours of the contact rules',
  'daily-cap': 'the messages that the environment allows a day are used up',
  'sending-stopped': 'all sending was stopped',
};

/** What a rule that stood in the way means, with its name. */
export const meaningOf = (rule: string): string => {
  const meaning = meanings[rule];
  return meaning === undefined ? `rule ${rule}` : `${meaning} (${rule})`;
};
