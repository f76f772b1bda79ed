import { invalid } from './refusal.ts';
import { isReserved } from './reserved.ts';

/** A document path; elements are attribute names (or `#placeholders`) and list positions. */
export type Path = readonly (string | number)[];

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'size'; readonly of: Operand }
  | { readonly kind: 'ifNotExists'; readonly path: Path; readonly otherwise: Operand }
  | { readonly kind: 'append'; readonly left: Operand; readonly right: Operand }
  | {
      readonly kind: 'sum';
      readonly sign: 1 | -1;
      readonly left: Operand;
      readonly right: Operand;
    };

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly inner: Condition }
  | {
      readonly kind: 'compare';
      readonly by: Comparator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | {
      readonly kind: 'between';
      readonly value: Operand;
      readonly low: Operand;
      readonly high: Operand;
    }
  | { readonly kind: 'in'; readonly value: Operand; readonly options: readonly Operand[] }
  | { readonly kind: 'exists'; readonly path: Path; readonly wanted: boolean }
  | {
      readonly kind: 'call';
      readonly name: 'attribute_type' | 'begins_with' | 'contains';
      readonly left: Operand;
      readonly right: Operand;
    };

export type UpdateAction =
  | { readonly kind: 'SET'; readonly path: Path; readonly value: Operand }
  | { readonly kind: 'REMOVE'; readonly path: Path }
  | { readonly kind: 'ADD' | 'DELETE'; readonly path: Path; readonly value: Operand };

/** Which placeholders an expression uses; a request must use all that it defines. */
export type Uses = { readonly names: ReadonlySet<string>; readonly values: ReadonlySet<string> };

export type Parsed<T> = { readonly tree: T; readonly uses: Uses };

const TOKEN = /\s*(<>|<=|>=|[=<>()[\],.+-]|:[\w]+|#[\w]+|[A-Za-z_][\w-]*|\d+)/y;

const tokensOf = (text: string, what: string): string[] => {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) {
      throw invalid(
        `Invalid ${what}: Syntax error; token: "${text.slice(start).trim().charAt(0)}", near: "${text.slice(Math.max(0, start - 5), start + 6)}"`,
      );
    }
    tokens.push(match[1] ?? '');
  }
  if (tokens.length === 0) throw invalid(`Invalid ${what}: The expression can not be empty;`);
  return tokens;
};

/** Reads one expression; a reader that is asked for another token than there is refuses. */
export const createReader = (text: string, what: string) => {
  const tokens = tokensOf(text, what);
  const names = new Set<string>();
  const values = new Set<string>();
  let at = 0;

  const peek = (ahead = 0): string | undefined => tokens[at + ahead];
  const isWord = (word: string, ahead = 0): boolean => peek(ahead)?.toUpperCase() === word;
  const fail = (): never => {
    const token = peek() ?? '<EOF>';
    throw invalid(
      `Invalid ${what}: Syntax error; token: "${token}", near: "${tokens.slice(Math.max(0, at - 1), at + 2).join(' ')}"`,
    );
  };
  const take = (expected?: string): string => {
    const token = peek();
    if (token === undefined || (expected !== undefined && token.toUpperCase() !== expected))
      return fail();
    at += 1;
    return token;
  };
  const skip = (word: string): boolean => {
    if (!isWord(word)) return false;
    at += 1;
    return true;
  };

  const attribute = (): string => {
    const token = take();
    if (token.startsWith('#')) {
      names.add(token);
      return token;
    }
    if (!/^[A-Za-z_]/.test(token)) {
      at -= 1;
      return fail();
    }
    if (isReserved(token)) {
      throw invalid(
        `Invalid ${what}: Attribute name is a reserved keyword; reserved keyword: ${token}`,
      );
    }
    return token;
  };

  const path = (): Path => {
    const parts: (string | number)[] = [attribute()];
    for (;;) {
      if (skip('.')) parts.push(attribute());
      else if (skip('[')) {
        parts.push(Number(take()));
        take(']');
      } else return parts;
    }
  };

  const operand = (): Operand => {
    const token = peek() ?? '';
    if (token.startsWith(':')) {
      at += 1;
      values.add(token);
      return { kind: 'value', name: token };
    }
    if (peek(1) !== '(') return { kind: 'path', path: path() };
    const name = token.toLowerCase();
    if (name === 'size') {
      at += 2;
      const of: Operand = { kind: 'path', path: path() };
      take(')');
      return { kind: 'size', of };
    }
    if (name === 'if_not_exists') {
      at += 2;
      const target = path();
      take(',');
      const otherwise = operand();
      take(')');
      return { kind: 'ifNotExists', path: target, otherwise };
    }
    if (name === 'list_append') {
      at += 2;
      const left = operand();
      take(',');
      const right = operand();
      take(')');
      return { kind: 'append', left, right };
    }
    throw invalid(`Invalid ${what}: Invalid function name; function: ${token}`);
  };

  return {
    peek,
    isWord,
    take,
    skip,
    path,
    operand,
    fail,
    isDone: (): boolean => at === tokens.length,
    uses: (): Uses => ({ names, values }),
  };
};

export type Reader = ReturnType<typeof createReader>;
