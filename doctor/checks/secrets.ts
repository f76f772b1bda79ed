import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Deployed, ofType } from '../deployed.ts';
import { type Finding, problem } from '../finding.ts';

/**
 * How many values a secret accepts, those that were drawn for us included; undefined when it is
 * not in the form that functions read.
 */
const countValid = (text: string | undefined): number | undefined => {
  try {
    const value: unknown = JSON.parse(text ?? '');
    if (typeof value !== 'object' || value === null || !('valid' in value)) return undefined;
    const { valid } = value;
    if (!Array.isArray(valid)) return undefined;
    const values: unknown[] = [...valid, ...('generated' in value ? [value.generated] : [])];
    return values.every((each) => typeof each === 'string' && each !== '')
      ? values.length
      : undefined;
  } catch {
    return undefined;
  }
};

/** Others are signed with values that may change; by this one, applicants are known for good. */
const neverChanged = 'ApplicantSecret';

const holdsDrawn = (text: string | undefined): boolean => {
  const value: unknown = JSON.parse(text ?? '');
  return typeof value === 'object' && value !== null && 'generated' in value;
};

/** Every secret holds at least one value; what it is never leaves this function. */
export const checkSecrets = async (
  client: SecretsManagerClient,
  deployed: Deployed,
): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const { logicalId, physicalId } of ofType(deployed, 'AWS::SecretsManager::Secret')) {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: physicalId }));
    const count = countValid(SecretString);
    if (logicalId === neverChanged && count !== undefined && !holdsDrawn(SecretString)) {
      const lost = `${logicalId} has lost the value drawn with it: no application is taken up, for its applicant would be a stranger.`;
      const version = `aws secretsmanager get-secret-value --secret-id ${physicalId} --version-stage AWSPREVIOUS`;
      findings.push(problem('secrets', lost, `Find it (${version}) and put the whole text back.`));
      continue;
    }
    if (count !== undefined && count > 0) continue;
    const what =
      count === 0
        ? `${logicalId} holds no value: its door answers everybody with a refusal.`
        : `${logicalId} is not in the form {"valid": ["..."]}: its door fails.`;
    const remedy = `Put it: aws secretsmanager put-secret-value --secret-id ${physicalId} --secret-string '{"valid":["..."]}'.`;
    findings.push(problem('secrets', what, remedy));
  }
  return findings;
};
