import { AwsError, type Input, type Output } from '../service.ts';

/** A transaction's token is remembered for ten minutes after the request that first used it. */
const TOKEN_LIFETIME_MS = 10 * 60 * 1000;

/**
 * Honours `ClientRequestToken` in virtual time; the engine would count its ten minutes in real time.
 * Source: Amazon DynamoDB API Reference, TransactWriteItems, ClientRequestToken.
 */
export const createIdempotency = (now: () => number) => {
  const done = new Map<
    string,
    { readonly at: number; readonly body: string; readonly answer: Output }
  >();
  return async (input: Input, perform: (rest: Input) => Promise<Output>): Promise<Output> => {
    const { ClientRequestToken: token, ...rest } = input as Record<string, unknown>;
    if (typeof token !== 'string') return perform(rest);
    const body = JSON.stringify(rest);
    const known = done.get(token);
    if (known !== undefined && known.at + TOKEN_LIFETIME_MS > now()) {
      if (known.body === body) return known.answer;
      throw new AwsError(
        'IdempotentParameterMismatchException',
        'Request contains parameters that are not the same as those of the first request with this token',
      );
    }
    const answer = await perform(rest);
    for (const [old, { at }] of done) {
      if (at + TOKEN_LIFETIME_MS > now()) break;
      done.delete(old);
    }
    done.delete(token);
    done.set(token, { at: now(), body, answer });
    return answer;
  };
};
