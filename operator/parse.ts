import { parseArgs } from 'node:util';
import { type Command, UsageError } from './command.ts';

export type Target =
  | { readonly kind: 'environment'; readonly name: string }
  /** `url` is undefined for the session that was started last. */
  | { readonly kind: 'local'; readonly url: string | undefined; readonly caller: string };

export type Line =
  | { readonly kind: 'help'; readonly command: Command | undefined }
  | {
      readonly kind: 'run';
      readonly command: Command;
      readonly args: Readonly<Record<string, string>>;
      readonly options: Readonly<Record<string, string>>;
      readonly target: Target;
      readonly json: boolean;
    };

/** `--local URL` and `--local` alone: the parser of node knows no optional values. */
const withLocal = (words: readonly string[]): string[] =>
  words.flatMap((word, index) => {
    if (/^https?:\/\//.test(word) && words[index - 1] === '--local') return [];
    if (word !== '--local') return [word];
    const next = words[index + 1];
    return [`--local=${next !== undefined && /^https?:\/\//.test(next) ? next : ''}`];
  });

/** The command whose words the line begins with; the longest, when several do. */
export const commandIn = (
  words: readonly string[],
  commands: readonly Command[],
): Command | undefined => {
  const plain = words.filter((word) => !word.startsWith('-'));
  const starts = (name: string) =>
    name.split(' ').every((part, index) => plain[index] === part && words[index] === part);
  return commands
    .filter(({ name }) => starts(name))
    .sort((left, right) => right.name.length - left.name.length)[0];
};

/** Commands that share a word, or how a word begins, with what was typed. */
const nearOf = (words: readonly string[], commands: readonly Command[]): string => {
  const begun = words.filter((word) => /^[a-z]{3}/.test(word)).map((word) => word.slice(0, 4));
  const [first, second] = begun.map((start) =>
    commands.filter(({ name }) => name.split(' ').some((part) => part.startsWith(start))),
  );
  const both = (first ?? []).filter((command) => second?.includes(command) === true);
  const near = both.length > 0 ? both : (first ?? []);
  return near.length === 0 ? '' : `; did you mean ${near.map(({ name }) => name).join(', ')}?`;
};

const optionsOf = (command: Command) => ({
  ...Object.fromEntries(
    Object.entries(command.options).map(([name, { value }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  ),
  env: { type: 'string' as const },
  local: { type: 'string' as const },
  as: { type: 'string' as const },
  json: { type: 'boolean' as const },
  help: { type: 'boolean' as const },
});

const parsed = (command: Command, words: readonly string[]) => {
  try {
    return parseArgs({
      args: withLocal(words),
      options: optionsOf(command),
      allowPositionals: true,
    });
  } catch (error) {
    const unknown = /^Unknown option '(\S+?)'/.exec(
      error instanceof Error ? error.message : '',
    )?.[1];
    if (unknown !== undefined) {
      const known = Object.keys(optionsOf(command)).map((name) => `--${name}`);
      throw new UsageError(
        `there is no option ${unknown}; ${command.name} has ${known.join(', ')}`,
      );
    }
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
};

const targetOf = (values: Readonly<Record<string, unknown>>): Target => {
  const { env, local, as } = values;
  if ((env === undefined) === (local === undefined)) {
    throw new UsageError('expected --env NAME or --local');
  }
  if (typeof env === 'string') {
    if (as !== undefined) throw new UsageError('--as goes with --local; AWS knows who you are');
    return { kind: 'environment', name: env };
  }
  return {
    kind: 'local',
    url: local === '' ? undefined : String(local),
    caller: typeof as === 'string' ? as : 'operator',
  };
};

/** Reads a command line. @throws UsageError when it cannot be understood. */
export const readLine = (words: readonly string[], commands: readonly Command[]): Line => {
  const command = commandIn(words, commands);
  if (command === undefined) {
    if (words.length === 0 || words.includes('--help')) return { kind: 'help', command };
    const end = words.findIndex((word) => word.startsWith('-'));
    const typed = end === -1 ? words : words.slice(0, end);
    const what =
      typed.length === 0 ? 'expected a command' : `there is no command ${typed.join(' ')}`;
    throw new UsageError(`${what}${nearOf(typed, commands)}`);
  }
  const rest = words.slice(command.name.split(' ').length);
  const { positionals, ...given } = parsed(command, rest);
  const values: Readonly<Record<string, unknown>> = given.values;
  if (values['help'] === true) return { kind: 'help', command };
  if (positionals.length !== command.args.length) {
    const expected = command.args.map(({ name }) => name).join(' ') || 'no arguments';
    throw new UsageError(`expected ${expected}, got ${positionals.join(' ') || 'nothing'}`);
  }
  const options: Record<string, string> = {};
  for (const [name, { required }] of Object.entries(command.options)) {
    const value = values[name];
    if (value === undefined && required) throw new UsageError(`--${name} is missing`);
    if (value === true) options[name] = 'yes';
    if (typeof value === 'string') options[name] = value;
  }
  return {
    kind: 'run',
    command,
    args: Object.fromEntries(
      command.args.map(({ name }, index) => [name, positionals[index] ?? '']),
    ),
    options,
    target: targetOf(values),
    json: values['json'] === true,
  };
};
