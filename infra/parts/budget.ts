import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';

const PERCENT_SPENT = 80;
const PERCENT_FORECAST = 100;

/** AWS Budgets mails at most this many addresses for one notification. */
const MAX_SUBSCRIBERS = 10;

/** Tells whoever is alerted before the month costs more than planned; it stops nothing. */
export const createBudget = (scope: Construct, config: Config): void => {
  const { alarms, alertEmails, environment } = config;
  const subscribers = alertEmails
    .slice(0, MAX_SUBSCRIBERS)
    .map((address) => ({ subscriptionType: 'EMAIL', address }));
  const notice = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
    notification: {
      notificationType,
      comparisonOperator: 'GREATER_THAN',
      threshold,
      thresholdType: 'PERCENTAGE',
    },
    subscribers,
  });
  new CfnBudget(scope, 'Budget', {
    budget: {
      budgetName: `cartera-${environment}`,
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: alarms.monthlyBudgetUsd, unit: 'USD' },
    },
    notificationsWithSubscribers:
      subscribers.length === 0
        ? []
        : [notice('ACTUAL', PERCENT_SPENT), notice('FORECASTED', PERCENT_FORECAST)],
  });
};
