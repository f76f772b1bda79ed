/** Event types of a configuration set, and the name and detail-type that EventBridge shows for each. */
export const SENDING_EVENTS = {
  SEND: { eventType: 'Send', detailType: 'Email Sent' },
  DELIVERY: { eventType: 'Delivery', detailType: 'Email Delivered' },
  DELIVERY_DELAY: { eventType: 'DeliveryDelay', detailType: 'Email Delivery Delayed' },
  BOUNCE: { eventType: 'Bounce', detailType: 'Email Bounced' },
  COMPLAINT: { eventType: 'Complaint', detailType: 'Email Complaint Received' },
  REJECT: { eventType: 'Reject', detailType: 'Email Rejected' },
} as const;

export type SendingEvent = keyof typeof SENDING_EVENTS;

/** What happens to a message after it was accepted. */
export type Fate = {
  readonly type: SendingEvent;
  /** Virtual milliseconds from acceptance. */
  readonly afterMs: number;
  /** The part of the event that is about this, at the moment it happens. */
  readonly detail: (recipient: string, timestamp: string) => object;
};

/** Virtual time from acceptance until the receiving server has answered. */
const ANSWER_MS = 2_000;
const COMPLAINT_MS = 60_000;
const DELAY_MS = 10 * 60_000;

const delivered: Fate = {
  type: 'DELIVERY',
  afterMs: ANSWER_MS,
  detail: (recipient, timestamp) => ({
    delivery: {
      timestamp,
      processingTimeMillis: ANSWER_MS,
      recipients: [recipient],
      smtpResponse: '250 2.0.0 Ok',
    },
  }),
};

const bounced = (bounceType: string, bounceSubType: string, smtp: object): Fate => ({
  type: 'BOUNCE',
  afterMs: ANSWER_MS,
  detail: (emailAddress, timestamp) => ({
    bounce: {
      bounceType,
      bounceSubType,
      bouncedRecipients: [{ emailAddress, ...smtp }],
      timestamp,
      feedbackId: `feedback-${Date.parse(timestamp)}`,
    },
  }),
});

const unknownUser = {
  action: 'failed',
  status: '5.1.1',
  diagnosticCode: 'smtp; 550 5.1.1 user unknown',
};

/**
 * The scenarios of the mailbox simulator, by the name before the address's `+`.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
 */
const SCENARIOS: Readonly<Record<string, readonly Fate[]>> = {
  success: [delivered],
  bounce: [bounced('Permanent', 'General', unknownUser)],
  suppressionlist: [
    bounced('Permanent', 'Suppressed', { ...unknownUser, diagnosticCode: 'suppressed address' }),
  ],
  ooto: [delivered, { ...bounced('Transient', 'General', {}), afterMs: 2 * ANSWER_MS }],
  complaint: [
    delivered,
    {
      type: 'COMPLAINT',
      afterMs: COMPLAINT_MS,
      detail: (emailAddress, timestamp) => ({
        complaint: {
          complainedRecipients: [{ emailAddress }],
          timestamp,
          feedbackId: `feedback-${Date.parse(timestamp)}`,
          complaintFeedbackType: 'abuse',
          arrivalDate: timestamp,
        },
      }),
    },
  ],
};

/** What no address of the simulator shows, for addresses under this name of our own. */
const OWN_SCENARIOS: Readonly<Record<string, readonly Fate[]>> = {
  delay: [
    {
      type: 'DELIVERY_DELAY',
      afterMs: DELAY_MS,
      detail: (emailAddress, timestamp) => ({
        deliveryDelay: {
          timestamp,
          delayType: 'MailboxFull',
          delayedRecipients: [
            { emailAddress, status: '4.2.2', diagnosticCode: 'smtp; 452 4.2.2 mailbox full' },
          ],
        },
      }),
    },
    { ...delivered, afterMs: 2 * DELAY_MS },
  ],
  reject: [
    { type: 'REJECT', afterMs: ANSWER_MS, detail: () => ({ reject: { reason: 'Bad content' } }) },
  ],
  'late-bounce': [
    delivered,
    { ...bounced('Permanent', 'General', unknownUser), afterMs: 60 * 60_000 },
  ],
};

/**
 * What becomes of a message to this address: as at SES, an address of its mailbox simulator has
 * the fate of its name, every other one is delivered to. Names under `fate.example` add the fates
 * for which SES has no such address.
 */
export const fateOf = (recipient: string): readonly Fate[] => {
  const [local = '', domain = ''] = recipient.toLowerCase().split('@');
  const [scenario = ''] = local.split('+');
  if (domain === 'simulator.amazonses.com') return SCENARIOS[scenario] ?? [delivered];
  if (domain === 'fate.example') return OWN_SCENARIOS[scenario] ?? [delivered];
  return [delivered];
};
