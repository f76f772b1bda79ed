import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
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
  private readonly integrations = new Map<string, HttpLambdaIntegration>();

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

  /** For systems: the function checks who calls. */
  route(path: string, handler: HouseFunction, methods: readonly ('GET' | 'POST')[]): void {
    this.api.addRoutes({
      path,
      methods: methods.map((method) => HttpMethod[method]),
      integration: this.integrationOf(handler),
    });
  }

  /** For people: IAM checks who calls. */
  operatorRoute(route: OperatorRoute, handler: HouseFunction): void {
    const [method, path] = route.split(' ') as ['GET' | 'POST', string];
    this.api.addRoutes({
      path,
      methods: [HttpMethod[method]],
      integration: this.integrationOf(handler),
      authorizer: new HttpIamAuthorizer(),
    });
  }

  /** One for each function, whatever the number of its routes. */
  private integrationOf(handler: HouseFunction): HttpLambdaIntegration {
    const { id } = handler.node;
    const known = this.integrations.get(id);
    if (known) return known;
    const made = new HttpLambdaIntegration(`${id}Integration`, handler.function);
    this.integrations.set(id, made);
    return made;
  }
}
