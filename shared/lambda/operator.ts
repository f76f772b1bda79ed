import * as z from 'zod';
import {
  applicationId as applicationIdSchema,
  lineId as lineIdSchema,
} from '../../events/credit-parts.ts';
import { accountId as accountIdSchema, identifier } from '../../events/envelope.ts';
import { reason } from '../../events/parts.ts';
import { nestsTooDeep } from '../domain/inbound/nesting.ts';
import { type Problem, problemsOf } from '../domain/inbound/problems.ts';
import { type ApiResponse, apiHandler } from './api.ts';
import type { Logger } from './logger.ts';
import type { StackOptions } from './stack.ts';

/** A request of a person, whose signature IAM has checked. */
export type OperatorRequest = {
  /** ARN of the IAM principal. */
  readonly actor: string;
  /** Method and path of the route, such as `GET /v1/operator/accounts/{accountId}`. */
  readonly route: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** The body as JSON; undefined when there is none. */
  readonly body: unknown;
};

/** What every act says about itself, whatever it does. */
export const actFields = { actId: identifier, reason } as const;

/** An act is a few fields; a larger body is a mistake. */
const maxBodyBytes = 64 * 1024;

export const malformed = (problems: readonly Problem[]): ApiResponse => ({
  status: 400,
  body: { error: 'malformed', problems },
});

/**
 * The rule that an act breaks, by name and in words with the figures. 409: as things stand;
 * 422: whatever the state, what was asked cannot be done.
 */
export const refused = (status: 409 | 422, rule: string, message: string): ApiResponse => ({
  status,
  body: { error: 'refused', rule, message },
});

/** One id names one act: somebody used it for another. */
export const actIdTaken = (actId: string): ApiResponse =>
  refused(
    409,
    'act-id-taken',
    `${actId} was used for another act; this one needs an id of its own`,
  );

/** Somebody else is at work on it; what was asked may be asked again under the same id. */
export const busy = (what: string): ApiResponse => ({
  status: 503,
  body: { error: 'busy', message: `${what} is being worked on; ask again under the same id` },
  headers: { 'retry-after': '5' },
});

export const notFound = (message: string): ApiResponse => ({
  status: 404,
  body: { error: 'not-found', message },
});

/** Holds a value of a request against its schema. */
export const read = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
):
  | { readonly ok: true; readonly value: z.infer<Schema> }
  | { readonly ok: false; readonly answer: ApiResponse } => {
  const parsed = schema.safeParse(value);
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, answer: malformed(problemsOf(parsed.error, value)) };
};

const unescaped = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};

/** Gateways differ in whether they decode path parameters; an encoded account id has no bar. */
const decoded = (value: string): string =>
  accountIdSchema.safeParse(value).success ? value : unescaped(value);

/** The path parameter `partyId`. */
export const partyParameter = z.object({
  partyId: z.string().transform(unescaped).pipe(identifier),
});

/** The path parameter `lineId`, of a line of credit. */
export const lineParameter = z.object({
  lineId: z
    .string()
    .transform((value) => (lineIdSchema.safeParse(value).success ? value : unescaped(value)))
    .pipe(lineIdSchema),
});

/** The path parameter `applicationId`. A percent sign in it is one of the encoding. */
export const applicationParameter = z.object({
  applicationId: z.string().transform(unescaped).pipe(applicationIdSchema),
});

/** The path parameter `accountId`. */
export const accountParameter = z.object({
  accountId: z.string().transform(decoded).pipe(accountIdSchema),
});

const jsonOf = (bytes: Uint8Array): { readonly body: unknown } | undefined => {
  if (bytes.length === 0) return { body: undefined };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return nestsTooDeep(text) ? undefined : { body: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

/**
 * A route of the operators' API. A request without a principal is refused here too, so that a
 * route that lost its authorizer opens to nobody.
 */
export const operatorHandler = (
  handle: (request: OperatorRequest, log: Logger) => Promise<ApiResponse>,
  options: StackOptions,
) =>
  apiHandler(async ({ params, query, rawBody }, log, { route, caller }) => {
    if (caller === undefined) return { status: 403, body: { error: 'forbidden' } };
    if (rawBody.length > maxBodyBytes) {
      return { status: 413, body: { error: 'too-large', maxBodyBytes } };
    }
    const json = jsonOf(rawBody);
    if (json === undefined) {
      const problem = { field: '', value: '(not shown)', expectation: 'expected a JSON object' };
      return malformed([problem]);
    }
    return handle({ actor: caller, route, params, query, ...json }, log.with({ actor: caller }));
  }, options);
