import { type Option, UsageError } from '../command.ts';

/** What stands after a semicolon is the next of a list. */
export const listOf = (text: string): string[] =>
  text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const reasonOf = (text: string): { code: string; text: string } => {
  const [code = '', ...words] = text.split(':');
  const said = words.join(':').trim();
  if (said === '')
    throw new UsageError(`--told ${text}: expected "code: text as the notice says it"`);
  return { code: code.trim(), text: said };
};

/** What whoever has credit, or asks for it, is told of an act that gives them less. */
export const told: Option = {
  does: '"code: text" as the notice says it, several with ; between',
  value: 'REASONS',
};

export const reasonsIn = ({
  options,
}: {
  readonly options: Readonly<Record<string, string>>;
}): object =>
  options['told'] === undefined ? {} : { reasons: listOf(options['told']).map(reasonOf) };
