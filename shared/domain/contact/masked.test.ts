import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { maskedAddress } from './masked.ts';

it.each([
  ['email', 'ana.perez@example.com', 'a***@example.com'],
  ['email', '𝒜na@example.com', '𝒜***@example.com'],
  ['email', '"a@b"@example.com', '"***@example.com'],
  ['email', '@example.com', '***'],
  ['email', 'example.com', '***'],
  ['sms', '+573001234532', '+57***32'],
  ['sms', '+15555550100', '+15***00'],
  ['sms', '+1555', '***'],
] as const)('masks by %s %s as %s', (channel, address, masked) => {
  expect(maskedAddress(channel, address)).toBe(masked);
});

it('hides all but the first letter of whose mailbox it is', () => {
  const names = fc.stringMatching(/^[a-z][a-z.]{1,20}$/);
  fc.assert(
    fc.property(names, names, (left, right) => {
      const masked = (name: string) => maskedAddress('email', `${name}@example.com`);
      return (masked(left) === masked(right)) === (left[0] === right[0]);
    }),
  );
});
