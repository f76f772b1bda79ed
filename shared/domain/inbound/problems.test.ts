import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { businessDate, currency, identifier } from '../../../events/envelope.ts';
import { expectationOf } from './expectation.ts';
import { problemAt, problemsOf, reasonOf } from './problems.ts';

const linesOf = (schema: z.ZodType, input: unknown): readonly string[] => {
  const { error } = schema.safeParse(input);
  if (error === undefined) throw new Error('expected a problem');
  return problemsOf(error, input).map((problem) => reasonOf(problem, 'sender'));
};

describe('problems are told by field, value and expectation', () => {
  const schema = z.strictObject({
    text: z.string().min(1).max(3).optional(),
    count: z.int().positive().max(9).optional(),
    rate: z.number().min(0.5).multipleOf(0.5).optional(),
    flag: z.boolean().optional(),
    list: z.array(z.string()).min(1).max(1).optional(),
    nested: z.object({ on: z.iso.datetime() }).optional(),
    kind: z.enum(['email', 'sms']).optional(),
    only: z.literal('live').optional(),
    either: z.union([z.string(), z.int()]).optional(),
    link: z.url({ protocol: /^https$/ }).optional(),
    day: businessDate.optional(),
    currency: currency.optional(),
    id: identifier.optional(),
    record: z.record(z.string(), z.int()).optional(),
  });

  it.each([
    [{ text: 5 }, 'text: 5; expected text'],
    [{ text: '' }, 'text: ""; expected at least 1 character'],
    [{ text: 'long' }, 'text: "long"; expected at most 3 characters'],
    [{ count: 'x' }, 'count: "x"; expected a number'],
    [{ count: 1.5 }, 'count: 1.5; expected a whole number'],
    [{ count: 0 }, 'count: 0; expected more than 0'],
    [{ count: 10 }, 'count: 10; expected at most 9'],
    [{ rate: 0.7 }, 'rate: 0.7; expected a multiple of 0.5'],
    [{ flag: 'yes' }, 'flag: "yes"; expected true or false'],
    [{ list: [] }, 'list: []; expected at least 1 item'],
    [{ list: ['a', 'b'] }, 'list: ["a","b"]; expected at most 1 item'],
    [{ list: 'a' }, 'list: "a"; expected a list'],
    [{ nested: 1 }, 'nested: 1; expected an object'],
    [{ nested: {} }, 'nested.on: nothing; expected text'],
    [
      { nested: { on: 'noon' } },
      'nested.on: "noon"; expected a moment such as 2026-01-31T06:00:00Z',
    ],
    [{ kind: 'fax' }, 'kind: "fax"; expected one of email, sms'],
    [{ only: 'dead' }, 'only: "dead"; expected live'],
    [{ either: true }, 'either: true; expected text or a number'],
    [{ link: 'nowhere' }, 'link: "nowhere"; expected a web address'],
    [{ day: '2026-02-30' }, 'day: "2026-02-30"; expected a day of the calendar such as 2026-01-31'],
    [{ day: '1066-10-14' }, 'day: "1066-10-14"; expected a day from 1900-01-01 to 9998-12-31'],
    [{ currency: 'usd' }, 'currency: "usd"; expected an ISO 4217 code such as USD'],
    [{ id: 'a b' }, 'id: "a b"; expected no white space, control character, # or |'],
    [{ record: { a: 'b' } }, 'record.a: "b"; expected a number'],
  ])('%j', (input, line) => {
    expect(linesOf(schema, input)).toEqual([line]);
  });

  it('names each field that nobody knows, with its value', () => {
    expect(linesOf(schema, { colour: 'red', size: 4 })).toEqual([
      'colour: "red"; expected no such field',
      'size: 4; expected no such field',
    ]);
  });

  it('lists the acts when the one that was asked for does not exist', () => {
    const acts = z.discriminatedUnion('act', [
      z.object({ act: z.literal('hold-case') }),
      z.object({ act: z.literal('close-case') }),
    ]);
    expect(linesOf(acts, { act: 'burn' })).toEqual([
      'act: "burn"; expected one of hold-case, close-case',
    ]);
    expect(linesOf(acts, {})).toEqual(['act: nothing; expected one of hold-case, close-case']);
  });
});

it('keeps what stands in unknown fields out of the journal', () => {
  const { error } = z.strictObject({}).safeParse({ mail: 'ana@example.com' });
  const [problem] = error === undefined ? [] : problemsOf(error, { mail: 'ana@example.com' });
  expect(problem && reasonOf(problem, 'journal')).toBe('mail: (not shown); expected no such field');
});

describe('what is shown of a value', () => {
  const shownAt = (input: unknown, path: readonly PropertyKey[]) => {
    const { value, field } = problemAt(input, path, 'expected other');
    return `${field}: ${value}`;
  };

  it('is its JSON, cut to a readable length', () => {
    expect(shownAt({ a: [{ b: 'x' }] }, ['a', 0, 'b'])).toBe('a.0.b: "x"');
    expect(shownAt({ a: 'x'.repeat(78) }, ['a'])).toBe(`a: "${'x'.repeat(78)}"`);
    expect(shownAt({ a: 'x'.repeat(79) }, ['a'])).toBe(`a: "${'x'.repeat(79)}...`);
    expect(shownAt({ a: () => 1 }, ['a'])).toBe('a: function');
    expect(shownAt([1], [])).toBe(': [1]');
  });

  it('is nothing where nothing is, at whatever point the path ends', () => {
    for (const input of [{}, { a: null }, { a: 5 }, { a: 'text' }, { a: {} }, null, undefined, 7]) {
      expect(shownAt(input, ['a', 'length'])).toBe('a.length: nothing');
    }
    // What every object has by birth was not sent.
    expect(shownAt({}, ['toString'])).toBe('toString: nothing');
  });
});

describe('a sender with many mistakes', () => {
  it('is told the first twenty', () => {
    const wrong = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`f${index}`, 1]));
    const { error } = z.strictObject({ first: z.string() }).safeParse(wrong);
    const problems = error === undefined ? [] : problemsOf(error, wrong, 'data');
    expect(problems).toHaveLength(20);
    expect(problems[0]).toMatchObject({ field: 'data.first', value: 'nothing' });
    expect(problems[19]).toMatchObject({ field: 'data.f18', value: '1' });
  });
});

describe('the words of an expectation', () => {
  const words = (schema: z.ZodType, input: unknown): string | undefined => {
    const [issue] = schema.safeParse(input).error?.issues ?? [];
    return issue && expectationOf(issue);
  };

  it.each<[z.ZodType, unknown, string]>([
    [z.set(z.string()).min(2), new Set(['a']), 'expected at least 2 items'],
    [z.number().lt(5), 5, 'expected less than 5'],
    [z.number().gt(5), 5, 'expected more than 5'],
    [z.number().min(5), 4, 'expected at least 5'],
    [z.string().min(2), 'a', 'expected at least 2 characters'],
    [z.strictObject({}), { a: 1, b: 2 }, 'expected no field a, b'],
    [z.uuid(), 'x', 'expected a UUID'],
    [z.email(), 'x', 'expected an e-mail address'],
    [z.union([z.string(), z.string().min(3)]), 5, 'expected text'],
    // Alternatives that are wrong inside, or in several ways, have no short name.
    [z.union([z.object({ a: z.string() }), z.int()]), { a: 1 }, 'expected something else'],
    [z.union([z.object({ a: z.string(), b: z.string() }), z.int()]), {}, 'expected something else'],
    [z.union([z.string().regex(/x/).regex(/y/), z.int()]), 'a', 'expected something else'],
    [z.ipv4(), 'x', 'expected something else'],
    [z.string('expected a name'), 5, 'expected a name'],
    [z.string('not Invalid at all'), 5, 'not Invalid at all'],
    [z.custom(() => false), 5, 'expected something else'],
  ])('%#', (schema, input, expected) => {
    expect(words(schema, input)).toBe(expected);
  });
});
