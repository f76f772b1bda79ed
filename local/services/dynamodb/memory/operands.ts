import type { Bindings } from './evaluate.ts';
import { invalid } from './refusal.ts';
import type { Condition, Operand, UpdateAction } from './syntax.ts';
import { type AttributeValue, compareValues, partsOf } from './values.ts';

const incorrect = (what: string, operator: string, type: string) =>
  invalid(
    `Invalid ${what}: Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
  );

/** The value that an operand is known to have before any item is read. */
const literal = (operand: Operand, { values }: Bindings): AttributeValue | undefined => {
  if (operand.kind === 'value') return values[operand.name];
  return operand.kind === 'ifNotExists'
    ? literal(operand.otherwise, { names: {}, values })
    : undefined;
};

const requireType = (
  operand: Operand,
  allowed: readonly string[],
  operator: string,
  bindings: Bindings,
): void => {
  const value = literal(operand, bindings);
  const type = value === undefined ? undefined : partsOf(value)[0];
  if (type !== undefined && !allowed.includes(type))
    throw incorrect('UpdateExpression', operator, type);
};

const checkBounds = (low: AttributeValue | undefined, high: AttributeValue | undefined): void => {
  if (low === undefined || high === undefined) return;
  if (partsOf(low)[0] !== partsOf(high)[0]) {
    throw invalid(
      'Invalid ConditionExpression: The BETWEEN operator requires same data type for lower and upper bounds',
    );
  }
  if ((compareValues(low, high) ?? 0) > 0) {
    throw invalid(
      'Invalid ConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound',
    );
  }
};

/** Refuses what no item could make right, as DynamoDB does before it reads one. */
export const checkConditionOperands = (
  condition: Condition | undefined,
  bindings: Bindings,
): void => {
  if (condition === undefined) return;
  switch (condition.kind) {
    case 'and':
    case 'or':
      checkConditionOperands(condition.left, bindings);
      checkConditionOperands(condition.right, bindings);
      return;
    case 'not':
      checkConditionOperands(condition.inner, bindings);
      return;
    case 'between':
      checkBounds(literal(condition.low, bindings), literal(condition.high, bindings));
      return;
    case 'call': {
      const value = literal(condition.right, bindings);
      const type = value === undefined ? undefined : partsOf(value)[0];
      if (condition.name === 'begins_with' && type !== undefined && type !== 'S' && type !== 'B') {
        throw incorrect('ConditionExpression', 'begins_with', type);
      }
      return;
    }
    default:
  }
};

const checkOperand = (operand: Operand, bindings: Bindings): void => {
  if (operand.kind !== 'sum' && operand.kind !== 'append') return;
  const [allowed, operator] =
    operand.kind === 'append' ? [['L'], 'list_append'] : [['N'], operand.sign === 1 ? '+' : '-'];
  for (const side of [operand.left, operand.right]) {
    requireType(side, allowed, operator, bindings);
    checkOperand(side, bindings);
  }
};

const SETS = ['SS', 'NS', 'BS'];

export const checkUpdateOperands = (
  actions: readonly UpdateAction[] | undefined,
  bindings: Bindings,
): void => {
  for (const action of actions ?? []) {
    if (action.kind === 'SET') checkOperand(action.value, bindings);
    if (action.kind === 'ADD') requireType(action.value, ['N', ...SETS], 'ADD', bindings);
    if (action.kind === 'DELETE') requireType(action.value, SETS, 'DELETE', bindings);
  }
};
