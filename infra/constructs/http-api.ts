import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  type HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
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
};

/**
 * The HTTP door, throttled as a whole. Callers show a bearer key or a provider's signature over
 * the raw body, which only the functions can check, so the routes carry no authorizer.
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

  route(method: HttpMethod, path: string, handler: HouseFunction): void {
    this.api.addRoutes({
      path,
      methods: [method],
      integration: new HttpLambdaIntegration(`${handler.node.id}Integration`, handler.function),
    });
  }
}
