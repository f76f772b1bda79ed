import { expect, it } from 'vitest';
import { decodeText } from './decode.ts';

const text = '\uFEFFinvoice,customer\nA1,"Ñandú\nSA"\nA2,Peña\n';

it('reads UTF-8, with its mark or without', () => {
  expect(decodeText('book.csv', Buffer.from(text))).toBe(text);
  expect(decodeText('book.csv', Buffer.from('Zoë \uFFFD'))).toBe('Zoë \uFFFD');
});

it('names the row of the first letter that is not UTF-8', () => {
  const mixed = Buffer.concat([Buffer.from(text), Buffer.from('A3,Muñoz,1\n', 'latin1')]);
  expect(() => decodeText('book.csv', mixed)).toThrow(
    'row 4, value "Muñoz": is not UTF-8 (the value is shown as Windows-1252, or Latin-1, reads it); save the file as UTF-8',
  );
  const whole = Buffer.from('factura,cliente\rA1,Peña', 'latin1');
  expect(() => decodeText('book.csv', whole)).toThrow('row 2, value "Peña"');
  const replaced = Buffer.concat([Buffer.from('\uFFFD\n'), Buffer.from([0xe9])]);
  expect(() => decodeText('book.csv', replaced)).toThrow('row 2, value "é"');
});

it.each([
  ['with its mark', Buffer.from('\uFEFFinvoice', 'utf16le')],
  ['without', Buffer.from('invoice,customer', 'utf16le')],
])('names UTF-16 %s', (_, bytes) => {
  expect(() => decodeText('book.csv', bytes)).toThrow('is UTF-16, not UTF-8; save the file as');
});
