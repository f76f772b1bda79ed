import { type Field, fieldOfHeader, fields, requiredFields } from './fields.ts';
import type { BookMap } from './map.ts';
import type { Problem } from './problems.ts';

/** Position and header of each field that the file has. */
export type Columns = ReadonlyMap<Field, { readonly index: number; readonly header: string }>;

/**
 * Finds the column of each field: the map decides where it speaks, recognised headers elsewhere.
 * Two columns for one field, a mapped column that is not there and a missing field are problems.
 */
export const findColumns = (
  headers: readonly string[],
  map: BookMap,
): { readonly columns: Columns; readonly problems: readonly Problem[] } => {
  const columns = new Map<Field, { index: number; header: string }>();
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
  adoptNameAsCustomer(columns);
  for (const field of missingFields(columns, map)) {
    if (map.columns[field] !== undefined) continue;
    problems.push({
      row: 1,
      column: field,
      problem: `missing column; found ${headers.map((header) => `"${header}"`).join(', ')}`,
    });
  }
  return { columns, problems };
};

/** A book that knows customers by name only is keyed by that name. */
const adoptNameAsCustomer = (columns: Map<Field, { index: number; header: string }>): void => {
  const name = columns.get('name');
  if (name !== undefined && !columns.has('customer')) columns.set('customer', name);
};

const missingFields = (columns: Columns, map: BookMap): Field[] => {
  const needed: readonly Field[] =
    map.defaults.currency === undefined ? [...requiredFields, 'currency'] : requiredFields;
  return needed.filter((field) => !columns.has(field));
};
