import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { instantOf } from '../../shared/domain/calendar.ts';
import type { BusEvent } from '../run/runtime-port.ts';
import type { BuiltReport } from './build.ts';
import { clearMessages } from './folder.ts';
import { reportPage } from './html/page.ts';
import { reportJsonSchema } from './schema.ts';

const ndjson = (lines: readonly unknown[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');

/** One line of events.ndjson for each event that passed a bus, in their order. */
export const eventLines = (events: readonly BusEvent[]): string =>
  ndjson(
    events.map(({ at, source, detailType, detail }) => ({
      at: instantOf(at),
      source,
      detailType,
      detail,
    })),
  );

/** Writes the report and its files into the folder and answers with the path of the page. */
export const writeReport = (
  folder: string,
  { report, messages, series }: BuiltReport,
  events: readonly BusEvent[],
): string => {
  clearMessages(folder);
  const write = (file: string, text: string): string => {
    const path = join(folder, file);
    writeFileSync(path, text);
    return path;
  };
  write('report.json', `${JSON.stringify(report, null, 2)}\n`);
  write('report.schema.json', reportJsonSchema());
  write('events.ndjson', eventLines(events));
  write('messages.ndjson', ndjson(messages.map(({ line }) => line)));
  for (const { line, text, html } of messages) {
    if (html === undefined) {
      write(line.bodyPath, text);
    } else {
      write(line.bodyPath, html);
      write(line.bodyPath.replace(/\.html$/, '.txt'), text);
    }
  }
  return write('report.html', reportPage(report, series, messages));
};
