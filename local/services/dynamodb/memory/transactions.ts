import { type Input, listOf, recordOf } from '../../service.ts';
import { type Bill, readUnits } from './capacity.ts';
import { apply, type Change, planCheck, planDelete, planPut, planUpdate } from './items.ts';
import { invalid, Refusal } from './refusal.ts';
import { bindingsOf, checkUses, project, projectionOf } from './request.ts';
import type { Table, TableOf } from './table.ts';
import { type Item, itemSize } from './values.ts';

const MAX_ACTIONS = 100;
/** Preparing and committing each count as a read or write. */
const TRANSACTION_FACTOR = 2;

const plans = {
  Put: planPut,
  Update: planUpdate,
  Delete: planDelete,
  ConditionCheck: planCheck,
} as const;

type Reason = { readonly Code: string; readonly Message?: string; readonly Item?: unknown };

const NONE: Reason = { Code: 'None' };

const cancelled = (reasons: readonly Reason[]): Refusal =>
  new Refusal(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    { CancellationReasons: reasons },
  );

const reasonOf = (refusal: Refusal): Reason => {
  if (refusal.name !== 'ConditionalCheckFailedException') {
    return { Code: 'ValidationError', Message: refusal.message };
  }
  const { Item: item } = refusal.members;
  return {
    Code: 'ConditionalCheckFailed',
    Message: refusal.message,
    ...(item === undefined ? {} : { Item: item }),
  };
};

const actionsOf = (input: Input): readonly Input[] => {
  const actions = listOf(input, 'TransactItems');
  if (actions.length === 0 || actions.length > MAX_ACTIONS) {
    throw invalid(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length between 1 and ${MAX_ACTIONS}`,
    );
  }
  return actions;
};

type Planned = {
  readonly kind: keyof typeof plans;
  readonly request: Input;
  readonly table: Table;
};

const plannedOf = (entry: Input, tableOf: TableOf): Planned => {
  const kinds = (Object.keys(plans) as (keyof typeof plans)[]).filter(
    (kind) => entry[kind] !== undefined,
  );
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const request = recordOf(entry, kind);
  return { kind, request, table: tableOf(request['TableName']) };
};

const checkDistinct = (planned: readonly Planned[]): void => {
  const seen = new Set<string>();
  for (const { kind, request, table } of planned) {
    const item = recordOf(request, kind === 'Put' ? 'Item' : 'Key') as Item;
    const key = `${table.name}/${JSON.stringify(table.keyOf(item, kind !== 'Put'))}`;
    if (seen.has(key)) {
      throw invalid('Transaction request cannot include multiple operations on one item');
    }
    seen.add(key);
  }
};

/** All or nothing: every action is planned against what is stored, then all are applied. */
export const transactWrite = (
  tableOf: TableOf,
  input: Input,
  bill: Bill,
): Record<string, unknown> => {
  const planned = actionsOf(input).map((entry) => plannedOf(entry, tableOf));
  checkDistinct(planned);
  const changes: Change[] = [];
  const reasons: Reason[] = [];
  for (const { kind, request, table } of planned) {
    try {
      changes.push(plans[kind](table, request));
      reasons.push(NONE);
    } catch (error) {
      if (!(error instanceof Refusal) || !error.meetsData) throw error;
      reasons.push(reasonOf(error));
    }
  }
  if (reasons.some((reason) => reason !== NONE)) throw cancelled(reasons);
  for (const change of changes) {
    bill.write(change.table, change.before, change.after, TRANSACTION_FACTOR);
    if (change.after !== change.before) apply(change);
  }
  return {};
};

export const transactGet = (
  tableOf: TableOf,
  input: Input,
  bill: Bill,
): Record<string, unknown> => ({
  Responses: actionsOf(input).map((entry) => {
    const request = recordOf(entry, 'Get');
    const table = tableOf(request['TableName']);
    const bindings = bindingsOf(request);
    const projection = projectionOf(request);
    checkUses(bindings, [projection]);
    const item = table.get(table.keyOf(recordOf(request, 'Key') as Item, true));
    const units = readUnits(item === undefined ? 0 : itemSize(item), true);
    bill.read(table, undefined, units * TRANSACTION_FACTOR);
    return item === undefined ? {} : { Item: project(item, projection, bindings) };
  }),
});
