import { CfnOutput, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import {
  ConfigurationSet,
  ConfigurationSetEventDestination,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { Mail } from '../house.ts';
import { sesArn } from '../may.ts';

/** `a@b` of `Name <a@b>` or of `a@b`. */
const addressOf = (from: string): string => from.replace(/^.*<|>$/g, '');

/** What SES verifies is the domain. */
const domainOf = (address: string): string => address.split('@').at(-1) ?? address;

/** All that says what became of a message; opens and clicks would tell on the reader. */
const SENDING_EVENTS = [
  EmailSendingEvent.SEND,
  EmailSendingEvent.DELIVERY,
  EmailSendingEvent.DELIVERY_DELAY,
  EmailSendingEvent.BOUNCE,
  EmailSendingEvent.COMPLAINT,
  EmailSendingEvent.REJECT,
  EmailSendingEvent.RENDERING_FAILURE,
];

/**
 * The sending identity and the configuration set that tells what became of each message. Its
 * events go to the account's default bus, the only one that SES can reach.
 */
export const createMail = (scope: Construct, config: Config): Mail => {
  const stack = Stack.of(scope);
  const sender = addressOf(config.contact.fromAddress);
  const domain = domainOf(sender);
  const set = new ConfigurationSet(scope, 'ConfigurationSet', {
    tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
    reputationMetrics: true,
    suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
  });
  new ConfigurationSetEventDestination(scope, 'MailEventDestination', {
    configurationSet: set,
    destination: EventDestination.eventBus(
      EventBus.fromEventBusName(scope, 'DefaultBus', 'default'),
    ),
    events: SENDING_EVENTS,
  });
  if (config.contact.identity === 'create') {
    const identity = new EmailIdentity(scope, 'EmailIdentity', {
      identity: Identity.domain(domain),
    });
    // The domain is ours to send from once its DNS answers these.
    identity.dkimRecords.forEach(({ name, value }, index) => {
      new CfnOutput(scope, `DkimRecord${index + 1}`, { value: `${name} CNAME ${value}` });
    });
  }
  return {
    configurationSetName: set.configurationSetName,
    configurationSetArn: sesArn(stack, 'configuration-set', set.configurationSetName),
    sender,
    identityArn: sesArn(stack, 'identity', domain),
  };
};
