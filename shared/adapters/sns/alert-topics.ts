import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Severity } from '../../domain/alerts/alert.ts';
import type { AlertTopics } from '../../ports/alerts.ts';

/** SNS takes subjects of up to 100 printable ASCII characters; see the Publish API, Subject. */
const subjectOf = (text: string): string => text.replaceAll(/[^ -~]/g, '?').slice(0, 100);

/**
 * People (e-mail, and whoever has no form of its own) get the text, programs (queues, functions,
 * HTTP) the data as JSON. Kind and severity are attributes, so that a subscription can filter.
 */
export const createAlertTopics = (deps: {
  readonly client: SNSClient;
  /** A function that publishes to one severity only names one. */
  readonly topicArns: Readonly<Partial<Record<Severity, string>>>;
}): AlertTopics => ({
  publish: async ({ severity, kind, subject, text, data }) => {
    const TopicArn = deps.topicArns[severity];
    if (TopicArn === undefined) throw new TypeError(`no topic for ${severity} alerts`);
    const json = JSON.stringify(data);
    await deps.client.send(
      new PublishCommand({
        TopicArn,
        Subject: subjectOf(subject),
        MessageStructure: 'json',
        Message: JSON.stringify({
          default: text,
          email: text,
          sqs: json,
          lambda: json,
          http: json,
          https: json,
          sms: subjectOf(subject),
        }),
        MessageAttributes: {
          kind: { DataType: 'String', StringValue: kind },
          severity: { DataType: 'String', StringValue: severity },
        },
      }),
    );
  },
});
