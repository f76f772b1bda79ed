import type { SendResult } from '../ports/contact.ts';

/** What the SDK knows about a failed call; all of it may be missing. */
type SdkError = {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
};

/** Failed before a byte of the request left: no name, no listener, no credentials to sign with. */
const neverLeft = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'CredentialsProviderError',
  'TokenProviderError',
]);

/** Client faults that say "not now" rather than "not this", whichever service answers them. */
const notNow = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
]);

/**
 * Whether a failed send may have happened. A service that answers with a client fault (4xx) has
 * refused; a server fault, a timeout or a broken connection says nothing about what it did with
 * the request, and only a name that we know can say more.
 *
 * @param transient further error names of the service that a later try can get past.
 */
export const classifySendError = (error: unknown, transient: ReadonlySet<string>): SendResult => {
  const { name, code, $metadata } = (error ?? {}) as SdkError;
  const labels = [name, code].filter((each) => typeof each === 'string');
  const label = labels.find((each) => each !== 'Error') ?? 'UnknownError';
  if (labels.some((each) => neverLeft.has(each))) {
    return { result: 'rejected', error: label, transient: true };
  }
  const status = $metadata?.httpStatusCode;
  const isClientFault = status !== undefined && status >= 400 && status < 500 && status !== 408;
  if (!isClientFault) return { result: 'ambiguous', error: label };
  return {
    result: 'rejected',
    error: label,
    transient: status === 429 || notNow.has(label) || transient.has(label),
  };
};

/**
 * The SDK must not send twice what we promise to send at most once, and must give up well before
 * the function does, so that the attempt is left without an outcome rather than without an end.
 */
export const sendOnce = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000 },
} as const;
