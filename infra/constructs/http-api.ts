import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { OperatorRoute } from '../house.ts';
import type { HouseFunction } from './function.ts';

/** Who called what and how it went; no bodies, no headers, so neither keys nor personal data. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLength: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationError: '$context.integrationErrorMessage',
  /** Of signed requests: who, and why not. */
  caller: '$context.identity.userArn',
  refusal: '$context.error.message',
};

/**
 * The HTTP door, throttled as a whole. Systems show a bearer key or a provider's signature over
 * the raw body, which only the functions can check, so their routes carry no authorizer. People
 * sign their requests, and IAM checks these before any function sees them.
 */
export class HouseHttpApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      description: `Events and webhooks of cartera ${config.environment}`,
      createDefaultStage: false,
    });
    const { ratePerSecond: rateLimit, burst: burstLimit } = config.apiThrottle;
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit, burstLimit },
      detailedMetricsEnabled: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLogs', { retention: config.logRetentionDays }),
        ),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
  }
}

export type Routes = {
  /** For systems: the function checks who calls. */
  readonly route: (
    path: string,
    handler: HouseFunction,
    methods: readonly ('GET' | 'POST')[],
  ) => void;
  /** For people: IAM checks who calls. */
  readonly operatorRoute: (route: OperatorRoute, handler: HouseFunction) => void;
};

/**
 * Routes of a door that stand in `scope`, which may belong to another stack than the door: that
 * stack then names the door, and the door knows nothing of it.
 */
export const createRoutes = (scope: Construct, api: HttpApi): Routes => {
  /** One for each function, whatever the number of its routes. */
  const integrations = new Map<string, HttpLambdaIntegration>();
  const integrationOf = (handler: HouseFunction): HttpLambdaIntegration => {
    const { id } = handler.node;
    const known = integrations.get(id);
    if (known) return known;
    const made = new HttpLambdaIntegration(`${id}Integration`, handler.function);
    integrations.set(id, made);
    return made;
  };
  const add = (
    method: 'GET' | 'POST',
    path: string,
    handler: HouseFunction,
    authorizer?: HttpIamAuthorizer,
  ): void => {
    new HttpRoute(scope, `${method}${path}`, {
      httpApi: api,
      routeKey: HttpRouteKey.with(path, HttpMethod[method]),
      integration: integrationOf(handler),
      ...(authorizer ? { authorizer } : {}),
    });
  };
  return {
    route: (path, handler, methods) => {
      for (const method of methods) add(method, path, handler);
    },
    operatorRoute: (route, handler) => {
      const [method, path] = route.split(' ') as ['GET' | 'POST', string];
      add(method, path, handler, new HttpIamAuthorizer());
    },
  };
};
