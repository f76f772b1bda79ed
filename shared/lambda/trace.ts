import { accountIdOf } from '../domain/account.ts';
import { deliveryIdOf } from '../domain/payments/delivery.ts';
import { jsonOf } from '../domain/queue-text.ts';
import type { LogFields } from './logger.ts';

/** Names under which our events, commands and messages say what they are about. */
const names = [
  'correlationId',
  'accountId',
  'partyId',
  'customerId',
  'caseId',
  'inputId',
  'actId',
  'invoiceNumber',
  'paymentId',
  'attemptId',
  'step',
] as const;

/** Longer than any id of ours; what is longer is not one. */
const longestId = 400;

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null ? (value as Members) : {};

const idIn = (members: Members, name: string): string | undefined => {
  const value = members[name];
  return typeof value === 'string' && value.length <= longestId ? value : undefined;
};

/** Upstream names the three parts of an account; we name the account. */
const accountIn = (members: Members): string | undefined => {
  const [customerId, legalEntity, currency] = ['customerId', 'legalEntity', 'currency'].map(
    (name) => idIn(members, name),
  );
  return customerId !== undefined && legalEntity !== undefined && currency !== undefined
    ? accountIdOf(customerId, legalEntity, currency)
    : undefined;
};

/** Where ids stand in a bus event, a command, a journal event, a step or a signal. */
const placesIn = (value: unknown): readonly Members[] => {
  const whole = membersOf(value);
  const detail = membersOf(whole['detail']);
  return [
    whole,
    membersOf(whole['cause']),
    membersOf(whole['meta']),
    membersOf(whole['data']),
    membersOf(detail['meta']),
    membersOf(detail['data']),
  ];
};

/** SES returns the tags of a message as lists. */
const attemptTagOf = (value: unknown): string | undefined => {
  const { mail } = membersOf(membersOf(value)['detail']);
  const tag = membersOf(membersOf(mail)['tags'])['attemptId'];
  return Array.isArray(tag) && typeof tag[0] === 'string' ? tag[0] : undefined;
};

/** A webhook waits on its queue as it was signed, so its id is inside. */
const webhookIdOf = (value: unknown): string | undefined => {
  const { door, headers, body } = membersOf(value);
  if (door !== 'webhook' || typeof body !== 'string') return undefined;
  const { 'webhook-id': id } = membersOf(headers);
  return deliveryIdOf({ 'webhook-id': typeof id === 'string' ? id : undefined }, jsonOf(body));
};

/**
 * What an input is about, for every line that is logged on its behalf. `correlationId` follows
 * one input through every hop: as its sender gave it, or the id of the input itself, as the
 * journal has it; what a case does by itself goes under the id of the case, which begins with the
 * account's. Never throws, whatever came.
 */
export const traceIn = (value: unknown): LogFields => {
  const places = placesIn(value);
  const first = (name: string): string | undefined =>
    places.map((place) => idIn(place, name)).find((id) => id !== undefined);
  const found = Object.fromEntries(
    names.flatMap((name) => {
      const id = first(name);
      return id === undefined ? [] : [[name, id]];
    }),
  );
  const accountId = found['accountId'] ?? places.map(accountIn).find((id) => id !== undefined);
  const type = first('detail-type') ?? first('type');
  const attemptId = attemptTagOf(value);
  const correlationId =
    found['correlationId'] ?? first('eventId') ?? webhookIdOf(value) ?? found['caseId'];
  return {
    ...found,
    ...(accountId === undefined ? {} : { accountId }),
    ...(type === undefined ? {} : { type }),
    ...(attemptId === undefined ? {} : { attemptId }),
    ...(correlationId === undefined ? {} : { correlationId }),
  };
};

/** The same of the text of a queue's message. */
export const traceOf = (text: string): LogFields => traceIn(jsonOf(text));
