/**
 * What a log line may carry beside its message. Personal data is masked, at any depth: by the key
 * under which it stands, and addresses, phone numbers and keys wherever they stand in a text.
 */
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

type Reaching = { readonly sign: string; readonly pattern: RegExp; readonly mask: string };

/**
 * Addresses and keys that others put into their words, such as a provider's error message. Most
 * texts lack the sign without which nothing can match, and are not searched.
 */
const reaching: readonly Reaching[] = [
  {
    // The domain ends in letters, so a scoped package in a stack trace is none. Lengths are bounded
    // because a long text without an address must not cost the square of its length.
    sign: '@',
    pattern: /[^\s@<>"(),:;[\]\\]{1,64}@[\p{L}\p{N}.-]{1,252}\.\p{L}[\p{L}\p{N}-]{1,62}/gu,
    mask: '***@***',
  },
  { sign: '+', pattern: /\+[0-9](?:[ ().-]{0,2}[0-9]){6,14}/g, mask: '+***' },
  { sign: '_', pattern: /\b(?:whsec|sk|rk)_[A-Za-z0-9+/=_-]{8,}/g, mask: '***' },
  { sign: 'Bearer', pattern: /\bBearer\s+\S+/g, mask: '***' },
];

const maskText = (text: string): string =>
  reaching.reduce(
    (left, { sign, pattern, mask }) => (left.includes(sign) ? left.replace(pattern, mask) : left),
    text,
  );

const printable = (value: unknown): unknown => {
  if (typeof value === 'string') return maskText(value);
  if (value instanceof Error) {
    const { name, message, stack } = value;
    return {
      name,
      message: maskText(message),
      ...(stack === undefined ? {} : { stack: maskText(stack) }),
    };
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
