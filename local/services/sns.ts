import type { Model } from '../assembly/model.ts';
import {
  type SubscriptionProperties,
  subscription,
  topic as topicSchema,
} from '../assembly/schemas.ts';
import { declared } from '../assembly/supported.ts';
import type { Principal } from '../iam/principal.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Random } from '../kernel/random.ts';
import type { OutboxText, TopicMessage } from '../outbox.ts';
import { queueUrlOf } from './arns.ts';
import type { Gateway } from './gateway.ts';
import { CARRIER_MS, statusOf } from './handset.ts';
import type { InvokeAsync } from './lambda/async.ts';
import type { LogGroups } from './log-groups.ts';
import {
  AwsError,
  type Input,
  type Output,
  optionalText,
  recordOf,
  type Service,
  textOf,
} from './service.ts';

export type { InvokeAsync } from './lambda/async.ts';

const PHONE = /^\+[1-9]\d{6,14}$/;
const MAX_BYTES = 262_144;

type Topic = {
  readonly arn: string;
  readonly name: string;
  readonly subscribers: SubscriptionProperties[];
};

const attributesOf = (input: Input): Record<string, string> =>
  Object.fromEntries(
    Object.entries(recordOf(input, 'MessageAttributes')).map(([name, value]) => [
      name,
      optionalText(value as Input, 'StringValue') ?? '',
    ]),
  );

const envelope = (message: TopicMessage): object => ({
  Type: 'Notification',
  MessageId: message.messageId,
  TopicArn: message.topicArn,
  ...(message.subject === undefined ? {} : { Subject: message.subject }),
  Message: message.message,
  Timestamp: new Date(message.at).toISOString(),
  MessageAttributes: Object.fromEntries(
    Object.entries(message.attributes).map(([name, Value]) => [name, { Type: 'String', Value }]),
  ),
});

/** SNS: topics with their queue and function subscribers; a publish to a phone is a text message. */
export const createSns = (deps: {
  readonly model: Model;
  readonly clock: Clock;
  readonly random: Random;
  readonly gateway: () => Gateway;
  readonly invokeAsync: InvokeAsync;
  readonly logs: LogGroups;
  readonly deliver: (message: OutboxText) => void;
  readonly onTopic: (message: TopicMessage) => void;
}): Service => {
  const { model, clock, random } = deps;
  const topics = new Map<string, Topic>();
  for (const { resource, properties } of declared(model, 'AWS::SNS::Topic', topicSchema)) {
    const { arn, name } = resource.identity;
    const subscribers = (properties.Subscription ?? []).map((one) =>
      subscription.parse({ ...one, TopicArn: arn }),
    );
    topics.set(arn, { arn, name, subscribers });
  }
  for (const { properties } of declared(model, 'AWS::SNS::Subscription', subscription)) {
    topics.get(properties.TopicArn)?.subscribers.push(properties);
  }

  /** People read e-mail and texts of a topic; the record of the publish stands for them. */
  const fanOut = async (message: TopicMessage, target: SubscriptionProperties): Promise<void> => {
    const principal: Principal = {
      kind: 'service',
      service: 'sns.amazonaws.com',
      sourceArn: message.topicArn,
    };
    if (target.Protocol === 'sqs') {
      const body =
        target.RawMessageDelivery === true ? message.message : JSON.stringify(envelope(message));
      await deps.gateway().call(principal, 'sqs', 'SendMessage', {
        QueueUrl: queueUrlOf(target.Endpoint),
        MessageBody: body,
      });
    }
    if (target.Protocol === 'lambda') {
      deps.invokeAsync(principal, target.Endpoint, {
        Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns: envelope(message) }],
      });
    }
  };

  const publishToTopic = (topic: Topic, input: Input): Output => {
    const message: TopicMessage = {
      at: clock.now(),
      topicArn: topic.arn,
      topic: topic.name,
      messageId: random.uuid(),
      subject: optionalText(input, 'Subject'),
      message: textOf(input, 'Message'),
      attributes: attributesOf(input),
    };
    deps.onTopic(message);
    for (const target of topic.subscribers) {
      clock.schedule(clock.now(), `notify ${topic.name}`, () => fanOut(message, target));
    }
    return { MessageId: message.messageId };
  };

  const publishToPhone = (phone: string, input: Input): Output => {
    if (!PHONE.test(phone)) {
      throw new AwsError(
        'InvalidParameterException',
        `Invalid parameter: PhoneNumber Reason: ${phone} is not valid to publish to`,
      );
    }
    const messageId = random.uuid();
    deps.deliver({
      channel: 'sms',
      at: clock.now(),
      providerMessageId: messageId,
      to: [phone],
      text: textOf(input, 'Message'),
      attributes: attributesOf(input),
    });
    const sentAt = clock.now();
    clock.schedule(sentAt + CARRIER_MS, 'text answered', () => {
      const { failed, line } = statusOf(messageId, phone, sentAt);
      const group = `sns/${deps.logs.region}/${deps.logs.account}/DirectPublishToPhoneNumber`;
      deps.logs.write(failed ? `${group}/Failure` : group, line);
    });
    return { MessageId: messageId };
  };

  const topicOf = (arn: string): Topic => {
    const topic = topics.get(arn);
    if (topic !== undefined) return topic;
    throw new AwsError('NotFoundException', 'Topic does not exist', { status: 404 });
  };

  return {
    name: 'sns',
    namespace: 'com.amazonaws.sns',
    operations: {
      Publish: {
        // A publish to a phone has no resource: only a statement on all resources allows it.
        demands: (input) => [
          {
            action: 'sns:Publish',
            resource: optionalText(input, 'TopicArn') ?? optionalText(input, 'TargetArn') ?? '*',
          },
        ],
        run: (input) => {
          if (Buffer.byteLength(textOf(input, 'Message')) > MAX_BYTES) {
            throw new AwsError('InvalidParameterException', 'Invalid parameter: Message too long');
          }
          const phone = optionalText(input, 'PhoneNumber');
          if (phone !== undefined) return publishToPhone(phone, input);
          return publishToTopic(
            topicOf(optionalText(input, 'TopicArn') ?? textOf(input, 'TargetArn')),
            input,
          );
        },
      },
    },
  };
};
