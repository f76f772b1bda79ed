import { PublishCommand, SNSClient, type SNSClientConfig } from '@aws-sdk/client-sns';
import type { SendResult, TextSender } from '../../ports/contact.ts';
import { classifySendError, sendOnce } from '../provider-error.ts';

/** SNS has no refusals of its own that pass beside throttling, which all services share. */
const transient = new Set<string>();

const text = (value: string) => ({ DataType: 'String', StringValue: value });

/** As a rule SNS takes the text and reports the refusal in its log. */
const optedOut = new Set(['OptedOutException', 'OptedOut']);

const answerTo = (error: unknown): SendResult => {
  const answer = classifySendError(error, transient);
  return answer.result === 'rejected' && optedOut.has(answer.error)
    ? { ...answer, optedOut: true }
    : answer;
};

/** A client that never sends by itself what was asked for once. */
export const createSnsTextClient = (config: SNSClientConfig = {}): SNSClient =>
  new SNSClient({ ...config, ...sendOnce });

/**
 * Text messages through SNS. `Transactional` asks for the more reliable route. The attempt id is
 * an attribute for whoever reads the request; SNS does not deliver it and reports nothing back
 * for texts, so an answer that is lost ends as unknown.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html
 */
export const createTextSender = (deps: {
  readonly client: SNSClient;
  readonly senderId: string | undefined;
}): TextSender => ({
  send: async (message) => {
    const command = new PublishCommand({
      PhoneNumber: message.to,
      Message: message.text,
      MessageAttributes: {
        'AWS.SNS.SMS.SMSType': text('Transactional'),
        ...(deps.senderId === undefined ? {} : { 'AWS.SNS.SMS.SenderID': text(deps.senderId) }),
        attemptId: text(message.attemptId),
      },
    });
    try {
      const { MessageId } = await deps.client.send(command);
      return MessageId === undefined
        ? { result: 'ambiguous', error: 'MessageIdMissing' }
        : { result: 'accepted', providerMessageId: MessageId };
    } catch (error) {
      return answerTo(error);
    }
  },
});
