import { describe, expect, test } from 'vitest';
import { classifySendError } from './provider-error.ts';

const failure = (name: string, httpStatusCode?: number, code?: string): Error =>
  Object.assign(new Error('no matter what it says'), {
    name,
    ...(code === undefined ? {} : { code }),
    ...(httpStatusCode === undefined ? {} : { $metadata: { httpStatusCode } }),
  });

const transient = new Set(['SendingPausedException']);

describe('a failed send', () => {
  test.each([
    ['TooManyRequestsException', 429],
    ['ThrottledException', 429],
    ['Throttling', 400],
    ['ExpiredTokenException', 403],
    ['SendingPausedException', 400],
  ])('%s (%i) did not happen, and may later', (name, status) => {
    expect(classifySendError(failure(name, status), transient)).toEqual({
      result: 'rejected',
      error: name,
      transient: true,
    });
  });

  test.each([
    ['MessageRejected', 400],
    ['BadRequestException', 400],
    ['AccountSuspendedException', 400],
    ['MailFromDomainNotVerifiedException', 400],
    ['NotFoundException', 404],
    ['AccessDeniedException', 403],
    ['InvalidParameterException', 400],
  ])('%s (%i) did not happen, and will not', (name, status) => {
    expect(classifySendError(failure(name, status), transient)).toEqual({
      result: 'rejected',
      error: name,
      transient: false,
    });
  });

  test.each([
    ['ENOTFOUND', undefined],
    ['Error', 'ECONNREFUSED'],
    ['CredentialsProviderError', undefined],
  ])('%s %s never left', (name, code) => {
    expect(classifySendError(failure(name, undefined, code), transient)).toEqual({
      result: 'rejected',
      error: code ?? name,
      transient: true,
    });
  });

  test.each([
    ['TimeoutError', undefined],
    ['AbortError', undefined],
    ['InternalServiceErrorException', 500],
    ['ServiceUnavailable', 503],
    ['RequestTimeout', 408],
    ['SomethingNew', undefined],
  ])('%s (%s) may have happened', (name, status) => {
    expect(classifySendError(failure(name, status), transient)).toEqual({
      result: 'ambiguous',
      error: name,
    });
  });

  test.each([
    [failure('Error', undefined, 'ECONNRESET'), 'ECONNRESET'],
    [new Error('plain'), 'UnknownError'],
    ['a string', 'UnknownError'],
    [undefined, 'UnknownError'],
  ])('%s may have happened', (thrown, error) => {
    expect(classifySendError(thrown, transient)).toEqual({ result: 'ambiguous', error });
  });
});
