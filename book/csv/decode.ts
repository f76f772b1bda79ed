import { BookRefused, type Problem } from './problems.ts';

const remedy = 'save the file as UTF-8 (in a spreadsheet: "CSV UTF-8")';

const [QUOTE, LF, CR] = [0x22, 0x0a, 0x0d];
/** Bytes that end a cell in whatever delimiter: , ; tab | " and line ends. */
const cellEnds: ReadonlySet<number> = new Set([0x2c, 0x3b, 0x09, 0x7c, QUOTE, LF, CR]);

/**
 * Text of a file that has to be UTF-8. Other encodings are refused rather than read: a name with
 * wrong letters would be sent to a customer.
 *
 * @throws BookRefused naming the encoding where it shows, and the row of the first wrong letter.
 */
export const decodeText = (file: string, bytes: Uint8Array): string => {
  const [first, second] = bytes;
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (marked || bytes.subarray(0, 4096).includes(0)) {
    throw new BookRefused(file, [{ problem: `is UTF-16, not UTF-8; ${remedy}` }]);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new BookRefused(file, [firstWrong(bytes)]);
  }
};

const firstWrong = (bytes: Uint8Array): Problem => {
  const at = wrongByte(bytes);
  const start = bytes.subarray(0, at).findLastIndex((byte) => cellEnds.has(byte)) + 1;
  const length = bytes.subarray(at).findIndex((byte) => cellEnds.has(byte));
  const cell = bytes.subarray(start, length < 0 ? bytes.length : at + length);
  return {
    row: rowOf(bytes, at),
    value: new TextDecoder('windows-1252').decode(cell),
    problem: `is not UTF-8 (the value is shown as Windows-1252, or Latin-1, reads it); ${remedy}`,
  };
};

/** Position of the first byte that starts no character of UTF-8. */
const wrongByte = (bytes: Uint8Array): number => {
  // What is not UTF-8 becomes U+FFFD; before the first one, text and bytes agree in length.
  const lenient = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const encoder = new TextEncoder();
  for (let at = lenient.indexOf('\uFFFD'); at >= 0; at = lenient.indexOf('\uFFFD', at + 1)) {
    const position = encoder.encode(lenient.slice(0, at)).length;
    const written = bytes[position] === 0xef && bytes[position + 1] === 0xbf;
    if (!written) return position;
  }
  return 0;
};

/** Row of a position as a spreadsheet counts: line ends within quotes begin no row. */
const rowOf = (bytes: Uint8Array, position: number): number => {
  let row = 1;
  let quoted = false;
  for (let at = 0; at < position; at += 1) {
    if (bytes[at] === QUOTE) quoted = !quoted;
    const ends = bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] !== LF);
    if (ends && !quoted) row += 1;
  }
  return row;
};
