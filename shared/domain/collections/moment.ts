import {
  addDays,
  type BusinessDate,
  dateIn,
  epochMs,
  type Instant,
  instantAt,
  instantOf,
} from '../calendar.ts';
import type { StepAction } from './strategy.ts';
import type { Desk, StepKey } from './types.ts';

/** Longer than any run of days without contact that rules can hold. */
const searchDays = 800;

/**
 * The end of the window is kept free, so that what is queued behind a crowd still leaves within
 * it: an hour of ten, or half of a shorter window.
 */
const reserveMs = 3_600_000;

/** FNV-1a with the finaliser of MurmurHash3: close texts end far apart. In [0, 1). */
export const spreadOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
};

/** A second within the window, always the same one for the same text. */
const spreadWithin = (
  window: { readonly opensAt: Instant; readonly closesAt: Instant },
  text: string,
): Instant => {
  const opens = epochMs(window.opensAt);
  const length = epochMs(window.closesAt) - opens;
  const usable = length - Math.min(reserveMs, length / 2);
  return instantOf(opens + Math.floor((usable * spreadOf(text)) / 1000) * 1000);
};

/**
 * When a step happens: on the first permitted day from `stepOn` on, at a moment of the window that
 * depends on the account, the step and the anchor only. So arrivals before the window opens leave
 * no trace in the hour, and a crowd of accounts is spread over the day. What is already late
 * happens at `notBefore` while the window is open.
 *
 * A message that the gate refuses whatever the hour gets its moment too: the refusal is then
 * recorded instead of waiting for ever.
 */
export const momentOf = (
  key: StepKey,
  action: StepAction | { readonly kind: 'enter' },
  accountId: string,
  stepOn: BusinessDate,
  notBefore: Instant,
  desk: Desk,
): Instant => {
  const channel = action.kind === 'message' ? action.channel : 'email';
  const text = `${accountId}/${key.step}/${key.anchorOn}`;
  const today = dateIn(desk.zone, notBefore);
  let on = stepOn > today ? stepOn : today;
  for (let tried = 0; tried < searchDays; tried += 1) {
    const window = desk.windowsOn(channel, on).find(({ closesAt }) => closesAt > notBefore);
    if (window === undefined) {
      on = addDays(on, 1);
      continue;
    }
    const spread = spreadWithin(window, text);
    const at = spread > notBefore ? spread : notBefore;
    const allowed = action.kind === 'message' ? desk.earliest(key, channel, at) : at;
    if (allowed === undefined || allowed === at) return at;
    const allowedOn = dateIn(desk.zone, allowed);
    if (allowedOn === on) return allowed;
    on = allowedOn;
  }
  // Rules without any window: due at noon, where the gate says no to messages in the journal.
  const noon = instantAt(desk.zone, stepOn, '12:00');
  return noon > notBefore ? noon : notBefore;
};
