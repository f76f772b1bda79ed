import { createHmac } from 'node:crypto';
import jsonata from 'jsonata';
import { epochMs } from '../../domain/calendar.ts';
import type { BureauMapping } from '../../domain/credit/gathering/mapping.ts';
import type { Bureau, BureauAnswer, BureauQuery } from '../../ports/bureau.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SecretValues } from '../../ports/signing.ts';

/** No report that a decision could use is longer, and people have to read what is garbage. */
export const longestAnswer = 256 * 1024;

const tooLong = `expected at most ${longestAnswer} bytes`;

type RestDeps = {
  readonly url: string;
  readonly mapping: BureauMapping;
  /** The first value signs; the others are for the other side, while a key changes. */
  readonly secret: SecretValues;
  readonly timeoutMs: number;
  readonly clock: Clock;
};

const unavailable = (error: string, refused: boolean): BureauAnswer => ({
  answer: 'unavailable',
  error,
  refused,
});

/** Answers that another try may get past; any other above 399 stays what it is. */
const mayPass = (status: number): boolean => status === 408 || status === 429 || status >= 500;

/** The code of a system error or the name of the class: a message may quote the address or the body. */
const errorName = (error: unknown): string => {
  const { cause, name } = error as { readonly cause?: unknown; readonly name?: unknown };
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'UnknownError';
};

/** The text of an answer, or as much of it as is read of one that is too long. */
const textOf = async (
  response: Response,
): Promise<{ readonly raw: string; readonly whole: boolean }> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    chunks.push(chunk);
    if (length > longestAnswer) break;
  }
  const raw = Buffer.concat(chunks).subarray(0, longestAnswer).toString('utf8');
  return { raw, whole: length <= longestAnswer };
};

const jsonOf = (raw: string): { readonly body?: unknown } => {
  try {
    return { body: JSON.parse(raw) as unknown };
  } catch {
    return {};
  }
};

/**
 * Any bureau that is asked with a JSON document over HTTPS and answers at once with another one.
 * What its words mean is data; see `bureau-mappings/`.
 *
 * A request is signed with the first value of the bureau's secret, as bearer key or by HMAC over
 * `<seconds>\n<METHOD>\n<path and query>\n<body>`. It carries `idempotency-key`, the same for every
 * try of one question. It is sent nowhere else: a redirect is an error.
 */
export const createRestBureau = ({ url, mapping, secret, timeoutMs, clock }: RestDeps): Bureau => {
  const target = new URL(url);
  const expressions = {
    request: jsonata(mapping.request),
    noRecord: jsonata(mapping.noRecord),
    report: jsonata(mapping.report),
  };

  const authorization = (body: string, key: string): Record<string, string> => {
    const { auth } = mapping;
    if (auth.scheme === 'bearer') return { authorization: `Bearer ${key}` };
    const seconds = String(Math.floor(epochMs(clock.now()) / 1000));
    const signed = [seconds, 'POST', `${target.pathname}${target.search}`, body].join('\n');
    return {
      [auth.timestampHeader]: seconds,
      [auth.signatureHeader]: createHmac('sha256', key).update(signed).digest(auth.encoding),
    };
  };

  const understood = async (status: number, raw: string): Promise<BureauAnswer> => {
    const { body } = jsonOf(raw);
    const given = { status, body };
    try {
      // Before the status counts: some bureaus answer 404 for whom they do not know.
      if ((await expressions.noRecord.evaluate(given)) === true)
        return { answer: 'no-record', raw };
      if (status >= 400) return unavailable(`HTTP ${status}`, true);
      if (body === undefined) return { answer: 'garbage', problems: ['expected JSON'], raw };
      return { answer: 'record', record: await expressions.report.evaluate(given), raw };
    } catch {
      // The words of JSONata quote what they stumbled over.
      const problems = [`the mapping ${mapping.name}.v${mapping.version} does not fit the answer`];
      return { answer: 'garbage', problems, raw };
    }
  };

  const send = async (query: BureauQuery, key: string): Promise<Response> => {
    const body = JSON.stringify(await expressions.request.evaluate(query));
    return fetch(target, {
      method: 'POST',
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'idempotency-key': query.requestId,
        ...mapping.headers,
        ...authorization(body, key),
      },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
  };

  return {
    ask: async (query) => {
      try {
        const [key] = await secret.valid();
        if (key === undefined) return unavailable('its secret holds no value', true);
        const response = await send(query, key);
        const { raw, whole } = await textOf(response);
        if (mayPass(response.status)) return unavailable(`HTTP ${response.status}`, false);
        if (!whole) return { answer: 'garbage', problems: [tooLong], raw };
        return await understood(response.status, raw);
      } catch (error) {
        const name = errorName(error);
        return name === 'TimeoutError' ? { answer: 'timed-out' } : unavailable(name, false);
      }
    },
  };
};
