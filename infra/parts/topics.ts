import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { createTopic, letAlarmsPublish } from '../constructs/topic.ts';
import type { Topics } from '../house.ts';

/** Alerts about the book by severity, and one topic about the system itself. */
export const createTopics = (scope: Construct, config: Config, key: IKey): Topics => {
  const emails = config.alertEmails;
  const operations = createTopic(scope, 'OperationsTopic', { key, emails });
  letAlarmsPublish(operations);
  return {
    info: createTopic(scope, 'AlertsInfoTopic', { key, emails }),
    warning: createTopic(scope, 'AlertsWarningTopic', { key, emails }),
    critical: createTopic(scope, 'AlertsCriticalTopic', { key, emails }),
    operations,
  };
};
