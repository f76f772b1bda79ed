import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { type Finding, problem } from '../finding.ts';

/** Whoever asks is in the account that the configuration names. */
export const checkCaller = async (
  client: STSClient,
  account: string | undefined,
): Promise<readonly Finding[]> => {
  const { Account } = await client.send(new GetCallerIdentityCommand({}));
  if (account === undefined || Account === account) return [];
  return [
    problem(
      'account',
      `The credentials are of account ${Account}; the configuration names ${account}.`,
      'Choose the profile of the right account (AWS_PROFILE) and examine again.',
    ),
  ];
};
