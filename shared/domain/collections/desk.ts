import type { Zone } from '../calendar.ts';
import { earliestContact, isKnownZone, windowsOn } from '../contact/gate.ts';
import { type ContactMode, countedFor } from '../contact/mode.ts';
import type { ContactRules } from '../contact/rules.ts';
import type { ContactView, RecentContact } from '../contact/types.ts';
import type { Desk, StepKey } from './types.ts';

/** The zone whose days count for a party; UTC for one that nobody registered. */
export const zoneOf = (view: ContactView | undefined): Zone =>
  view !== undefined && isKnownZone(view.zone) ? view.zone : 'UTC';

/**
 * The contact rules and the party's contact log as planning sees them. A message that was handed
 * to the provider for this very step, and not recorded on the case yet, does not stand in its own
 * way: the step stays due until its outcome is recorded.
 */
export const createDesk = (
  accountId: string,
  view: ContactView | undefined,
  rules: ContactRules,
  mode: ContactMode,
  isOwn: (contact: RecentContact, key: StepKey, channel: 'email' | 'sms') => boolean,
): Desk => {
  const zone = zoneOf(view);
  return {
    zone,
    mode,
    windowsOn: (channel, on) => windowsOn(rules, zone, channel, on),
    earliest: (key, channel, from) => {
      const others = view && {
        ...view,
        recent: countedFor(mode, view.recent).filter((contact) => !isOwn(contact, key, channel)),
      };
      const request = { channel, accountId, purpose: 'collection' };
      const answer = earliestContact(request, others, rules, from);
      return answer.answer === 'at' ? answer.at : undefined;
    },
  };
};
