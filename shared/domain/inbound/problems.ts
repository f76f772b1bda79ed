import type * as z from 'zod';
import { expectationOf } from './expectation.ts';

/** One thing that is wrong with an input, in words that its sender can act on. */
export type Problem = {
  /** Path within the input, such as `data.instalments.0.amountMinor`; empty for the whole. */
  readonly field: string;
  /** What stands there, as JSON, cut to 80 characters; `nothing` when it is absent. */
  readonly value: string;
  readonly expectation: string;
};

const longest = 80;

const shown = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value);
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
};

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    input,
  );

/** @param path where in `input` the problem is; its value is read from there. */
export const problemAt = (
  input: unknown,
  path: readonly PropertyKey[],
  expectation: string,
): Problem => ({
  field: path.map(String).join('.'),
  value: shown(valueAt(input, path)),
  expectation,
});

/** Of a field that nobody knows; what stands there may be anything, personal data included. */
const noSuchField = 'expected no such field';

/** A sender with more mistakes than this mends these first; an answer stays of a readable size. */
export const maxProblems = 20;

/**
 * The issues of a failed parse of `input`, with the values that caused them.
 *
 * @param under where `input` itself stands in what was sent, put in front of each field.
 */
export const problemsOf = (error: z.ZodError, input: unknown, under?: string): Problem[] =>
  error.issues
    // Fields that are too many are told one by one, each with its value.
    .flatMap((issue) => {
      const { path } = issue;
      return issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ path: [...path, key], expectation: noSuchField }))
        : [{ path, expectation: expectationOf(issue) }];
    })
    .slice(0, maxProblems)
    .map(({ path, expectation }) => {
      const problem = problemAt(input, path, expectation);
      return under === undefined
        ? problem
        : Object.assign(problem, { field: [under, ...path].join('.') });
    });

/** Fields whose values may tell who somebody is or how to reach them. */
const personal =
  /(^|\.)(name|email|phone|reason|address|description|taxId|note|reference|submittedBy)$/i;

/**
 * The problem as one line. The journal is kept for ever and holds no personal data, so there
 * (`forJournal`) values of personal and unknown fields, and of whole objects, are left out.
 */
export const reasonOf = (problem: Problem, audience: 'sender' | 'journal'): string => {
  const field = problem.field === '' ? 'input' : problem.field;
  const hidden =
    audience === 'journal' &&
    (personal.test(problem.field) ||
      problem.expectation === noSuchField ||
      /^[[{]/.test(problem.value));
  return `${field}: ${hidden ? '(not shown)' : problem.value}; ${problem.expectation}`;
};
