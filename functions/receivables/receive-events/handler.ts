import * as z from 'zod';
import { examine } from '../../../shared/domain/inbound/examine.ts';
import { type Problem, problemsOf } from '../../../shared/domain/inbound/problems.ts';
import type { ApiRequest, ApiResponse } from '../../../shared/lambda/api.ts';
import { carriesKey, jsonIn, unauthorized } from '../../../shared/lambda/bearer.ts';
import type { LogFields, Logger } from '../../../shared/lambda/logger.ts';
import { traceIn } from '../../../shared/lambda/trace.ts';
import type { BusEntry, BusPublisher } from '../../../shared/ports/bus.ts';
import type { SecretValues, Signing } from '../../../shared/ports/signing.ts';

/** What one call may hold; a caller with more makes more calls. */
export const maxEvents = 100;
export const maxBodyBytes = 1024 * 1024;

/** Who the caller says it is; the bus knows it as `upstream.<source>`. */
const source = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'expected 1 to 64 letters, digits, dots, dashes or underscores')
  .default('api');

const bodySchema = z.object({ events: z.array(z.unknown()).min(1) });
const itemSchema = z.object({
  type: z.string(),
  source,
  meta: z.unknown(),
  data: z.unknown(),
});

/** `retry`: the event is fine and was not taken; the caller sends this item again. */
export type ItemResult =
  | { readonly index: number; readonly status: 'accepted' | 'retry' }
  | { readonly index: number; readonly status: 'rejected'; readonly errors: readonly Problem[] };

const refused = (status: number, error: string, more: object = {}): ApiResponse => ({
  status,
  body: { error, ...more },
});

type Verdict =
  | { readonly entry: BusEntry; readonly about: LogFields }
  | { readonly errors: readonly Problem[] };

const judge = (item: unknown): Verdict => {
  const parsed = itemSchema.safeParse(item);
  if (!parsed.success) {
    return { errors: problemsOf(parsed.error, item) };
  }
  const { type, source: sender, meta, data } = parsed.data;
  const examination = examine(type, { meta, data });
  if (!examination.ok) return { errors: examination.problems };
  const { event } = examination;
  const detail = JSON.stringify({ meta: event.meta, data: event.data });
  return {
    entry: { source: `upstream.${sender}`, detailType: type, detail },
    about: traceIn(event),
  };
};

/**
 * Takes events of systems outside AWS, holds each against its contract and puts those that fit
 * on the bus. Each item gets a result of its own: sending accepted ones again is harmless.
 */
export const createHandler =
  (deps: { readonly keys: SecretValues; readonly signing: Signing; readonly bus: BusPublisher }) =>
  async ({ headers, rawBody }: ApiRequest, log: Logger): Promise<ApiResponse> => {
    if (!carriesKey(headers['authorization'], await deps.keys.valid(), deps.signing)) {
      return unauthorized;
    }
    if (rawBody.length > maxBodyBytes) return refused(413, 'too-large', { maxBodyBytes });
    const body = bodySchema.safeParse(jsonIn(rawBody));
    if (!body.success) {
      return refused(400, 'malformed', { expectation: 'expected JSON {"events": [...]}' });
    }
    const { events } = body.data;
    if (events.length > maxEvents) return refused(413, 'too-many', { maxEvents });
    const judged = events.map(judge);
    const fitting = judged.flatMap((one, index) => ('entry' in one ? [{ index, ...one }] : []));
    const failed = await deps.bus.put(fitting.map(({ entry }) => entry));
    if (failed.size > 0) {
      log.error('the bus did not take all events', { reasons: [...new Set(failed.values())] });
    }
    const retry = new Set([...failed.keys()].map((place) => fitting[place]?.index));
    const results = judged.map(
      (one, index): ItemResult =>
        'errors' in one
          ? { index, status: 'rejected', errors: one.errors }
          : { index, status: retry.has(index) ? 'retry' : 'accepted' },
    );
    log.info('events came in', {
      accepted: results.filter(({ status }) => status === 'accepted').length,
      rejected: results.filter(({ status }) => status === 'rejected').length,
      retry: retry.size,
      events: fitting.flatMap(({ index, about }) => (retry.has(index) ? [] : [about])),
    });
    return { status: 207, body: { results } };
  };
