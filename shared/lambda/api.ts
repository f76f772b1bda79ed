import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Logger } from './logger.ts';
import { type StackOptions, stack } from './stack.ts';

export type ApiRequest = {
  readonly method: string;
  readonly path: string;
  /** Names in lower case; repeated headers are joined with a comma by the gateway. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
  /** The bytes that the caller sent: signatures are over these, not over parsed JSON. */
  readonly rawBody: Uint8Array;
};

/** What the gateway itself says about a request. */
export type ApiCall = {
  /** Method and path of the route, such as `GET /v1/operator/accounts/{accountId}`. */
  readonly route: string;
  /** ARN of the principal that signed the request; only routes with IAM authorization have one. */
  readonly caller: string | undefined;
  /** Network address that the request came from. */
  readonly sourceIp: string;
};

export type ApiResponse = {
  readonly status: number;
  /** Sent as JSON; left out for an empty answer. */
  readonly body?: unknown;
  /** A page for people, instead of JSON. */
  readonly html?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

const defined = (
  record: Readonly<Record<string, string | undefined>> | undefined,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record ?? {}).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value]],
    ),
  );

const requestOf = (event: APIGatewayProxyEventV2): ApiRequest => ({
  method: event.requestContext.http.method,
  path: event.rawPath,
  headers: Object.fromEntries(
    Object.entries(defined(event.headers)).map(([name, value]) => [name.toLowerCase(), value]),
  ),
  query: defined(event.queryStringParameters),
  params: defined(event.pathParameters),
  rawBody: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
});

const callOf = ({ routeKey, requestContext }: APIGatewayProxyEventV2): ApiCall => {
  const { authorizer } = requestContext as {
    readonly authorizer?: { readonly iam?: { readonly userArn?: string } };
  };
  const { sourceIp } = requestContext.http;
  return { route: routeKey, caller: authorizer?.iam?.userArn, sourceIp };
};

/** A page of ours runs nothing, is shown in nobody's frame and tells nobody where it was opened. */
const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const resultOf = ({
  status,
  body,
  html,
  headers,
}: ApiResponse): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: {
    'cache-control': 'no-store',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(html === undefined ? {} : pageHeaders),
    ...headers,
  },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  ...(html === undefined ? {} : { body: html }),
});

/**
 * A route of the HTTP API, payload format 2.0. A throw is logged and answered with 500 and
 * nothing else: callers retry on 500, and details are for the log.
 */
export const apiHandler = (
  handle: (request: ApiRequest, log: Logger, call: ApiCall) => Promise<ApiResponse>,
  options: StackOptions,
) =>
  stack<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>(async (event, context) => {
    const log = options.log.with({ requestId: event.requestContext.requestId });
    try {
      return resultOf(await handle(requestOf(event), log, callOf(event)));
    } catch (error) {
      log.error('the request failed', { invocationId: context.awsRequestId, error });
      return resultOf({ status: 500, body: { error: 'internal' } });
    }
  }, options);
