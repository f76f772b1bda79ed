import { httpApi, integration, route, stage } from '../assembly/compute-schemas.ts';
import type { Model } from '../assembly/model.ts';
import { declared } from '../assembly/supported.ts';
import type { Authorizer } from '../iam/authorizer.ts';
import { type Caller, callerContext, createCallers } from '../iam/caller.ts';
import { AssemblyError, UnsupportedError } from '../kernel/errors.ts';
import type { Random } from '../kernel/random.ts';
import type { Meter } from '../meter.ts';
import type { LambdaHost } from './lambda/host.ts';

export type HttpRequest = {
  readonly method: string;
  /** Path with its query, if any. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is; bytes of a body that is not text arrive at the function as base64. */
  readonly body?: string | Uint8Array;
  /** Who signed it. Left out for a request without a signature, which no IAM route takes. */
  readonly caller?: Caller;
};

export type HttpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type HttpApi = (request: HttpRequest) => Promise<HttpAnswer>;

type Route = {
  /** Open to callers that IAM lets in, and to nobody else. */
  readonly signed: boolean;
  /** Its ARN up to the stage; method and path of a request complete it. */
  readonly arnPrefix: string;
  readonly key: string;
  readonly method: string;
  readonly segments: readonly string[];
  readonly functionArn: string;
  readonly apiId: string;
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>> | undefined;
};

/** Bodies of these types reach the function as text, all others as base64. */
const TEXT_TYPE = /^(text\/|application\/(json|javascript|xml|.+\+json|.+\+xml))/i;
/** HTTP APIs refuse larger payloads. */
const MAX_BYTES = 10 * 1024 * 1024;

const segmentsOf = (path: string): readonly string[] =>
  path.split('/').filter((part) => part !== '');

/** How well a route fits, most specific first: literal segments beat `{one}`, which beats `{all+}`. */
const matchPath = (
  pattern: readonly string[],
  path: readonly string[],
): { readonly rank: string; readonly parameters: Record<string, string> } | undefined => {
  const parameters: Record<string, string> = {};
  let rank = '';
  for (const [position, part] of pattern.entries()) {
    const name = /^\{(.+?)(\+?)\}$/.exec(part);
    const given = path[position];
    if (given === undefined) return undefined;
    if (name?.[2] === '+') {
      parameters[name[1] ?? ''] = path.slice(position).map(decodeURIComponent).join('/');
      return { rank: `${rank}2`, parameters };
    }
    if (name === null && part !== given) return undefined;
    if (name !== null) parameters[name[1] ?? ''] = decodeURIComponent(given);
    rank += name === null ? '0' : '1';
  }
  return pattern.length === path.length ? { rank, parameters } : undefined;
};

const bodyText = (body: string | Uint8Array): Buffer =>
  typeof body === 'string' ? Buffer.from(body) : Buffer.from(body);

const notFound: HttpAnswer = {
  status: 404,
  headers: { 'content-type': 'application/json' },
  body: '{"message":"Not Found"}',
};

/** What a caller without a signature, or without the right, gets on a route with IAM. */
const forbidden: HttpAnswer = {
  status: 403,
  headers: { 'content-type': 'application/json' },
  body: '{"message":"Forbidden"}',
};

const serverError: HttpAnswer = {
  status: 500,
  headers: { 'content-type': 'application/json' },
  body: '{"message":"Internal Server Error"}',
};

/** Reads the function's answer by the rules of payload format 2.0. */
const answerOf = (result: unknown): HttpAnswer => {
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: typeof result === 'string' ? result : JSON.stringify(result ?? null),
    };
  }
  const answer = result as {
    statusCode: unknown;
    headers?: Record<string, unknown>;
    body?: unknown;
    isBase64Encoded?: unknown;
  };
  const { body: given = '' } = answer;
  const body = typeof given === 'string' ? given : JSON.stringify(given);
  const headers = Object.entries(answer.headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    String(value),
  ]);
  return {
    status: Number(answer.statusCode),
    headers: { 'content-type': 'text/plain', ...Object.fromEntries(headers) },
    body: answer.isBase64Encoded === true ? Buffer.from(body, 'base64').toString('utf8') : body,
  };
};

const loadRoutes = (model: Model, authorizer: Authorizer): Route[] => {
  const apis = new Map(
    declared(model, 'AWS::ApiGatewayV2::Api', httpApi).map(({ resource }) => [
      resource.identity.name,
      resource,
    ]),
  );
  const integrations = new Map(
    declared(model, 'AWS::ApiGatewayV2::Integration', integration).map(
      ({ resource, properties }) => [resource.identity.name, properties.IntegrationUri],
    ),
  );
  const stages = declared(model, 'AWS::ApiGatewayV2::Stage', stage);
  return declared(model, 'AWS::ApiGatewayV2::Route', route).map(({ resource, properties }) => {
    const api = apis.get(properties.ApiId);
    const uri = integrations.get(properties.Target.replace(/^integrations\//, ''));
    const own = stages.find(({ properties: { ApiId } }) => ApiId === properties.ApiId);
    if (api === undefined || uri === undefined || own === undefined) {
      throw new AssemblyError(`${resource.path} has no API, integration or stage.`);
    }
    const functionArn = /(arn:aws:lambda:[^/]+:function:[^/]+)/.exec(uri)?.[1] ?? '';
    const [method = '', path = ''] = properties.RouteKey.split(' ');
    if (properties.RouteKey === '$default') {
      throw new UnsupportedError(`${resource.path}: the route $default is not supported.`);
    }
    const arnPrefix = `arn:aws:execute-api:${api.region}:${api.account}:${properties.ApiId}/${own.properties.StageName}`;
    const sourceArn = `${arnPrefix}/${method}${path}`;
    const principal = { kind: 'service', service: 'apigateway.amazonaws.com', sourceArn } as const;
    const demand = { action: 'lambda:InvokeFunction', resource: functionArn };
    if (!authorizer.isAllowed(principal, demand)) {
      throw new AssemblyError(`The route ${resource.path} may not invoke ${functionArn}.`);
    }
    return {
      signed: properties.AuthorizationType === 'AWS_IAM',
      arnPrefix,
      key: properties.RouteKey,
      method,
      segments: segmentsOf(path),
      functionArn,
      apiId: properties.ApiId,
      stage: own.properties.StageName,
      stageVariables: own.properties.StageVariables,
    };
  });
};

/** The HTTP APIs of the template: routes to functions, with payload format 2.0. */
export const createHttpApi = (deps: {
  readonly model: Model;
  readonly authorizer: Authorizer;
  readonly lambda: LambdaHost;
  readonly meter: Meter;
  readonly random: Random;
  readonly now: () => number;
}): HttpApi => {
  const { lambda, meter, random, now } = deps;
  const routes = loadRoutes(deps.model, deps.authorizer);
  const callers = createCallers(deps.model);

  return async (request) => {
    const method = request.method.toUpperCase();
    const [rawPath = '/', rawQueryString = ''] = request.path.split('?');
    const path = segmentsOf(rawPath);
    const [best] = routes
      .filter((one) => one.method === method || one.method === 'ANY')
      .flatMap((one) => {
        const match = matchPath(one.segments, path);
        return match === undefined ? [] : [{ one, ...match }];
      })
      .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));
    if (best === undefined) return notFound;
    meter.request('apigateway', 'Request');
    if (best.one.signed) {
      const { arnPrefix } = best.one;
      const demand = { action: 'execute-api:Invoke', resource: `${arnPrefix}/${method}${rawPath}` };
      if (request.caller === undefined || !callers.isAllowed(request.caller, demand)) {
        return forbidden;
      }
    }
    const body = bodyText(request.body ?? '');
    if (body.length > MAX_BYTES) {
      return { ...notFound, status: 413, body: '{"message":"Request Too Long"}' };
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const isText = TEXT_TYPE.test(headers['content-type'] ?? 'text/plain');
    const query = [...new URLSearchParams(rawQueryString)];
    const grouped = Map.groupBy(query, ([name]) => name);
    const outcome = await lambda.invoke(best.one.functionArn, {
      version: '2.0',
      routeKey: best.one.key,
      rawPath,
      rawQueryString,
      headers,
      ...(query.length === 0
        ? {}
        : {
            queryStringParameters: Object.fromEntries(
              [...grouped].map(([name, pairs]) => [
                name,
                pairs.map(([, value]) => value).join(','),
              ]),
            ),
          }),
      ...(Object.keys(best.parameters).length === 0 ? {} : { pathParameters: best.parameters }),
      ...(best.one.stageVariables === undefined ? {} : { stageVariables: best.one.stageVariables }),
      requestContext: {
        accountId: best.one.functionArn.split(':')[4],
        apiId: best.one.apiId,
        ...(best.one.signed && request.caller !== undefined
          ? { authorizer: { iam: callerContext(request.caller) } }
          : {}),
        domainName: `${best.one.apiId}.execute-api.us-east-1.amazonaws.com`,
        domainPrefix: best.one.apiId,
        http: {
          method,
          path: rawPath,
          protocol: 'HTTP/1.1',
          sourceIp: '203.0.113.1',
          userAgent: headers['user-agent'] ?? 'local',
        },
        requestId: random.uuid(),
        routeKey: best.one.key,
        stage: best.one.stage,
        time: new Date(now()).toUTCString(),
        timeEpoch: now(),
      },
      ...(body.length === 0
        ? {}
        : { body: isText ? body.toString('utf8') : body.toString('base64') }),
      isBase64Encoded: body.length > 0 && !isText,
    });
    return outcome.ok ? answerOf(outcome.result) : serverError;
  };
};
