import type { Command } from './command.ts';

const common = `  --env NAME        the environment, by its deployed stacks and your AWS credentials
  --local [URL]     instead: the session of npm run dev (default: where it last said)
  --as NAME         with --local: who you are, a user name or a whole ARN (default: operator)
  --json            the answer as JSON
  --help            this text, or that of the command
`;

const width = 32;

const line = (left: string, right: string): string =>
  left.length < width
    ? `  ${left.padEnd(width)}${right}`
    : `  ${left}\n  ${' '.repeat(width)}${right}`;

const signature = ({ name, args }: Command): string =>
  [name, ...args.map((argument) => argument.name)].join(' ');

/** The usage of the whole: every command with what it does. */
export const usageOf = (commands: readonly Command[]): string =>
  [
    'usage: npm run cartera -- COMMAND [ARGUMENTS] --env NAME | --local [options]',
    '',
    ...commands.map((command) => line(signature(command), command.does)),
    '',
    common,
  ].join('\n');

/** The usage of one command, with its options. */
export const usageOfCommand = (command: Command): string =>
  [
    `usage: npm run cartera -- ${signature(command)} --env NAME | --local [options]`,
    '',
    `${command.does}.`,
    '',
    ...command.args.map(({ name, does }) => line(name, does)),
    ...Object.entries(command.options).map(([name, { value, does, required }]) =>
      line(
        `--${name}${value === undefined ? '' : ` ${value}`}`,
        required ? `${does}; required` : does,
      ),
    ),
    '',
    common,
  ].join('\n');
