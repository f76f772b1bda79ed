import * as z from 'zod';

/** The deployment is wrong: a variable is missing or does not fit. Values are never quoted. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * Reads the function's environment variables with the function's own schema.
 *
 * @throws EnvironmentError naming each variable that does not fit.
 */
export const env = <Schema extends z.ZodType>(schema: Schema): z.infer<Schema> => {
  const parsed = schema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new EnvironmentError(problems.join('; '));
};

/** A variable that must be there and not be empty. */
export const required = z.string().min(1);

/** A variable that holds JSON, such as SETTINGS. */
export const jsonOf = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'expected JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
