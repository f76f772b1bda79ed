import { type Api, accountPath } from './api.ts';
import { type Argument, type Command, CommandFailed, type Option } from './command.ts';

/** Options of every command that changes something: why, under which id, for which day. */
export const actOptions = {
  reason: { does: 'why, in a few words without names of people', value: 'TEXT', required: true },
  'act-id': { does: 'id of the act (default: a new one); the same again is harmless', value: 'ID' },
} as const satisfies Record<string, Option>;

export const dayOption = {
  on: { does: 'business day that it counts for (default: today)', value: 'DATE' },
} as const satisfies Record<string, Option>;

type Given = {
  readonly args: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
};

/** Answers after which the act has certainly not happened. */
const definite: ReadonlySet<string> = new Set(['refused', 'malformed', 'not-found', 'forbidden']);

const isDefinite = ({ answer }: CommandFailed): boolean => {
  const { error, message } = (answer ?? {}) as { error?: string; message?: string };
  return message === 'Forbidden' || (error !== undefined && definite.has(error));
};

/** Without a clear answer the act may have happened: its id makes a repeat harmless. */
const send = async (api: Api, path: string, body: unknown, actId: string): Promise<unknown> => {
  try {
    return await api.post(path, body);
  } catch (error) {
    if (!(error instanceof CommandFailed) || isDefinite(error)) throw error;
    const hint = `it may have happened; repeat the command with --act-id ${actId}`;
    throw new CommandFailed(`${error.message}\n${hint}`, error.answer);
  }
};

type Acted = { readonly outcome?: string };

/** A command that carries out one act through a route of the API. */
export const actCommand = (plan: {
  readonly name: string;
  readonly does: string;
  readonly args: readonly Argument[];
  readonly options?: Readonly<Record<string, Option>>;
  readonly path: (given: Given) => string;
  /** The act and what belongs to it, without the fields that every act has. */
  readonly body: (given: Given) => Readonly<Record<string, unknown>>;
  /** What was done, for a person. */
  readonly done: (given: Given, answer: unknown) => string;
}): Command => ({
  name: plan.name,
  does: plan.does,
  args: plan.args,
  options: { ...plan.options, ...actOptions },
  run: async ({ args, options, api, newId }) => {
    const actId = options['act-id'] ?? newId();
    const given = { args, options };
    const body = {
      actId,
      reason: options['reason'],
      ...(options['on'] === undefined ? {} : { on: options['on'] }),
      ...plan.body(given),
    };
    const answer = await send(await api(), plan.path(given), body, actId);
    const before = (answer as Acted).outcome === 'done-before' ? ' (was done before)' : '';
    return { lines: [`${plan.done(given, answer)}${before}`, `act ${actId}`], json: answer };
  },
});

export const ACCOUNT: Argument = {
  name: 'ACCOUNT',
  does: 'customer|legal entity|currency, such as "acme|main|USD"',
};

export const accountActs = ({ args }: Given): string => accountPath(args['ACCOUNT'] ?? '', '/acts');
