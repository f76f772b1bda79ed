import { type CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { paginateListSubscriptionsByTopic, type SNSClient } from '@aws-sdk/client-sns';
import { type Deployed, ofType } from '../deployed.ts';
import { type Finding, note, problem, when } from '../finding.ts';

const check = 'alarms';

/** DescribeAlarms takes this many names a call. */
const namesPerCall = 100;

/** Every alarm is on and tells somebody; those that ring are told here too. */
export const checkAlarms = async (
  client: CloudWatchClient,
  deployed: Deployed,
): Promise<readonly Finding[]> => {
  const names = ofType(deployed, 'AWS::CloudWatch::Alarm').map(({ physicalId }) => physicalId);
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (let from = 0; from < names.length; from += namesPerCall) {
    const AlarmNames = names.slice(from, from + namesPerCall);
    for await (const page of paginateDescribeAlarms({ client }, { AlarmNames })) {
      for (const alarm of page.MetricAlarms ?? []) {
        const name = alarm.AlarmName ?? '';
        seen.add(name);
        findings.push(
          ...when(alarm.ActionsEnabled === false, () =>
            problem(check, `${name} is muted.`, 'Enable its actions in CloudWatch.'),
          ),
          ...when((alarm.AlarmActions ?? []).length === 0, () =>
            problem(check, `${name} tells nobody.`, 'Deploy again: its action was taken away.'),
          ),
          ...when(alarm.StateValue === 'ALARM', () =>
            note(check, `${name} is ringing.`, alarm.AlarmDescription ?? 'Read its description.'),
          ),
        );
      }
    }
  }
  for (const name of names.filter((each) => !seen.has(each))) {
    findings.push(problem(check, `${name} was deleted.`, 'Deploy again.'));
  }
  return findings;
};

/** Somebody reads every topic, and said so by confirming the subscription. */
export const checkSubscribers = async (
  client: SNSClient,
  deployed: Deployed,
): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const { logicalId, physicalId } of ofType(deployed, 'AWS::SNS::Topic')) {
    let confirmed = 0;
    let pending = 0;
    const pages = paginateListSubscriptionsByTopic({ client }, { TopicArn: physicalId });
    for await (const { Subscriptions = [] } of pages) {
      for (const { SubscriptionArn } of Subscriptions) {
        if (SubscriptionArn === 'PendingConfirmation') pending += 1;
        else if (SubscriptionArn !== 'Deleted') confirmed += 1;
      }
    }
    if (confirmed === 0) {
      const remedy =
        pending > 0
          ? 'Confirm it through the link that SNS mailed; after three days deploy the address anew.'
          : 'Name an address in alertEmails and deploy, or subscribe a pager to the topic.';
      const what =
        pending > 0
          ? `Nobody has confirmed a subscription to ${logicalId} (${pending} pending).`
          : `Nobody is subscribed to ${logicalId}.`;
      findings.push(problem('subscribers', what, remedy));
    }
  }
  return findings;
};
