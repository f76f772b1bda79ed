import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/tool.ts';
import type { Emulator } from './emulator.ts';

/** Outputs by stack, as the CDK CLI writes them. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Runs a script of ours, or one of a package, against the emulator.
 *
 * @returns what it printed.
 * @throws Error with all that it printed when it fails.
 */
export const runQuietly = (args: readonly string[], { environment }: Emulator): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...environment, CI: 'true' },
    });
    const printed: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => printed.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const text = String(Buffer.concat(printed));
      if (code === 0) resolve(text);
      else reject(new Error(`${args.join(' ')}: exit ${code}\n${text}`));
    });
  });

/**
 * Bootstraps the account and deploys an environment with the command that a person would use.
 *
 * @returns the outputs of its stacks.
 * @throws Error with what the CDK CLI printed when a stack does not come up.
 */
export const deploy = async (
  emulator: Emulator,
  options: { readonly env: string; readonly assembly: string; readonly scratch: string },
): Promise<Outputs> => {
  const outputs = join(options.scratch, 'outputs.json');
  const cdk = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const commands = join(root, 'scripts', 'cdk.ts');
  const place = ['--env', options.env, '--out', options.assembly];
  const unattended = ['--require-approval', 'never', '--outputs-file', outputs];
  await runQuietly([commands, 'synth', ...place], emulator);
  await runQuietly([cdk, 'bootstrap', '--app', options.assembly], emulator);
  await runQuietly([commands, 'deploy', ...place, '--', ...unattended], emulator);
  return JSON.parse(readFileSync(outputs, 'utf8')) as Outputs;
};
