import type { Model } from '../assembly/model.ts';
import { type SecretProperties, secret } from '../assembly/schemas.ts';
import { declared } from '../assembly/supported.ts';
import type { Random } from '../kernel/random.ts';
import { AwsError, type Input, optionalText, type Service, textOf } from './service.ts';

export type Secrets = {
  readonly service: Service;
  /** Makes a value current; the one that was becomes the previous one. */
  readonly rotate: (handle: string, value: string) => void;
  readonly current: (handle: string) => string;
};

type Version = { readonly id: string; readonly value: string; readonly createdAt: number };
type Held = { readonly arn: string; readonly name: string; current: Version; previous?: Version };

const DEFAULT_LENGTH = 32;
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

const generate = (
  rules: NonNullable<SecretProperties['GenerateSecretString']>,
  random: Random,
): string => {
  const alphabet = [
    rules.ExcludeLowercase === true ? '' : LOWER,
    rules.ExcludeUppercase === true ? '' : UPPER,
    rules.ExcludeNumbers === true ? '' : DIGITS,
    rules.ExcludePunctuation === true ? '' : PUNCTUATION,
    rules.IncludeSpace === true ? ' ' : '',
  ].join('');
  const allowed = Array.from(alphabet).filter((one) => !rules.ExcludeCharacters?.includes(one));
  const length = rules.PasswordLength ?? DEFAULT_LENGTH;
  const password = Array.from({ length }, () => allowed[random.below(allowed.length)]).join('');
  if (rules.GenerateStringKey === undefined) return password;
  const template: unknown = JSON.parse(rules.SecretStringTemplate ?? '{}');
  return JSON.stringify({ ...(template as object), [rules.GenerateStringKey]: password });
};

/**
 * Secrets with a current and a previous version. Values come from the host program by handle; what
 * it does not give is generated from the seed as the template says.
 */
export const createSecrets = (deps: {
  readonly model: Model;
  readonly given: Readonly<Record<string, string>>;
  readonly random: Random;
  readonly now: () => number;
}): Secrets => {
  const { model, given, random, now } = deps;
  const version = (value: string): Version => ({ id: random.uuid(), value, createdAt: now() });
  const byArn = new Map<string, Held>();
  for (const { resource, properties } of declared(model, 'AWS::SecretsManager::Secret', secret)) {
    const { arn, name } = resource.identity;
    const value =
      properties.SecretString ?? generate(properties.GenerateSecretString ?? {}, random.fork(name));
    byArn.set(arn, { arn, name, current: version(value) });
  }

  const locate = (handle: string): Held => {
    const { arn } = model.find(handle, 'AWS::SecretsManager::Secret').identity;
    return byArn.get(arn) as Held;
  };
  for (const [handle, value] of Object.entries(given)) locate(handle).current = version(value);

  const held = (input: Input): Held => {
    const id = textOf(input, 'SecretId');
    const found = byArn.get(id) ?? [...byArn.values()].find(({ name }) => name === id);
    if (found !== undefined) return found;
    throw new AwsError(
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret.",
    );
  };

  return {
    service: {
      name: 'secretsmanager',
      namespace: 'com.amazonaws.secretsmanager',
      operations: {
        GetSecretValue: {
          demands: (input) => [
            {
              action: 'secretsmanager:GetSecretValue',
              resource: held(input).arn,
              context: new Map([
                [
                  'secretsmanager:versionstage',
                  optionalText(input, 'VersionStage') ?? 'AWSCURRENT',
                ],
              ]),
            },
          ],
          run: (input) => {
            const found = held(input);
            const stage = optionalText(input, 'VersionStage') ?? 'AWSCURRENT';
            const wanted = stage === 'AWSPREVIOUS' ? found.previous : found.current;
            if (wanted === undefined || (stage !== 'AWSPREVIOUS' && stage !== 'AWSCURRENT')) {
              throw new AwsError(
                'ResourceNotFoundException',
                `Secrets Manager can't find the specified secret value for staging label: ${stage}`,
              );
            }
            return {
              ARN: found.arn,
              Name: found.name,
              VersionId: wanted.id,
              SecretString: wanted.value,
              VersionStages: [stage],
              CreatedDate: new Date(wanted.createdAt),
            };
          },
        },
      },
    },
    rotate: (handle, value) => {
      const found = locate(handle);
      found.previous = found.current;
      found.current = version(value);
    },
    current: (handle) => locate(handle).current.value,
  };
};
