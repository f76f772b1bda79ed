import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from './pattern.ts';

const matches = (pattern: unknown, event: unknown): boolean => compilePattern(pattern)(event);

describe('operators on one leaf', () => {
  it.each<[string, unknown, unknown[], unknown[]]>([
    ['exact', ['a', 1, true, null], ['a', 1, true, null], ['A', '1', false, undefined, {}, 'null']],
    ['prefix', [{ prefix: 'ab' }], ['ab', 'abc'], ['a', 'xab', 1, null]],
    ['prefix, any case', [{ prefix: { 'equals-ignore-case': 'AB' } }], ['abc', 'ABx'], ['b']],
    ['suffix', [{ suffix: '.png' }], ['.png', 'x.png'], ['x.PNG', 'png']],
    ['any case', [{ 'equals-ignore-case': 'aLiCe' }], ['alice', 'ALICE'], ['alices', 1]],
    ['wildcard', [{ wildcard: 'a*b.c' }], ['ab.c', 'axyb.c'], ['abxc', 'xab.c', 'ab.cd']],
    ['escaped wildcard', [{ wildcard: 'a\\*\\\\*' }], ['a*\\', 'a*\\x'], ['ax\\']],
    ['number', [{ numeric: ['=', 3.0] }], [3], ['3', 3.1]],
    ['range', [{ numeric: ['>', 0, '<=', 5] }], [5, 0.1], [0, 5.01, null]],
    ['anything but', [{ 'anything-but': 'a' }], ['b', 1, true, null, ''], ['a', undefined, {}]],
    ['anything but numbers', [{ 'anything-but': [1, 2] }], ['1', 3, false], [1, 2]],
    ['anything but prefixes', [{ 'anything-but': { prefix: ['a', 'b'] } }], ['c', 5], ['ax', 'b']],
    ['anything but suffix', [{ 'anything-but': { suffix: 'x' } }], ['xa', null], ['ax']],
    [
      'anything but any case',
      [{ 'anything-but': { 'equals-ignore-case': ['A'] } }],
      ['b'],
      ['a', 'A'],
    ],
    ['anything but wildcard', [{ 'anything-but': { wildcard: '*/x/*' } }], ['x'], ['a/x/b']],
    ['exists', [{ exists: true }], ['a', null, 0, ['a']], [undefined, {}, { b: 1 }, []]],
    ['exists not', [{ exists: false }], [undefined, {}, { b: 1 }, []], ['a', null, 0]],
    ['absent or a value', [{ exists: false }, 'a'], [undefined, 'a'], ['b']],
  ])('%s', (_name, list, taken, refused) => {
    const matcher = compilePattern({ detail: { field: list } });
    for (const field of taken)
      expect([field, matcher({ detail: { field } })]).toEqual([field, true]);
    for (const field of refused)
      expect([field, matcher({ detail: { field } })]).toEqual([field, false]);
  });

  it('takes an array when one of its elements is taken', () => {
    expect(matches({ a: ['x'] }, { a: ['y', ['x']] })).toBe(true);
    expect(matches({ a: [{ 'anything-but': 'x' }] }, { a: ['x', 'y'] })).toBe(true);
    expect(matches({ a: [{ 'anything-but': 'x' }] }, { a: ['x'] })).toBe(false);
  });
});

describe('fields together', () => {
  it('needs all of them', () => {
    const pattern = { source: ['s'], detail: { kind: ['a', 'b'], n: [{ numeric: ['>', 1] }] } };
    expect(matches(pattern, { source: 's', detail: { kind: 'b', n: 2 }, more: 1 })).toBe(true);
    expect(matches(pattern, { source: 's', detail: { kind: 'b', n: 1 } })).toBe(false);
    expect(matches(pattern, { source: 's', detail: 'text' })).toBe(false);
  });

  it('takes one side of $or, beside the other fields', () => {
    const pattern = { s: ['x'], $or: [{ a: [1], b: [2] }, { c: { d: [3] } }] };
    expect(matches(pattern, { s: 'x', a: 1, b: 2 })).toBe(true);
    expect(matches(pattern, { s: 'x', c: { d: 3 } })).toBe(true);
    expect(matches(pattern, { s: 'x', a: 1 })).toBe(false);
    expect(matches(pattern, { c: { d: 3 } })).toBe(false);
  });

  it('takes a field named $or whose value is no list of objects', () => {
    expect(matches({ $or: ['x'] }, { $or: 'x' })).toBe(true);
  });

  it('wants the fields of an array in the same element', () => {
    const pattern = { lines: { sku: ['a'], state: { at: ['open'] } }, kind: ['k'] };
    const event = (...lines: unknown[]): unknown => ({ kind: 'k', lines });
    const line = (sku: string, at: string): unknown => ({ sku, state: { at } });
    expect(matches(pattern, event(line('b', 'open'), line('a', 'open')))).toBe(true);
    expect(matches(pattern, event(line('a', 'shut'), line('b', 'open')))).toBe(false);
  });

  it('wants nested arrays consistent at every level', () => {
    const pattern = { a: { b: { c: [1], d: [2] }, e: [3] } };
    const element = (e: number, ...b: unknown[]): unknown => ({ e, b });
    const both = { c: 1, d: 2 };
    expect(matches(pattern, { a: [element(0, both), element(3, { c: 1 }, both)] })).toBe(true);
    expect(matches(pattern, { a: [element(0, both), element(3, { c: 1 }, { d: 2 })] })).toBe(false);
  });
});

describe('compiling', () => {
  it.each<[string, unknown]>([
    ["'cidr' is not supported", { a: [{ cidr: '10.0.0.0/8' }] }],
    ["'regex' is not supported", { a: [{ regex: 'x' }] }],
    ["'numeric' is not supported", { a: [{ 'anything-but': { numeric: ['=', 1] } }] }],
    ['exactly one operator', { a: [{ prefix: 'a', suffix: 'b' }] }],
    ['Empty arrays', { a: [] }],
    ['Empty objects', { a: {} }],
    ['object or an array', { a: 'x' }],
    ['lower bound', { a: [{ numeric: ['<', 1, '>', 5] }] }],
    ['comparison', { a: [{ numeric: ['==', 1] }] }],
    ['Consecutive wildcard', { a: [{ wildcard: 'a**' }] }],
    ['Exists', { a: [{ exists: 'yes' }] }],
    ['two alternatives', { $or: [{ a: [1] }] }],
  ])('refuses: %s', (message, pattern) => {
    expect(() => compilePattern(pattern)).toThrow(message);
  });

  it('limits the combinations of $or', () => {
    const or = (key: string): object => ({
      $or: Array.from({ length: 32 }, (_, i) => ({ [key]: [i] })),
    });
    expect(() => compilePattern({ ...or('a'), b: or('c') })).toThrow('combinations');
  });
});

it('agrees with a search through every choice of elements', () => {
  const scalar = fc.constantFrom('x', 'y', 1, null);
  const field = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }));
  const inner = fc.record({ p: field, q: field }, { requiredKeys: [] });
  const event = fc.record({ a: fc.oneof(inner, fc.array(inner, { maxLength: 3 })), s: field });
  const list = fc.uniqueArray(scalar, { minLength: 1, maxLength: 2 });
  const pattern = fc.record({ a: fc.record({ p: list, q: list }), s: list });
  fc.assert(
    fc.property(event, pattern, (given, wanted) => {
      const elements = Array.isArray(given.a) ? given.a : [given.a];
      const has = (value: unknown, wants: readonly unknown[]): boolean =>
        (Array.isArray(value) ? value : [value]).some((one) => wants.includes(one));
      const expected =
        has(given.s, wanted.s) &&
        elements.some(
          (one) => 'p' in one && 'q' in one && has(one.p, wanted.a.p) && has(one.q, wanted.a.q),
        );
      expect(matches(wanted, given)).toBe(expected);
    }),
  );
});
