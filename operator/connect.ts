import { existsSync, readFileSync } from 'node:fs';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { readConfig } from '../infra/config.ts';
import { callerHeader } from '../local/dev/server.ts';
import { sessionFile } from '../local/dev/session-file.ts';
import { type Transport, targetOf } from './api.ts';
import { CommandFailed } from './command.ts';
import type { Target } from './parse.ts';
import { createSigner } from './signer.ts';

/** A command that hangs is worse than one that fails: the gateway gives up after 29 s. */
const patienceMs = 35_000;

const send = async (
  url: string,
  request: { method: string; headers: Record<string, string>; body?: string },
): ReturnType<Transport> => {
  try {
    const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(patienceMs) });
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    if (/ECONNREFUSED/.test(`${String(cause)} ${(cause as { code?: string }).code ?? ''}`)) {
      throw new CommandFailed(
        `nothing answers at ${new URL(url).origin}; a local session is started with: npm run dev`,
      );
    }
    throw new CommandFailed(`${new URL(url).origin} cannot be reached: ${String(cause)}`);
  }
};

const bodyOf = (body: unknown): { headers: Record<string, string>; body?: string } =>
  body === undefined
    ? { headers: {} }
    : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };

/** The session that `npm run dev` started last. */
export const lastSession = (): string => {
  if (!existsSync(sessionFile)) {
    throw new CommandFailed('no session has been started; start one with: npm run dev');
  }
  return (JSON.parse(readFileSync(sessionFile, 'utf8')) as { readonly base: string }).base;
};

const toSession = (url: string | undefined, caller: string): Transport => {
  const base = (url ?? lastSession()).replace(/\/$/, '');
  return (call) => {
    const { headers, ...rest } = bodyOf(call.body);
    return send(`${base}${targetOf(call)}`, {
      method: call.method,
      headers: { ...headers, [callerHeader]: caller },
      ...rest,
    });
  };
};

/** An output of the environment's core stack. @throws CommandFailed when it is not deployed. */
export const outputOf = (stack: Stack | undefined, key: string): string => {
  const value = stack?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
  if (value === undefined) {
    throw new CommandFailed(`the stack ${stack?.StackName ?? ''} has no output ${key}`);
  }
  return value;
};

const stackOf = async (environment: string): Promise<Stack | undefined> => {
  const { region } = readConfig(environment);
  const client = new CloudFormationClient(region === undefined ? {} : { region });
  const StackName = `cartera-${environment}-core`;
  try {
    return (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandFailed(
      `the stack ${StackName} cannot be read: ${why}. It needs credentials of the account of ` +
        `${environment} (for example AWS_PROFILE, or aws sso login) and AWS_REGION.`,
    );
  }
};

const toEnvironment = async (environment: string): Promise<Transport> => {
  const stack = await stackOf(environment);
  const base = outputOf(stack, 'ApiUrl');
  const sign = createSigner({
    // arn:aws:cloudformation:REGION:ACCOUNT:stack/...
    region: stack?.StackId?.split(':')[3] ?? '',
    credentials: defaultProvider(),
  });
  return async (call) => {
    const { headers, body } = bodyOf(call.body);
    const url = new URL(`${base}${targetOf(call)}`);
    const signed = await sign({ method: call.method, url, headers, body });
    return send(url.href, { method: call.method, headers: signed, ...(body ? { body } : {}) });
  };
};

export const connect = async (target: Target): Promise<Transport> =>
  target.kind === 'local' ? toSession(target.url, target.caller) : toEnvironment(target.name);
