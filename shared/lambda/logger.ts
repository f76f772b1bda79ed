/** What a log line may carry beside its message. Personal data is masked by key, at any depth. */
export type LogFields = Readonly<Record<string, unknown>>;

export type Logger = {
  readonly info: (message: string, fields?: LogFields) => void;
  readonly warn: (message: string, fields?: LogFields) => void;
  readonly error: (message: string, fields?: LogFields) => void;
  /** A logger whose lines all carry these fields, such as a correlation id. */
  readonly with: (fields: LogFields) => Logger;
};

/**
 * Keys whose values identify or reach a person, say what we wrote to them, or open a door. Logs
 * are kept longer and read by more people than the data itself, so the value never gets there.
 */
const masked =
  /^(.*(email|phone|secret|password|authorization|signature|token|paymentUrl|documentUrl)s?|(first|last|full|customer|party)?name|to|from|subject|address|body|html|text)$/i;

const printable = (value: unknown): unknown => {
  if (value instanceof Error) {
    return { name: value.name, message: value.message, stack: value.stack };
  }
  if (Array.isArray(value)) return value.map(printable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      member !== undefined && masked.test(key) ? '***' : printable(member),
    ]),
  );
};

/** One JSON object a line on standard output, which the Lambda service sends to CloudWatch Logs. */
export const createLogger = (
  fields: LogFields = {},
  write: (line: string) => void = (line) => process.stdout.write(line),
): Logger => {
  const at =
    (level: string) =>
    (message: string, more: LogFields = {}): void => {
      const { error, ...rest } = { ...fields, ...more };
      const body = printable(rest) as LogFields;
      // An error has a `name` that is a class, not a person, so it is printed apart.
      const cause = error instanceof Error ? { error: printable(error) } : {};
      const other =
        error === undefined || error instanceof Error ? {} : { error: printable(error) };
      write(`${JSON.stringify({ level, message, ...body, ...cause, ...other })}\n`);
    };
  return {
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (more) => createLogger({ ...fields, ...more }, write),
  };
};
