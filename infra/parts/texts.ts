import { CfnOutput, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { createTopic, letServicePublish } from '../constructs/topic.ts';
import type { Texts } from '../house.ts';

/**
 * Where SNS tells what became of texts to phones: log groups with names of its choice, one of each
 * for the account and region.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html
 */
const statusLogs = (scope: Construct, config: Config): readonly ILogGroup[] => {
  const { account, region } = Stack.of(scope);
  const group = (id: string, name: string): ILogGroup =>
    config.contact.textLogs === 'create'
      ? new LogGroup(scope, id, { logGroupName: name, retention: config.logRetentionDays })
      : LogGroup.fromLogGroupName(scope, id, name);
  const name = `sns/${region}/${account}/DirectPublishToPhoneNumber`;
  return [group('TextStatusLogs', name), group('TextFailureLogs', `${name}/Failure`)];
};

/**
 * The ways back from text messages. That SNS writes the logs, and which number sends what comes in
 * to the topic, are settings of the account that CloudFormation has no resource for.
 */
export const createTexts = (scope: Construct, config: Config, key: IKey): Texts => {
  const logs = statusLogs(scope, config);
  if (config.contact.textLogs === 'create') {
    const { account } = Stack.of(scope);
    const role = new Role(scope, 'TextStatusRole', {
      description: 'Lets SNS write the delivery status of text messages',
      assumedBy: new ServicePrincipal('sns.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: logs.map(({ logGroupArn }) => logGroupArn),
      }),
    );
    new CfnOutput(scope, 'TextStatusRoleArn', { value: role.roleArn });
  }
  const inbound = createTopic(scope, 'InboundTextsTopic', { key, emails: [] });
  letServicePublish(inbound, 'sms-voice.amazonaws.com');
  new CfnOutput(scope, 'InboundTextsTopicArn', { value: inbound.topicArn });
  return { logs, inbound };
};
