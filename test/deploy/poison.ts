import type { Emulator } from './emulator.ts';
import { rawCall } from './raw-call.ts';

type Configuration = {
  readonly FunctionName: string;
  readonly Environment?: { readonly Variables: Readonly<Record<string, string>> };
};

const functionPath = '/2015-03-31/functions';

const lambda = <Answer>(
  emulator: Emulator,
  method: 'GET' | 'PUT',
  path: string,
  input?: object,
): Promise<Answer> =>
  rawCall<Answer>(emulator, {
    service: 'lambda',
    method,
    path: `${functionPath}${path}`,
    ...(input === undefined ? {} : { input }),
  });

/**
 * Points a setting of a deployed function at something that does not exist, as a bad deployment
 * would.
 *
 * @param functionId its logical id.
 * @returns what puts the deployed settings back.
 */
export const poison = async (
  emulator: Emulator,
  functionId: string,
  setting: string,
): Promise<() => Promise<void>> => {
  const { Functions } = await lambda<{ Functions: readonly Configuration[] }>(emulator, 'GET', '/');
  const found = Functions.find(({ FunctionName }) => FunctionName.includes(`-${functionId}-`));
  const variables = found?.Environment?.Variables ?? {};
  if (found === undefined || variables[setting] === undefined) {
    throw new Error(`there is no function ${functionId} with a setting ${setting}`);
  }
  const set = (Variables: Readonly<Record<string, string>>): Promise<unknown> =>
    lambda(emulator, 'PUT', `/${found.FunctionName}/configuration`, { Environment: { Variables } });
  await set({ ...variables, [setting]: `${variables[setting]}-gone` });
  return async () => {
    await set(variables);
  };
};
