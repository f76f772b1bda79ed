/** A message that a provider accepted for a person. */
export type OutboxMessage = OutboxEmail | OutboxText;

type Common = {
  /** Virtual epoch milliseconds of the acceptance. */
  readonly at: number;
  /** The provider's id of the message. */
  readonly providerMessageId: string;
  /** Addresses or the phone number. */
  readonly to: readonly string[];
};

export type OutboxEmail = Common & {
  readonly channel: 'email';
  readonly from: string;
  readonly replyTo: readonly string[];
  readonly subject: string;
  readonly html: string | undefined;
  readonly text: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly configurationSet: string | undefined;
  /** Absent for none. */
  readonly attachments?: readonly {
    readonly fileName: string;
    readonly contentType: string | undefined;
    readonly bytes: Uint8Array;
  }[];
};

export type OutboxText = Common & {
  readonly channel: 'sms';
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
};

/** A message published to a topic. */
export type TopicMessage = {
  readonly at: number;
  readonly topicArn: string;
  readonly topic: string;
  readonly messageId: string;
  readonly subject: string | undefined;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
};
