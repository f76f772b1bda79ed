import { CommandFailed } from './errors.ts';

export type ApiCall = {
  readonly method: 'GET' | 'POST';
  /** Encoded, without a query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

export type ApiAnswer = { readonly status: number; readonly text: string };

/** How requests reach the operators' API: signed for AWS, or with the caller's word to a session. */
export type Transport = (call: ApiCall) => Promise<ApiAnswer>;

export type Api = {
  /** The answer's body. @throws CommandFailed for every other answer than a good one. */
  readonly get: (path: string, query?: Readonly<Record<string, string>>) => Promise<unknown>;
  readonly post: (path: string, body: unknown) => Promise<unknown>;
};

/** One segment of a path that holds an id, whatever the id holds. */
export const segment = (id: string): string => encodeURIComponent(id);

export const accountPath = (accountId: string, rest = ''): string =>
  `/v1/operator/accounts/${segment(accountId)}${rest}`;

/** The path and query of a request, in the order of the query's keys. */
export const targetOf = ({ path, query = {} }: ApiCall): string => {
  const pairs = Object.entries(query).map(([key, value]) => `${segment(key)}=${segment(value)}`);
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
};

type Told = {
  readonly error?: string;
  readonly rule?: string;
  readonly message?: string;
  readonly problems?: readonly { field: string; value: string; expectation: string }[];
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Why it was not done, in one sentence or one line for each problem. */
const reasonOf = (status: number, text: string): string => {
  const told = (jsonOf(text) ?? {}) as Told;
  if (told.rule !== undefined) return `refused by ${told.rule}: ${told.message ?? ''}`;
  if (told.problems !== undefined) {
    const lines = told.problems.map(
      ({ field, value, expectation }) => `  ${field || 'input'}: ${value}; ${expectation}`,
    );
    return ['not understood:', ...lines].join('\n');
  }
  if (told.message !== undefined && told.error !== undefined) {
    return `${told.error}: ${told.message}`;
  }
  if (status === 403) {
    return 'forbidden: your IAM principal may not call this route; see docs/runbooks/operators.md';
  }
  return `the API answered ${status} ${text}`.trim();
};

export const createApi = (transport: Transport): Api => {
  const call = async (request: ApiCall): Promise<unknown> => {
    const { status, text } = await transport(request);
    if (status >= 200 && status < 300) return jsonOf(text);
    throw new CommandFailed(reasonOf(status, text), jsonOf(text) ?? { status, text });
  };
  return {
    get: (path, query) => call({ method: 'GET', path, ...(query ? { query } : {}) }),
    post: (path, body) => call({ method: 'POST', path, body }),
  };
};
