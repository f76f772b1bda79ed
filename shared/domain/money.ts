/**
 * Decimal places of ISO 4217 currencies that do not have two.
 * Source: ISO 4217 list one, active codes.
 */
const exponents: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
};

/** Decimal places of the currency's minor unit. */
export const exponentOf = (currency: string): number => exponents[currency] ?? 2;

const known: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** Whether ISO 4217 has, or had, a currency of that code. */
export const isKnownCurrency = (currency: string): boolean => known.has(currency);

/** How many minor units make one major unit. */
export const minorPerMajor = (currency: string): number => 10 ** exponentOf(currency);

/** `800.00 USD`: plain, because whoever reads alerts may read them in any language. */
export const inMajor = (amountMinor: number, currency: string): string => {
  const places = exponentOf(currency);
  const digits = String(amountMinor).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  return `${whole}${places === 0 ? '' : `.${digits.slice(-places)}`} ${currency}`;
};

export const sumMinor = (amounts: Iterable<number>): number => {
  let total = 0;
  for (const amount of amounts) total += amount;
  if (!Number.isSafeInteger(total)) throw new RangeError(`sum ${total} is not a safe integer`);
  return total;
};

/**
 * Reads a plain decimal such as `55.94` as minor units; no exponent, no grouping.
 * Returns a refusal that says what is wrong instead of rounding anything away.
 */
export const parseMinor = (
  text: string,
  currency: string,
): { ok: true; amountMinor: number } | { ok: false; problem: string } => {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match) return { ok: false, problem: 'expected a decimal number such as 55.94' };
  const [, sign, whole = '', decimals = ''] = match;
  const places = exponentOf(currency);
  const significant = decimals.replace(/0+$/, '');
  if (significant.length > places) {
    return { ok: false, problem: `${currency} has ${places} decimal places` };
  }
  const amountMinor = Number(`${sign}${whole}${significant.padEnd(places, '0')}`);
  return Number.isSafeInteger(amountMinor)
    ? { ok: true, amountMinor: amountMinor === 0 ? 0 : amountMinor }
    : { ok: false, problem: 'amount is too large' };
};
