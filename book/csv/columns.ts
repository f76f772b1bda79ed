import {
  type Field,
  fieldOfHeader,
  fields,
  isBareCustomer,
  isTaxIdColumn,
  requiredFields,
} from './fields.ts';
import type { BookMap } from './map.ts';
import { comesNear } from './near.ts';
import type { Problem } from './problems.ts';
import type { Table } from './table.ts';

type Column = { readonly index: number; readonly header: string };

/** Position and header of each field that the file has. */
export type Columns = ReadonlyMap<Field, Column>;

/**
 * Finds the column of each field: the map decides where it speaks, recognised headers elsewhere.
 * Two columns for one field, a mapped column that is not there and a missing field are problems.
 * A customer who is told apart by something else than a column of ids is a note. Whether a tax id
 * is the customer's is a guess: a column may hold the seller's own. A book that is somebody's is not
 * read on it, and no other one where two names share it.
 */
export const findColumns = (
  table: Table,
  map: BookMap,
  real: boolean,
): {
  readonly columns: Columns;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
  /** Whether the customer's id is such a guess. */
  readonly idIsGuessed: boolean;
} => {
  const { headers } = table;
  const columns = new Map<Field, Column>();
  const problems: Problem[] = [];
  const mappedHeaders = new Set(Object.values(map.columns));

  headers.forEach((header, index) => {
    if (headers.indexOf(header) !== index && header !== '') {
      problems.push({ row: 1, column: header, problem: 'two columns have this header' });
    }
  });

  for (const field of fields) {
    const mapped = map.columns[field];
    if (mapped === null) continue;
    if (mapped !== undefined) {
      const index = headers.indexOf(mapped);
      if (index < 0) {
        problems.push({ row: 1, column: mapped, problem: `missing; the map names it as ${field}` });
      } else {
        columns.set(field, { index, header: mapped });
      }
      continue;
    }
    const candidates = headers
      .map((header, index) => ({ header, index }))
      .filter(({ header }) => !mappedHeaders.has(header) && fieldOfHeader(header) === field);
    const [first, second] = candidates;
    if (first !== undefined && second !== undefined) {
      problems.push({
        row: 1,
        column: second.header,
        problem: `"${first.header}" and "${second.header}" both look like ${field}; say which in a map`,
      });
    } else if (first !== undefined) {
      columns.set(field, first);
    }
  }
  const taxId = adoptTaxIdAsCustomer(table, map, columns, problems);
  const idIsGuessed = taxId.length > 0;
  const guessed = columns.get('customer');
  if (idIsGuessed && real && guessed !== undefined) {
    problems.push({
      row: 1,
      column: guessed.header,
      problem: `may be the customer's tax id or your own, and no other column has ids; say in a map which column is the customer, such as ${JSON.stringify({ columns: { customer: guessed.header } })}`,
    });
  }
  const notes = [...taxId, ...adoptNameAsCustomer(columns)];
  for (const field of missingFields(columns, map)) {
    if (map.columns[field] !== undefined) continue;
    problems.push({
      row: 1,
      column: field,
      problem: missingColumn(
        field,
        headers,
        headers.filter((header) => !mappedHeaders.has(header) && comesNear(header, field)),
      ),
    });
  }
  return { columns, problems, notes, idIsGuessed };
};

/**
 * Two debtors may share a name, but no tax id. A column that says "customer" and no more is taken
 * for the name then, unless the file has another one for it.
 */
const adoptTaxIdAsCustomer = (
  { headers, rows }: Table,
  map: BookMap,
  columns: Map<Field, Column>,
  problems: Problem[],
): readonly string[] => {
  if (typeof map.columns.customer === 'string') return [];
  const customer = columns.get('customer');
  if (customer !== undefined && (!isBareCustomer(customer.header) || columns.has('name'))) {
    return [];
  }
  const mapped = new Set(Object.values(map.columns));
  const [first, second] = headers
    .map((header, index) => ({ header, index }))
    .filter(
      ({ header, index }) =>
        !mapped.has(header) &&
        isTaxIdColumn(
          header,
          rows.map(({ cells }) => cells[index] ?? ''),
        ),
    );
  if (first === undefined) return [];
  if (second !== undefined) {
    problems.push({
      row: 1,
      column: second.header,
      problem: `"${first.header}" and "${second.header}" both look like the customer's tax id; say which is the customer in a map`,
    });
    return [];
  }
  columns.set('customer', first);
  if (customer !== undefined && map.columns.name !== null) columns.set('name', customer);
  const name = columns.get('name');
  return [
    `customers are told apart by their tax id, column "${first.header}"${name === undefined ? '' : `; their name is column "${name.header}"`}`,
  ];
};

/** A book that knows customers by name only is keyed by that name. */
const adoptNameAsCustomer = (columns: Map<Field, Column>): readonly string[] => {
  const name = columns.get('name');
  if (name === undefined || columns.has('customer')) return [];
  columns.set('customer', name);
  return [
    `customers are told apart by their name, column "${name.header}": no column has their ids`,
  ];
};

const quotedList = (headers: readonly string[], between: string): string =>
  headers.map((header) => `"${header}"`).join(between);

/** What was found, what may have been meant, and how to say so. */
const missingColumn = (
  field: Field,
  headers: readonly string[],
  near: readonly string[],
): string => {
  const perhaps = near.length === 0 ? [] : [`perhaps it is ${quotedList(near, ' or ')}`];
  const columns = JSON.stringify({ columns: { [field]: near[0] ?? '…' } });
  const or = field === 'currency' ? ' or {"defaults":{"currency":"USD"}}' : '';
  return [
    `missing column; found ${quotedList(headers, ', ')}`,
    ...perhaps,
    `a map says which (--map): ${columns}${or}`,
  ].join('; ');
};

const missingFields = (columns: Columns, map: BookMap): Field[] => {
  const needed: readonly Field[] =
    map.defaults.currency === undefined ? [...requiredFields, 'currency'] : requiredFields;
  return needed.filter((field) => !columns.has(field));
};
