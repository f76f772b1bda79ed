import { SESv2Client, type SESv2ClientConfig, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { unsubscribeHeaders } from '../../domain/contact/unsubscribe.ts';
import type {
  EmailSender,
  LetterSender,
  OutboundEmail,
  OutboundLetter,
} from '../../ports/contact.ts';
import { classifySendError, sendOnce } from '../provider-error.ts';

/**
 * Refusals that pass: a rate or daily quota was reached, or somebody paused sending. What is
 * wrong with the message, the identity or the account is final.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
const transient = new Set(['LimitExceededException', 'SendingPausedException']);

const charset = 'UTF-8';

/** A display name beyond ASCII travels as an encoded word (RFC 2047); the address stays as it is. */
const headerAddress = (address: string): string => {
  const match = /^(.*[^\x20-\x7e].*) (<[^<>]+>)$/.exec(address);
  return match
    ? `=?UTF-8?B?${Buffer.from(match[1] ?? '', 'utf8').toString('base64')}?= ${match[2]}`
    : address;
};

const listHeaders = (url: string, replyTo: string) =>
  Object.entries(unsubscribeHeaders(url, replyTo)).map(([Name, Value]) => ({ Name, Value }));

const tagsOf = (email: OutboundEmail | OutboundLetter) =>
  'letterId' in email
    ? [{ Name: 'letterId', Value: email.letterId }]
    : [
        { Name: 'attemptId', Value: email.attemptId },
        { Name: 'accountHash', Value: email.accountHash },
      ];

/** What a letter brings along, or what ends messages of its kind. */
const partsOf = (email: OutboundEmail | OutboundLetter, replyTo: string) => {
  if ('letterId' in email) {
    const { bytes, fileName, contentType } = email.attachment;
    const Attachment = {
      RawContent: bytes,
      FileName: fileName,
      ContentType: contentType,
      ContentDisposition: 'ATTACHMENT' as const,
      ContentTransferEncoding: 'BASE64' as const,
    };
    return { Attachments: [Attachment] };
  }
  const { unsubscribeUrl } = email;
  return unsubscribeUrl === undefined ? {} : { Headers: listHeaders(unsubscribeUrl, replyTo) };
};

/** A client that never sends by itself what was asked for once. */
export const createSesClient = (config: SESv2ClientConfig = {}): SESv2Client =>
  new SESv2Client({ ...config, ...sendOnce });

/**
 * E-mail through SES v2. The attempt id travels as a tag, which the configuration set's events
 * bring back, so that a send whose answer was lost is still settled.
 */
export const createEmailSender = (deps: {
  readonly client: SESv2Client;
  readonly fromAddress: string;
  readonly replyTo: string;
  readonly configurationSetName: string;
}): EmailSender & LetterSender => ({
  send: async (email: OutboundEmail | OutboundLetter) => {
    const command = new SendEmailCommand({
      FromEmailAddress: headerAddress(deps.fromAddress),
      ReplyToAddresses: [deps.replyTo],
      Destination: { ToAddresses: [email.to] },
      Content: {
        Simple: {
          Subject: { Data: email.subject, Charset: charset },
          Body: {
            Html: { Data: email.html, Charset: charset },
            Text: { Data: email.text, Charset: charset },
          },
          ...partsOf(email, deps.replyTo),
        },
      },
      EmailTags: tagsOf(email),
      ConfigurationSetName: deps.configurationSetName,
    });
    try {
      const { MessageId } = await deps.client.send(command);
      return MessageId === undefined
        ? { result: 'ambiguous', error: 'MessageIdMissing' }
        : { result: 'accepted', providerMessageId: MessageId };
    } catch (error) {
      return classifySendError(error, transient);
    }
  },
});
