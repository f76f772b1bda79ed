import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

/** Encrypted under our key in every environment: CloudWatch cannot publish under the key of AWS. */
export const createTopic = (
  scope: Construct,
  id: string,
  props: { readonly key: IKey; readonly emails: readonly string[] },
): Topic => {
  const topic = new Topic(scope, id, { masterKey: props.key, enforceSSL: true });
  for (const email of props.emails) topic.addSubscription(new EmailSubscription(email));
  return topic;
};

/** A topic with a policy of its own loses the default that lets the account's alarms publish. */
export const letAlarmsPublish = (topic: Topic): void =>
  letServicePublish(topic, 'cloudwatch.amazonaws.com');

/** Lets a service publish in the name of this account, and of no other. */
export const letServicePublish = (topic: Topic, service: string): void => {
  topic.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal(service)],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(topic).account } },
    }),
  );
};
