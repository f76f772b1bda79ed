import { UnsupportedError } from '../../kernel/errors.ts';

/** What a function asks of another machine; the path holds the query. */
export type HostRequest = {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/**
 * What it answers. `silent` says nothing until the caller gives up, which it does at once, because
 * a call takes no virtual time; `gone` does not even listen.
 */
export type HostAnswer =
  | 'silent'
  | 'gone'
  | {
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

/** Another machine, played by the program that runs the runtime. */
export type Host = (request: HostRequest) => HostAnswer;

/** By origin, such as `https://bureau.example`. */
export type Hosts = Readonly<Record<string, Host>>;

/** Undefined when nobody plays the host: then there is no network. */
export const hostOf = (hosts: Hosts, input: unknown): Host | undefined => {
  const url = input instanceof Request ? input.url : String(input);
  return URL.canParse(url) ? hosts[new URL(url).origin] : undefined;
};

const isRedirect = (status: number): boolean => status >= 300 && status < 400;

/**
 * `fetch` from a host that somebody plays. TLS, timing and chunks are left out; what is asked and
 * answered is whole.
 *
 * @throws TypeError and DOMException as `fetch` does, UnsupportedError for what is not imitated.
 */
export const fetchFrom = async (
  host: Host,
  input: string | URL | Request,
  init: RequestInit | undefined,
): Promise<Response> => {
  const request = new Request(input, init);
  const { pathname, search } = new URL(request.url);
  const answer = host({
    method: request.method,
    path: `${pathname}${search}`,
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
  });
  if (answer === 'gone') {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    throw new TypeError('fetch failed', { cause });
  }
  if (answer === 'silent') {
    // Whoever waits without a limit would hang in production.
    if (init?.signal === undefined || init.signal === null) {
      throw new UnsupportedError(`fetch from ${new URL(request.url).origin} without a time limit`);
    }
    throw new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  }
  if (isRedirect(answer.status)) {
    throw new UnsupportedError('a played host that redirects is not imitated');
  }
  return new Response(answer.body, {
    status: answer.status,
    ...(answer.headers === undefined ? {} : { headers: answer.headers }),
  });
};
