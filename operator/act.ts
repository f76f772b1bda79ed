import { accountPath } from './api.ts';
import type { Argument, Command, Option } from './command.ts';

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
    const answer = await (await api()).post(plan.path(given), body);
    const before = (answer as Acted).outcome === 'done-before' ? ' (was done before)' : '';
    return { lines: [`${plan.done(given, answer)}${before}`, `act ${actId}`], json: answer };
  },
});

export const ACCOUNT: Argument = {
  name: 'ACCOUNT',
  does: 'customer|legal entity|currency, such as "acme|main|USD"',
};

export const accountActs = ({ args }: Given): string => accountPath(args['ACCOUNT'] ?? '', '/acts');
