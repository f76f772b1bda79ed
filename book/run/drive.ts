import { signedHeaders } from '../../local/dev/signing.ts';
import { addDays, epochMs, instantAt } from '../../shared/domain/calendar.ts';
import type { ApiInput, Book, BookInput, BusInput, WebhookInput } from '../model.ts';
import type { BookRuntime } from './runtime-port.ts';
import type { Secrets } from './secrets.ts';

/** PutEvents takes at most this many entries a call. */
const entriesPerCall = 10;

/** A door answered otherwise than the book expects; the run cannot be trusted. */
export class DoorRefused extends Error {
  override readonly name = 'DoorRefused';
}

/** Midnight before the first input, in the zone of the book. */
export const startOf = ({ zone, inputs, from }: Book): number =>
  epochMs(instantAt(zone, inputs[0]?.day ?? from, '00:00'));

/** The last moment of the book's last day. */
export const endOf = ({ zone, to }: Book): number =>
  epochMs(instantAt(zone, addDays(to, 1), '00:00')) - 1;

/** Hands every input in at its moment, through the same doors as in production, and runs to the end of the book. */
export const drive = async (
  runtime: BookRuntime,
  book: Book,
  secrets: Secrets,
  onProgress: (share: number, now: number) => void,
): Promise<void> => {
  for (const { at, label, inputs } of batchesOf(book.inputs)) {
    runtime.at(at, label, () => handIn(runtime, secrets, inputs));
  }
  const start = startOf(book);
  const end = endOf(book);
  await runtime.runUntil(end, (now) => onProgress(Math.min(1, (now - start) / (end - start)), now));
  onProgress(1, end);
};

type Batch = { readonly at: number; readonly label: string; readonly inputs: readonly BookInput[] };

/** Neighbours on the bus at one instant go together, as an upstream system would put them. */
const batchesOf = (inputs: readonly BookInput[]): Batch[] => {
  const batches: { at: number; label: string; inputs: BookInput[] }[] = [];
  for (const input of inputs) {
    const at = epochMs(input.at);
    const last = batches.at(-1);
    const joins =
      last !== undefined &&
      last.at === at &&
      last.inputs.length < entriesPerCall &&
      last.inputs[0]?.door === 'bus' &&
      input.door === 'bus';
    if (joins) last.inputs.push(input);
    else batches.push({ at, label: input.key, inputs: [input] });
  }
  return batches;
};

/** Hands inputs in at this moment; those on the bus first, as one call. */
export const handIn = async (
  runtime: Pick<BookRuntime, 'now' | 'putEvents' | 'http'>,
  secrets: Secrets,
  inputs: readonly BookInput[],
): Promise<void> => {
  const entries = inputs.filter((input): input is BusInput => input.door === 'bus');
  if (entries.length > 0) {
    await runtime.putEvents(
      entries.map(({ source, detailType, detail }) => ({ source, detailType, detail })),
    );
  }
  for (const input of inputs) {
    if (input.door === 'webhook') await postWebhook(runtime, secrets, input);
    if (input.door === 'events-api') await postEvents(runtime, secrets, input);
  }
};

const postWebhook = async (
  runtime: Pick<BookRuntime, 'now' | 'http'>,
  secrets: Secrets,
  { provider, payload, signedBy, key }: WebhookInput,
): Promise<void> => {
  const body = JSON.stringify(payload);
  const genuine = provider === 'stripe' ? secrets.stripe : secrets.standardWebhooks;
  const secret = signedBy === 'provider' ? genuine : secrets.forger;
  const { status } = await runtime.http({
    method: 'POST',
    path: `/v1/webhooks/${provider}`,
    headers: {
      'content-type': 'application/json',
      ...signedHeaders(provider, Buffer.from(body), secret, runtime.now()),
    },
    body,
  });
  expectStatus(key, status, signedBy === 'provider' ? 200 : 400);
};

const postEvents = async (
  runtime: Pick<BookRuntime, 'http'>,
  secrets: Secrets,
  { events, key }: ApiInput,
): Promise<void> => {
  const { status, body } = await runtime.http({
    method: 'POST',
    path: '/v1/events',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${secrets.eventsApi}`,
    },
    body: JSON.stringify({ events }),
  });
  expectStatus(key, status, 207);
  const { results } = JSON.parse(body) as { readonly results: readonly { status: string }[] };
  if (results.some((result) => result.status === 'retry')) {
    throw new DoorRefused(`${key} was not taken and must be sent again`);
  }
};

const expectStatus = (key: string, status: number, expected: number): void => {
  if (status !== expected) {
    throw new DoorRefused(`${key} was answered with ${status}, expected ${expected}`);
  }
};
