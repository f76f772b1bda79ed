import type { Model } from '../assembly/model.ts';
import { configurationSet, emailIdentity, eventDestination } from '../assembly/schemas.ts';
import { declared } from '../assembly/supported.ts';
import type { Demand } from '../iam/principal.ts';
import type { Clock } from '../kernel/clock.ts';
import { UnsupportedError } from '../kernel/errors.ts';
import type { Random } from '../kernel/random.ts';
import type { OutboxEmail } from '../outbox.ts';
import { fateOf, SENDING_EVENTS, type SendingEvent } from './mailbox.ts';
import {
  AwsError,
  type Input,
  listOf,
  optionalText,
  recordOf,
  type Service,
  textOf,
} from './service.ts';

const MAX_RECIPIENTS = 50;

export type EmitEvent = (event: {
  readonly source: string;
  readonly detailType: string;
  readonly detail: object;
  readonly resources: readonly string[];
}) => void;

type Destination = {
  readonly set: string;
  readonly types: ReadonlySet<string>;
  readonly arn: string;
};

const textsOf = (input: Input, member: string): readonly string[] => {
  const value = input[member];
  return Array.isArray(value) ? value.map(String) : [];
};

const plainType = (type: string): string => type.replaceAll('_', '').toUpperCase();

const addressOf = (formatted: string): string =>
  (/<([^>]+)>\s*$/.exec(formatted)?.[1] ?? formatted).trim();

const content = (part: Input, member: string): string | undefined =>
  optionalText(recordOf(part, member), 'Data');

const pairsOf = (entries: readonly Input[]): Record<string, string> =>
  Object.fromEntries(entries.map((entry) => [String(entry['Name']), String(entry['Value'])]));

/** `RawContent` is bytes in the SDK's call, and base64 on the wire. */
const attachmentOf = (given: Input): NonNullable<OutboxEmail['attachments']>[number] => {
  const { RawContent: raw } = given;
  if (!(raw instanceof Uint8Array) || raw.length === 0) {
    throw new AwsError('BadRequestException', 'An attachment must have a RawContent of bytes.');
  }
  return {
    fileName: textOf(given, 'FileName'),
    contentType: optionalText(given, 'ContentType'),
    bytes: Uint8Array.from(raw),
  };
};

/** SESv2: every accepted message lands in the outbox; its events go to the default bus. */
export const createSes = (deps: {
  readonly model: Model;
  readonly clock: Clock;
  readonly random: Random;
  readonly deliver: (message: OutboxEmail) => void;
  readonly emit: EmitEvent;
}): Service => {
  const { model, clock, random } = deps;
  const identities = new Map(
    declared(model, 'AWS::SES::EmailIdentity', emailIdentity).map(({ resource, properties }) => [
      properties.EmailIdentity.toLowerCase(),
      {
        arn: resource.identity.arn,
        defaultSet: properties.ConfigurationSetAttributes?.ConfigurationSetName,
      },
    ]),
  );
  const sets = new Map(
    declared(model, 'AWS::SES::ConfigurationSet', configurationSet).map(
      ({ resource, properties }) => [
        resource.identity.name,
        {
          arn: resource.identity.arn,
          enabled: properties.SendingOptions?.SendingEnabled !== false,
        },
      ],
    ),
  );
  const destinations: Destination[] = declared(
    model,
    'AWS::SES::ConfigurationSetEventDestination',
    eventDestination,
  ).flatMap(({ resource, properties }) => {
    const { Enabled, EventBridgeDestination, MatchingEventTypes } = properties.EventDestination;
    if (EventBridgeDestination === undefined) {
      throw new UnsupportedError(`${resource.path}: only an EventBridge destination is supported.`);
    }
    if (Enabled === false) return [];
    // Templates write `deliveryDelay`, the API writes `DELIVERY_DELAY`.
    const types = new Set(MatchingEventTypes.map(plainType));
    return [
      { set: properties.ConfigurationSetName, types, arn: EventBridgeDestination.EventBusArn },
    ];
  });

  /** The identity of the address itself, or of its domain. */
  const identityOf = (from: string) => {
    const address = addressOf(from).toLowerCase();
    return identities.get(address) ?? identities.get(address.slice(address.indexOf('@') + 1));
  };
  const requireIdentity = (from: string) => {
    const identity = identityOf(from);
    if (identity !== undefined) return identity;
    throw new AwsError(
      'MessageRejected',
      `Email address is not verified. The following identities failed the check in region US-EAST-1: ${addressOf(from)}`,
    );
  };
  const setNameOf = (input: Input, from: string): string | undefined =>
    optionalText(input, 'ConfigurationSetName') ?? identityOf(from)?.defaultSet;

  const requireSet = (name: string) => {
    const set = sets.get(name);
    if (set === undefined) {
      throw new AwsError('NotFoundException', `Configuration set <${name}> does not exist.`, {
        status: 404,
      });
    }
    if (!set.enabled) {
      throw new AwsError(
        'SendingPausedException',
        `Sending is paused for configuration set <${name}>.`,
      );
    }
    return set;
  };

  const publish = (email: OutboxEmail, type: SendingEvent, detail: object): void => {
    const { configurationSet: set } = email;
    const identity = identityOf(email.from);
    for (const destination of destinations) {
      if (destination.set !== set || !destination.types.has(plainType(type))) continue;
      deps.emit({
        source: 'aws.ses',
        detailType: SENDING_EVENTS[type].detailType,
        resources: [sets.get(set)?.arn ?? ''],
        detail: {
          eventType: SENDING_EVENTS[type].eventType,
          mail: {
            timestamp: new Date(email.at).toISOString(),
            source: email.from,
            sourceArn: identity?.arn,
            sendingAccountId: identity?.arn.split(':')[4],
            messageId: email.providerMessageId,
            destination: email.to,
            headersTruncated: false,
            headers: [
              { name: 'From', value: email.from },
              { name: 'To', value: email.to.join(', ') },
              { name: 'Subject', value: email.subject },
            ],
            commonHeaders: {
              from: [email.from],
              to: email.to,
              messageId: email.providerMessageId,
              subject: email.subject,
            },
            tags: {
              'ses:configuration-set': [set],
              'ses:from-domain': [addressOf(email.from).split('@')[1]],
              ...Object.fromEntries(
                Object.entries(email.tags).map(([name, value]) => [name, [value]]),
              ),
            },
          },
          ...detail,
        },
      });
    }
  };

  const sendEmail = (input: Input): { MessageId: string } => {
    const from = textOf(input, 'FromEmailAddress');
    requireIdentity(from);
    const setName = setNameOf(input, from);
    if (setName !== undefined) requireSet(setName);
    const destination = recordOf(input, 'Destination');
    const to = ['ToAddresses', 'CcAddresses', 'BccAddresses'].flatMap((kind) =>
      textsOf(destination, kind),
    );
    if (to.length === 0 || to.length > MAX_RECIPIENTS) {
      throw new AwsError(
        'BadRequestException',
        `Expected 1 to ${MAX_RECIPIENTS} recipients, got ${to.length}.`,
      );
    }
    const message = recordOf(recordOf(input, 'Content'), 'Simple');
    if (Object.keys(message).length === 0) {
      throw new UnsupportedError('SendEmail is supported with Content.Simple only.');
    }
    const body = recordOf(message, 'Body');
    const attachments = listOf(message, 'Attachments').map(attachmentOf);
    const email: OutboxEmail = {
      channel: 'email',
      at: clock.now(),
      providerMessageId: `${random.uuid()}-000000`,
      from,
      to,
      replyTo: textsOf(input, 'ReplyToAddresses'),
      subject: content(message, 'Subject') ?? '',
      html: content(body, 'Html'),
      text: content(body, 'Text'),
      headers: pairsOf(listOf(message, 'Headers')),
      tags: pairsOf(listOf(input, 'EmailTags')),
      configurationSet: setName,
      ...(attachments.length === 0 ? {} : { attachments }),
    };
    deps.deliver(email);
    clock.schedule(clock.now(), 'email sent', () => publish(email, 'SEND', { send: {} }));
    for (const recipient of email.to) {
      for (const { type, afterMs, detail } of fateOf(addressOf(recipient))) {
        clock.schedule(clock.now() + afterMs, `email ${type}`, () =>
          publish(email, type, detail(recipient, new Date(clock.now()).toISOString())),
        );
      }
    }
    return { MessageId: email.providerMessageId };
  };

  return {
    name: 'ses',
    namespace: 'com.amazonaws.sesv2',
    operations: {
      SendEmail: {
        demands: (input) => {
          const from = textOf(input, 'FromEmailAddress');
          const context = new Map([['ses:fromaddress', addressOf(from)]]);
          const demand = (resource: string): Demand => ({
            action: 'ses:SendEmail',
            resource,
            context,
          });
          const set = setNameOf(input, from);
          const setArn = set === undefined ? undefined : sets.get(set)?.arn;
          return [
            demand(requireIdentity(from).arn),
            ...(setArn === undefined ? [] : [demand(setArn)]),
          ];
        },
        run: sendEmail,
      },
    },
  };
};
