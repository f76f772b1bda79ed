import { commands as all } from '../../operator/commands.ts';
import type { Estate } from '../../operator/estate/estate.ts';
import { runLine, type Surroundings } from '../../operator/run.ts';

/** What a command line said, and how it ended. */
export type Spoken = { readonly code: number; readonly out: string; readonly err: string };

/** Runs command lines in this process; acts and operations get the ids act-1, act-2 ... */
export const commandLine = (around: Partial<Surroundings>) => {
  let acts = 0;
  return async (words: readonly string[], now: Partial<Surroundings> = {}): Promise<Spoken> => {
    const said = { out: '', err: '' };
    const code = await runLine(words, {
      commands: all,
      connect: () => Promise.reject(new Error('this command was not to ask the API')),
      newId: () => {
        acts += 1;
        return `act-${acts}`;
      },
      out: (text) => {
        said.out += text;
      },
      err: (text) => {
        said.err += text;
      },
      ...around,
      ...now,
    });
    return { code, ...said };
  };
};

/** Commands on the AWS resources of an environment in this process. */
export const maintaining = (
  estate: () => Estate,
  around: Partial<Surroundings> = {},
): ((...words: string[]) => Promise<Spoken>) => {
  const run = commandLine({ ...around, estate: async () => estate() });
  return (...words) => run(words.includes('--env') ? words : [...words, '--local']);
};

/** What a person reads when the API answers so; lines without the last one's end. */
export const readingOf = async (
  words: readonly string[],
  answer: object,
): Promise<readonly string[]> => {
  const { code, out, err } = await commandLine({
    connect: async () => async () => ({ status: 200, text: JSON.stringify(answer) }),
  })([...words, '--local']);
  if (code !== 0) throw new Error(err);
  return out.trimEnd().split('\n');
};
