import type * as z from 'zod';

/** What the schema library calls a type, as the sender of an input does. */
const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  never: 'nothing',
};

const formats: Readonly<Record<string, string>> = {
  date: 'a day of the calendar such as 2026-01-31',
  datetime: 'a moment such as 2026-01-31T06:00:00Z',
  email: 'an e-mail address',
  url: 'a web address',
  uuid: 'a UUID',
};

const counted = (count: number | bigint, noun: string): string =>
  `${count} ${noun}${Number(count) === 1 ? '' : 's'}`;

/** `at least 1 character`, `more than 0`. */
const bound = (
  origin: string,
  limit: number | bigint,
  inclusive: boolean | undefined,
  words: readonly [inclusive: string, exclusive: string],
): string => {
  const word = inclusive === false ? words[1] : words[0];
  if (origin === 'string') return `${word} ${counted(limit, 'character')}`;
  if (origin === 'array' || origin === 'set') return `${word} ${counted(limit, 'item')}`;
  return `${word} ${limit}`;
};

const oneOf = (values: readonly unknown[]): string =>
  values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(', ')}`;

/** Words of the schema library itself; a schema's own begin with what is expected. */
const isStock = (message: string): boolean =>
  /^(Invalid|Too (small|big)|Unrecognized)\b/.test(message);

const named = (issue: z.core.$ZodIssue): string | undefined => {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] ?? issue.expected;
    case 'too_small':
      return bound(issue.origin, issue.minimum, issue.inclusive, ['at least', 'more than']);
    case 'too_big':
      return bound(issue.origin, issue.maximum, issue.inclusive, ['at most', 'less than']);
    case 'invalid_format':
      return formats[issue.format];
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_value':
      return oneOf(issue.values);
    case 'invalid_union': {
      if ('options' in issue && Array.isArray(issue.options)) return oneOf(issue.options);
      const each = issue.errors.map((errors) => {
        const [first] = errors;
        return errors.length === 1 && first !== undefined && first.path.length === 0
          ? named(first)
          : undefined;
      });
      return each.length === 0 || each.includes(undefined)
        ? undefined
        : [...new Set(each)].join(' or ');
    }
    default:
      return undefined;
  }
};

/** What a schema expected, in the words of this product: `expected at least 1 character`. */
export const expectationOf = (issue: z.core.$ZodIssue): string => {
  if (!isStock(issue.message)) return issue.message;
  if (issue.code === 'unrecognized_keys') return `expected no field ${issue.keys.join(', ')}`;
  const what = named(issue);
  return what === undefined ? 'expected something else' : `expected ${what}`;
};
