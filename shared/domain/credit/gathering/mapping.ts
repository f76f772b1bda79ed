import * as z from 'zod';

const text = z.string().min(1);
const expression = text.max(8000).meta({ description: 'JSONata' });
const header = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'expected a header in lower case');

/**
 * How a bureau's words become ours, as data: what is asked, when an answer means that nothing is
 * known, and how a report reads. A version in use is never edited.
 */
export const bureauMappingSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected words joined by hyphens'),
    version: z.int().positive(),
    description: text.max(500),
    /** How a request shows who sends it; the key is the first value of the bureau's secret. */
    auth: z.discriminatedUnion('scheme', [
      z.strictObject({ scheme: z.literal('bearer') }),
      z.strictObject({
        scheme: z.literal('hmac-sha256'),
        signatureHeader: header,
        timestampHeader: header,
        encoding: z.enum(['hex', 'base64']),
      }),
    ]),
    /** Besides `content-type`, `accept` and those of `auth`. */
    headers: z.record(header, text.max(200)).optional(),
    request: expression.meta({ description: 'JSONata over the query; the body of the request' }),
    noRecord: expression.meta({
      description: 'JSONata over {status, body}; true when the applicant is not known',
    }),
    report: expression.meta({
      description: 'JSONata over {status, body}; the report without `bureau`, null for not given',
    }),
  })
  .meta({ title: 'Bureau mapping', description: "How a bureau's words become ours" });

export type BureauMapping = z.infer<typeof bureauMappingSchema>;
