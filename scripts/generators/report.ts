import { reportJsonSchema } from '../../book/report/schema.ts';

/** The published JSON Schema of report.json. */
export const generateReportSchema = (): Map<string, string> =>
  new Map([['book/report/report.schema.json', reportJsonSchema()]]);
