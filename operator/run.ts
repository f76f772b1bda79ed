import { createApi, type Transport } from './api.ts';
import { type Command, CommandFailed, UsageError } from './command.ts';
import type { Estate } from './estate/estate.ts';
import { commandIn, readLine, type Target } from './parse.ts';
import { usageOf, usageOfCommand } from './usage.ts';

export type Surroundings = {
  readonly commands: readonly Command[];
  /** How to reach the target; asked for once, when the command calls the API. */
  readonly connect: (target: Target) => Promise<Transport>;
  /** How to reach the AWS resources of the target; left out where only the API is there. */
  readonly estate?: (target: Target) => Promise<Estate>;
  readonly newId: () => string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
};

/**
 * Runs one command line.
 * @returns its exit code: 0 done, 1 refused or not well, 2 not understood.
 */
export const runLine = async (words: readonly string[], around: Surroundings): Promise<number> => {
  const { commands, out, err } = around;
  try {
    const line = readLine(words, commands);
    if (line.kind === 'help') {
      out(line.command === undefined ? usageOf(commands) : usageOfCommand(line.command));
      return 0;
    }
    const { command, args, options, target, json } = line;
    const said = await command.run({
      args,
      options,
      newId: around.newId,
      environment: target.kind === 'environment' ? target.name : undefined,
      api: async () => createApi(await around.connect(target)),
      estate: async () => {
        if (around.estate !== undefined) return around.estate(target);
        throw new CommandFailed(`${command.name} needs the AWS resources of the environment`);
      },
    });
    out(json ? `${JSON.stringify(said.json, null, 2)}\n` : `${said.lines.join('\n')}\n`);
    return said.ok === false ? 1 : 0;
  } catch (error) {
    if (error instanceof UsageError) {
      const command = commandIn(words, commands);
      const help = command === undefined ? '--help' : `${command.name} --help`;
      err(`cartera: ${error.message}\nnpm run cartera -- ${help} tells how it is used\n`);
      return 2;
    }
    if (error instanceof CommandFailed) {
      if (words.includes('--json') && error.answer !== undefined) {
        out(`${JSON.stringify(error.answer, null, 2)}\n`);
      }
      err(`cartera: ${error.message}\n`);
      return 1;
    }
    if (error instanceof Error && '$metadata' in error) {
      // What AWS refuses, for want of a permission as a rule, is no defect of the command.
      err(`cartera: AWS refused: ${error.name}: ${error.message}\n`);
      return 1;
    }
    throw error;
  }
};
