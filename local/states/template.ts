import { QUERY_EVALUATION_ERROR, StateFailure } from './failure.ts';
import { type Json, NotJsonError, toJson } from './json.ts';
import {
  type Bindings,
  type CompiledExpression,
  type Compiler,
  ExpressionError,
} from './jsonata.ts';
import { referencesOf } from './references.ts';

/** A field of a state: JSON in which strings of the form `{% … %}` are expressions. */
export type Template = {
  /** The value itself when it holds no expression. */
  readonly constant: Json | undefined;
  /** Names of the workflow variables that its expressions read, and of functions nobody provides. */
  readonly variables: ReadonlySet<string>;
  /** Sources of its expressions. */
  readonly sources: readonly string[];
  /** Rejects with StateFailure States.QueryEvaluationError, naming the expression and the field. */
  evaluate(bindings: Bindings): Promise<Json>;
};

/** A definition that Step Functions or this engine refuses. `where` is a path like `/States/A/Output`. */
export class InvalidDefinitionError extends Error {
  constructor(where: string, problem: string) {
    super(`${problem} at ${where === '' ? '/' : where}`);
    this.name = 'InvalidDefinition';
  }
}

/** The source inside `{% … %}`, or undefined for a plain string. */
function expressionSource(text: string): string | undefined {
  if (!text.startsWith('{%') || !text.endsWith('%}') || text.length < 4) return undefined;
  return text.slice(2, -2).trim();
}

/**
 * Compiles a field. `where` locates it in the definition; `field` is its name relative to the state,
 * as AWS names it in causes (`Output/a/b[0]`).
 */
export function compileTemplate(
  compiler: Compiler,
  value: unknown,
  where: string,
  field: string,
): Template {
  if (typeof value === 'string') {
    const source = expressionSource(value);
    if (source === undefined) return constantTemplate(value);
    return expressionTemplate(compileExpression(compiler, source, where, field), field);
  }
  if (Array.isArray(value)) {
    const parts = value.map((element, index) =>
      compileTemplate(compiler, element, `${where}[${index}]`, `${field}[${index}]`),
    );
    if (parts.every(isConstant)) return constantTemplate(toJson(value));
    return {
      ...joined(parts),
      async evaluate(bindings) {
        const elements: Json[] = [];
        for (const part of parts) elements.push(await part.evaluate(bindings));
        return elements;
      },
    };
  }
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value).map(
      ([key, member]) =>
        [key, compileTemplate(compiler, member, `${where}/${key}`, `${field}/${key}`)] as const,
    );
    if (parts.every(([, part]) => isConstant(part))) return constantTemplate(toJson(value));
    return {
      ...joined(parts.map(([, part]) => part)),
      async evaluate(bindings) {
        const members: Record<string, Json> = {};
        for (const [key, part] of parts) members[key] = await part.evaluate(bindings);
        return members;
      },
    };
  }
  return constantTemplate(toJson(value));
}

function isConstant(template: Template): boolean {
  return template.constant !== undefined;
}

function constantTemplate(value: Json): Template {
  return { constant: value, variables: new Set(), sources: [], evaluate: async () => value };
}

function joined(parts: readonly Template[]): Omit<Template, 'evaluate'> {
  return {
    constant: undefined,
    variables: new Set(parts.flatMap(({ variables }) => [...variables])),
    sources: parts.flatMap(({ sources }) => sources),
  };
}

/** `$states.errorOutput` exists in the Output and the Assign of a catcher only. */
const CATCHER_FIELD = /^Catch\[\d+\]\//u;

function compileExpression(
  compiler: Compiler,
  source: string,
  where: string,
  field: string,
): CompiledExpression {
  let expression: CompiledExpression;
  try {
    expression = compiler(source);
  } catch (thrown) {
    if (!(thrown instanceof ExpressionError)) throw thrown;
    throw new InvalidDefinitionError(where, `INVALID_JSONATA_EXPRESSION: ${thrown.message}`);
  }
  for (const name of referencesOf(expression.ast).topLevel) {
    const scope = name === '$$' ? '' : ' at the top level';
    throw new InvalidDefinitionError(
      where,
      `UNSUPPORTED_JSONATA_EXPRESSION: Reference to '${name}'${scope} is not supported.`,
    );
  }
  if (/\$states\s*\.\s*errorOutput\b/u.test(source) && !CATCHER_FIELD.test(field)) {
    throw new InvalidDefinitionError(
      where,
      "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$states.errorOutput' outside a catcher is not supported.",
    );
  }
  return expression;
}

function expressionTemplate(expression: CompiledExpression, field: string): Template {
  const fail = (what: string): StateFailure =>
    new StateFailure(
      QUERY_EVALUATION_ERROR,
      `The JSONata expression '${expression.source}' specified for the field '${field}' ${what}`,
    );
  return {
    constant: undefined,
    variables: referencesOf(expression.ast).variables,
    sources: [expression.source],
    async evaluate(bindings) {
      let result: unknown;
      try {
        result = await expression.evaluate(bindings);
      } catch (thrown) {
        if (!(thrown instanceof ExpressionError)) throw thrown;
        const code = thrown.code === undefined ? '' : `${thrown.code}: `;
        throw fail(`threw an error during evaluation. ${code}${thrown.message}`);
      }
      if (result === undefined) throw fail('returned nothing (undefined).');
      try {
        return toJson(result);
      } catch (thrown) {
        if (!(thrown instanceof NotJsonError)) throw thrown;
        throw fail(`returned a value of type '${thrown.kind}', which is not JSON.`);
      }
    },
  };
}
