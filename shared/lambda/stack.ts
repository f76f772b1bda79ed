import middy, { type MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Logger } from './logger.ts';

/** What every stack needs to know about the function that it wraps. */
export type StackOptions = { readonly log: Logger };

/**
 * A throw that leaves the handler is logged once, with the invocation it belongs to, and goes on
 * to the service: retries, redrives and Catch clauses must see it.
 */
const logFailure = <Event, Result>(log: Logger): MiddlewareObj<Event, Result> => ({
  onError: (request) => {
    log.error('the invocation failed', {
      requestId: request.context.awsRequestId,
      error: request.error,
    });
  },
});

/** The bottom of all stacks. Middy's own early timeout stays off: the service's is the only one. */
export const stack = <Event, Result>(
  handler: (event: Event, context: Context) => Promise<Result>,
  { log }: StackOptions,
) => middy<Event, Result>({ timeoutEarlyInMillis: 0 }).use(logFailure(log)).handler(handler);
