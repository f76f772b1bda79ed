import {
  GetSMSAttributesCommand,
  GetSMSSandboxAccountStatusCommand,
  paginateListOriginationNumbers,
  type SNSClient,
} from '@aws-sdk/client-sns';
import { type Finding, note, problem, when } from '../finding.ts';

const check = 'text messages';

export type TextNeed = {
  readonly senderId: string | undefined;
  readonly monthlyBudgetUsd: number;
};

const canText = async (client: SNSClient): Promise<boolean> => {
  for await (const { PhoneNumbers = [] } of paginateListOriginationNumbers({ client }, {})) {
    if (PhoneNumbers.some(({ NumberCapabilities = [] }) => NumberCapabilities.includes('SMS'))) {
      return true;
    }
  }
  return false;
};

/** Text messages leave, are paid for, come from somebody, and say what became of them. */
export const checkTexts = async (
  client: SNSClient,
  need: TextNeed,
): Promise<readonly Finding[]> => {
  const { IsInSandbox } = await client.send(new GetSMSSandboxAccountStatusCommand({}));
  const { attributes = {} } = await client.send(new GetSMSAttributesCommand({}));
  const limit = Number(attributes['MonthlySpendLimit'] ?? 1);
  const hasNumber = await canText(client);
  return [
    ...when(IsInSandbox === true, () =>
      problem(
        check,
        'SNS is in its SMS sandbox: only verified numbers get text messages.',
        'Ask AWS to take the account out of the SMS sandbox in this region.',
      ),
    ),
    ...when(limit < need.monthlyBudgetUsd, () =>
      problem(
        check,
        `The SMS spend limit is ${limit} USD a month; contact.smsMonthlyBudgetUsd is ${need.monthlyBudgetUsd}.`,
        'Ask for the limit, set MonthlySpendLimit, or lower the budget: at the limit SNS drops messages without an error.',
      ),
    ),
    ...when(!hasNumber && need.senderId === undefined, () =>
      problem(
        check,
        'There is no origination number for text messages, and contact.smsSenderId is not set.',
        'Lease a number that sends SMS in the countries of your customers, or set a sender id where they allow one.',
      ),
    ),
    ...when(!hasNumber && need.senderId !== undefined, () =>
      note(
        check,
        `Text messages go out under the sender id ${need.senderId}; there is no number to answer to.`,
        'Check that each country allows sender ids and has this one registered; lease a number where it does not, or where debtors must be able to opt out by text.',
      ),
    ),
    ...when(!attributes['DeliveryStatusIAMRole'], () =>
      problem(
        check,
        'SNS does not log what became of text messages.',
        'Set DeliveryStatusIAMRole to a role that may write logs: aws sns set-sms-attributes --attributes DeliveryStatusIAMRole=ROLE_ARN,DeliveryStatusSuccessSamplingRate=100.',
      ),
    ),
    ...when(
      Boolean(attributes['DeliveryStatusIAMRole']) &&
        attributes['DeliveryStatusSuccessSamplingRate'] !== '100',
      () =>
        problem(
          check,
          `SNS logs ${attributes['DeliveryStatusSuccessSamplingRate'] ?? 0} % of the text messages that arrived.`,
          'Set DeliveryStatusSuccessSamplingRate to 100 with aws sns set-sms-attributes.',
        ),
    ),
  ];
};
