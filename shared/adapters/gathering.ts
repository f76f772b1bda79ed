import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { bureauMapping } from '../../bureau-mappings/catalogue.ts';
import type {
  BureauPlan,
  BureauSettings,
  RestBureau,
} from '../domain/credit/gathering/settings.ts';
import { InvariantError } from '../domain/errors.ts';
import type { CreditFiles } from '../ports/applications.ts';
import type { Bureau } from '../ports/bureau.ts';
import type { Clock } from '../ports/clock.ts';
import type { RateStore } from '../ports/credit-lines.ts';
import type { GatheredFiles } from '../ports/gathering.ts';
import type { ApplicationReads } from '../services/credit/gathering-case.ts';
import { createRestBureau } from './bureau/rest.ts';
import { createSandboxBureau } from './bureau/sandbox.ts';
import { createApplicationReader } from './dynamodb/applications.ts';
import { createRateStore } from './dynamodb/credit-lines.ts';
import { createGatheredFiles } from './gathered-files.ts';
import { createAwsCreditFiles } from './s3/credit-files.ts';
import { createSecretsClient } from './secrets/client.ts';
import { createSecretValues } from './secrets/secret-values.ts';

const required = z.string().min(1);

/** Environment variables of every function that gathers. */
export const gatheringVariables = {
  CREDIT_TABLE_NAME: required,
  CREDIT_FILES_BUCKET_NAME: required,
} as const;

type Variables = z.infer<z.ZodObject<typeof gatheringVariables>>;

/** What every source needs, on AWS. */
export const createAwsGathering = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly variables: Variables;
}): {
  readonly applications: ApplicationReads;
  readonly files: GatheredFiles;
  readonly creditFiles: CreditFiles;
  readonly rates: Pick<RateStore, 'newest'>;
} => {
  const { client, variables } = deps;
  const bucketName = variables.CREDIT_FILES_BUCKET_NAME;
  const creditFiles = createAwsCreditFiles(bucketName);
  const tableName = variables.CREDIT_TABLE_NAME;
  return {
    applications: createApplicationReader({ client, tableName }),
    rates: createRateStore({ client, tableName }),
    files: createGatheredFiles(creditFiles),
    creditFiles,
  };
};

/** `BUREAU_<NAME>_SECRET_ARN`: each bureau has a key of its own. */
const secretVariable = (name: string): string =>
  `BUREAU_${name.toUpperCase().replaceAll('-', '_')}_SECRET_ARN`;

const isRest = (plan: BureauPlan): plan is RestBureau => plan.kind === 'rest';

/** The variables that the bureaus of these settings need. */
export const bureauVariables = ({ bureaus }: BureauSettings): Record<string, z.ZodString> =>
  Object.fromEntries(bureaus.filter(isRest).map(({ name }) => [secretVariable(name), required]));

/**
 * The bureaus of an environment.
 *
 * @throws RangeError when the settings name a mapping that was never published.
 */
export const createBureaus = (deps: {
  readonly settings: BureauSettings;
  readonly variables: Readonly<Record<string, string>>;
  readonly clock: Clock;
}): ((plan: BureauPlan) => Bureau) => {
  const { settings, variables, clock } = deps;
  const secrets = createSecretsClient();
  const restBureau = ({ name, url, timeoutMs, mapping }: RestBureau): Bureau => {
    const secretArn = variables[secretVariable(name)] ?? '';
    return createRestBureau({
      url,
      timeoutMs,
      clock,
      mapping: bureauMapping(mapping.name, mapping.version),
      secret: createSecretValues({ client: secrets, secretArn, clock }),
    });
  };
  const bureaus = new Map(
    settings.bureaus.map((plan): [string, Bureau] => [
      plan.name,
      isRest(plan) ? restBureau(plan) : createSandboxBureau(),
    ]),
  );
  return ({ name }) => {
    const bureau = bureaus.get(name);
    if (bureau === undefined) throw new InvariantError(`${name} is no bureau of the settings`);
    return bureau;
  };
};
