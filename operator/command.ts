import type { Api } from './api.ts';
import type { Estate } from './estate/estate.ts';

/** What a command was given and what it may use; `api` is reached when it is asked for. */
export type Invocation = {
  /** By the names of the command's arguments. */
  readonly args: Readonly<Record<string, string>>;
  /** By the names of the command's options; flags are `'yes'` when they were set. */
  readonly options: Readonly<Record<string, string>>;
  readonly api: () => Promise<Api>;
  /** The environment's AWS resources, for what no route offers; as whoever is signed in to AWS. */
  readonly estate: () => Promise<Estate>;
  /** The environment named by `--env`; undefined with `--local`. */
  readonly environment: string | undefined;
  /** A new id, for an act that was given none. */
  readonly newId: () => string;
};

/** What a command says: for a person by default, with `--json` as it is. */
export type Said = {
  readonly lines: readonly string[];
  readonly json: unknown;
  /** False ends the command with 1: what it looked at is not well. */
  readonly ok?: boolean;
};

export type Argument = { readonly name: string; readonly does: string };

export type Option = {
  readonly does: string;
  /** What stands for its value in the usage, such as `DATE`; a flag has none. */
  readonly value?: string;
  readonly required?: true;
};

/** A line of the table of commands. */
export type Command = {
  /** One or several words: `account show`. */
  readonly name: string;
  readonly does: string;
  readonly args: readonly Argument[];
  readonly options: Readonly<Record<string, Option>>;
  readonly run: (invocation: Invocation) => Promise<Said>;
};

export { CommandFailed, UsageError } from './errors.ts';
