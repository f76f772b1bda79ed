import { expectationOf } from '../../shared/domain/inbound/expectation.ts';
import { findColumns } from './columns.ts';
import { type BookMap, bookMap, knownLayout, noMap } from './map.ts';
import { BookRefused, type Problem } from './problems.ts';
import { type CsvBook, readRows } from './rows.ts';
import { withStandIns } from './stand-ins.ts';
import { readTable } from './table.ts';

/** @throws BookRefused when the map is not JSON or not a map, with the path of each wrong entry. */
export const readMap = (file: string, text: string): BookMap => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new BookRefused(file, [{ problem: `is not JSON: ${String(error)}` }]);
  }
  const parsed = bookMap.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new BookRefused(
    file,
    parsed.error.issues.map((issue) => ({
      column: issue.path.join('.'),
      problem: expectationOf(issue),
    })),
  );
};

/**
 * Reads a whole book before anything runs.
 *
 * @param real the book is somebody's: no address stands in, and no layout of a sample is assumed.
 * @throws BookRefused with every problem found.
 */
export const readCsv = (
  file: string,
  text: string,
  given?: BookMap,
  { real = false }: { readonly real?: boolean } = {},
): CsvBook => {
  const { table, problems: raggedness } = readTable(text, given?.delimiter);
  if (table.headers.length === 0) throw new BookRefused(file, raggedness);
  const map = given ?? (real ? undefined : knownLayout(table.headers)) ?? noMap;
  const { columns, problems: missing, notes, idIsGuessed } = findColumns(table, map, real);
  const problems: Problem[] = [...missing, ...raggedness];
  if (missing.length > 0) throw new BookRefused(file, problems);

  const standIns = real ? { map, notes: [] } : withStandIns(map, columns);
  const book = readRows({ table, columns, idIsGuessed }, standIns.map, problems);
  if (problems.length > 0) {
    throw new BookRefused(
      file,
      problems.toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0)),
    );
  }
  return { ...book, notes: [...notes, ...standIns.notes, ...book.notes] };
};
