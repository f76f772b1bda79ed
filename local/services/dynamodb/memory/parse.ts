import { invalid } from './refusal.ts';
import {
  type Comparator,
  type Condition,
  createReader,
  type Operand,
  type Parsed,
  type Path,
  type Reader,
  type UpdateAction,
} from './syntax.ts';

const COMPARATORS = new Set(['=', '<>', '<', '<=', '>', '>=']);
const CALLS = new Set(['attribute_type', 'begins_with', 'contains']);

const primary = (reader: Reader): Condition => {
  const next = reader.peek()?.toLowerCase() ?? '';
  if (next === '(') {
    reader.take();
    const inner = disjunction(reader);
    reader.take(')');
    return inner;
  }
  if ((next === 'attribute_exists' || next === 'attribute_not_exists') && reader.peek(1) === '(') {
    reader.take();
    reader.take();
    const path = reader.path();
    reader.take(')');
    return { kind: 'exists', path, wanted: next === 'attribute_exists' };
  }
  if (CALLS.has(next) && reader.peek(1) === '(') {
    reader.take();
    reader.take();
    const left = reader.operand();
    reader.take(',');
    const right = reader.operand();
    reader.take(')');
    return { kind: 'call', name: next as 'contains', left, right };
  }
  const left = reader.operand();
  if (reader.skip('BETWEEN')) {
    const low = reader.operand();
    reader.take('AND');
    return { kind: 'between', value: left, low, high: reader.operand() };
  }
  if (reader.skip('IN')) {
    reader.take('(');
    const options = [reader.operand()];
    while (reader.skip(',')) options.push(reader.operand());
    reader.take(')');
    return { kind: 'in', value: left, options };
  }
  const by = reader.take();
  if (!COMPARATORS.has(by)) return reader.fail();
  return { kind: 'compare', by: by as Comparator, left, right: reader.operand() };
};

const negation = (reader: Reader): Condition =>
  reader.skip('NOT') ? { kind: 'not', inner: negation(reader) } : primary(reader);

const conjunction = (reader: Reader): Condition => {
  let left = negation(reader);
  while (reader.skip('AND')) left = { kind: 'and', left, right: negation(reader) };
  return left;
};

const disjunction = (reader: Reader): Condition => {
  let left = conjunction(reader);
  while (reader.skip('OR')) left = { kind: 'or', left, right: conjunction(reader) };
  return left;
};

const setValue = (reader: Reader): Operand => {
  const left = reader.operand();
  if (reader.skip('+')) return { kind: 'sum', sign: 1, left, right: reader.operand() };
  if (reader.skip('-')) return { kind: 'sum', sign: -1, left, right: reader.operand() };
  return left;
};

const action = (reader: Reader, clause: string): UpdateAction => {
  const path = reader.path();
  if (clause === 'REMOVE') return { kind: 'REMOVE', path };
  if (clause === 'SET') {
    reader.take('=');
    return { kind: 'SET', path, value: setValue(reader) };
  }
  return { kind: clause as 'ADD' | 'DELETE', path, value: reader.operand() };
};

const update = (reader: Reader): readonly UpdateAction[] => {
  const actions: UpdateAction[] = [];
  const seen = new Set<string>();
  while (!reader.isDone()) {
    const clause = reader.take().toUpperCase();
    if (!['SET', 'REMOVE', 'ADD', 'DELETE'].includes(clause)) {
      throw invalid(`Invalid UpdateExpression: Syntax error; token: "${clause}"`);
    }
    if (seen.has(clause)) {
      throw invalid(
        `Invalid UpdateExpression: The "${clause}" section can only be used once in an update expression;`,
      );
    }
    seen.add(clause);
    do actions.push(action(reader, clause));
    while (reader.skip(','));
  }
  return actions;
};

const projection = (reader: Reader): readonly Path[] => {
  const paths = [reader.path()];
  while (reader.skip(',')) paths.push(reader.path());
  return paths;
};

/** Parses one kind of expression; a text is parsed once, as programs have only a few. */
const cached = <T>(what: string, read: (reader: Reader) => T): ((text: string) => Parsed<T>) => {
  const known = new Map<string, Parsed<T>>();
  return (text) => {
    const earlier = known.get(text);
    if (earlier !== undefined) return earlier;
    const reader = createReader(text, what);
    const tree = read(reader);
    if (!reader.isDone()) reader.fail();
    const parsed = { tree, uses: reader.uses() };
    known.set(text, parsed);
    return parsed;
  };
};

export const parseCondition = cached('ConditionExpression', disjunction);
export const parseFilter = cached('FilterExpression', disjunction);
export const parseKeyCondition = cached('KeyConditionExpression', disjunction);
export const parseUpdate = cached('UpdateExpression', update);
export const parseProjection = cached('ProjectionExpression', projection);
