/** A principal of the account that signs its requests: a user, or a role in a session. */
export type Caller = {
  /** `arn:aws:iam::ACCOUNT:user/NAME` or `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`. */
  readonly arn: string;
};

/**
 * `requestContext.authorizer.iam` of payload format 2.0, as a route with IAM authorization hands
 * it over. Nothing here is a credential: the runtime checks no signature.
 */
export const callerContext = ({ arn }: Caller) => {
  const accountId = arn.split(':')[4] ?? '';
  const name = arn.split('/').at(-1) ?? '';
  return {
    accessKey: 'AKIALOCAL',
    accountId,
    callerId: `AIDALOCAL:${name}`,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: arn,
    userId: `AIDALOCAL:${name}`,
  };
};
