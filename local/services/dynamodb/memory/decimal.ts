import { invalid } from './refusal.ts';

/** DynamoDB's numbers: up to 38 significant digits, magnitudes from 1E-130 to 9.99E125. */
export type Decimal = {
  /** Significant digits with their sign, no trailing zeros. */
  readonly digits: bigint;
  /** Power of ten by which the digits are multiplied. */
  readonly exponent: number;
};

const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const SMALL_INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;
const MAX_DIGITS = 38;
const MAX_MAGNITUDE = 125;
const MIN_MAGNITUDE = -130;
/** Decimal places within which AWS writes a number without an exponent. */
const PLAIN_LIMIT = 150;

const make = (digits: bigint, exponent: number): Decimal => {
  if (digits === 0n) return { digits: 0n, exponent: 0 };
  let reduced = digits;
  let power = exponent;
  while (reduced % 10n === 0n) {
    reduced /= 10n;
    power += 1;
  }
  return { digits: reduced, exponent: power };
};

const check = (value: Decimal): Decimal => {
  const length = String(value.digits).replace('-', '').length;
  const magnitude = value.exponent + length - 1;
  if (value.digits === 0n) return value;
  if (length > MAX_DIGITS) {
    throw invalid('Attempting to store more than 38 significant digits in a Number');
  }
  if (magnitude > MAX_MAGNITUDE) {
    throw invalid(
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    );
  }
  if (magnitude < MIN_MAGNITUDE) {
    throw invalid(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    );
  }
  return value;
};

export const parseDecimal = (text: string): Decimal => {
  const [, sign, whole = '', fraction = '', exponent = '0'] = FORM.exec(text.trim()) ?? [];
  if (sign === undefined || whole + fraction === '') {
    throw invalid(`The parameter cannot be converted to a numeric value: ${text}`);
  }
  const digits = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`);
  return check(make(digits, Number(exponent) - fraction.length));
};

const formatDecimal = ({ digits, exponent }: Decimal): string => {
  const text = String(digits);
  if (exponent >= 0)
    return exponent > PLAIN_LIMIT ? `${text}E+${exponent}` : text + '0'.repeat(exponent);
  const sign = text.startsWith('-') ? '-' : '';
  const bare = text.slice(sign.length).padStart(1 - exponent, '0');
  return `${sign}${bare.slice(0, exponent)}.${bare.slice(exponent)}`;
};

/** The form in which DynamoDB gives a number back. @throws Refusal */
export const normalizeNumber = (text: string): string =>
  SMALL_INTEGER.test(text) ? text : formatDecimal(parseDecimal(text));

const aligned = (left: Decimal, right: Decimal): [bigint, bigint, number] => {
  const exponent = Math.min(left.exponent, right.exponent);
  return [
    left.digits * 10n ** BigInt(left.exponent - exponent),
    right.digits * 10n ** BigInt(right.exponent - exponent),
    exponent,
  ];
};

export const compareNumbers = (left: string, right: string): number => {
  if (SMALL_INTEGER.test(left) && SMALL_INTEGER.test(right)) return Number(left) - Number(right);
  const [a, b] = aligned(parseDecimal(left), parseDecimal(right));
  return a < b ? -1 : a > b ? 1 : 0;
};

export const addNumbers = (left: string, right: string, sign: 1 | -1 = 1): string => {
  if (SMALL_INTEGER.test(left) && SMALL_INTEGER.test(right)) {
    const sum = Number(left) + sign * Number(right);
    if (Number.isSafeInteger(sum)) return String(sum === 0 ? 0 : sum);
  }
  const [a, b, exponent] = aligned(parseDecimal(left), parseDecimal(right));
  return formatDecimal(check(make(sign === 1 ? a + b : a - b, exponent)));
};

/** Bytes of a number as DynamoDB counts them: one for two digits, and one. */
export const numberSize = (text: string): number => {
  const digits = text
    .replace(/^-/, '')
    .replace('.', '')
    .replace(/^0+|0+$/g, '').length;
  return Math.ceil(digits / 2) + 1 + (text.startsWith('-') ? 1 : 0);
};
