import { expect, it } from 'vitest';
import { deliveryIdOf } from './delivery.ts';

const headers = { 'webhook-id': 'msg_1' };

it("is the body's own id where it has one, or the header's", () => {
  expect(deliveryIdOf(headers, { id: 'evt_1' })).toBe('evt_1');
  expect(deliveryIdOf({}, { id: 'evt_1' })).toBe('evt_1');
  for (const body of [{}, { id: 7 }, null, undefined, 'evt_1', 5, ['evt_1']]) {
    expect(deliveryIdOf(headers, body)).toBe('msg_1');
    expect(deliveryIdOf({}, body)).toBeUndefined();
  }
});

it.each(['', 'a b', 'a#b', 'a|b', 'a\n', ' a', 'x'.repeat(129)])('is no key of ours: %j', (id) => {
  expect(deliveryIdOf({}, { id })).toBeUndefined();
  // The id of the body is wrong, not absent: another one would name another delivery.
  expect(deliveryIdOf(headers, { id })).toBeUndefined();
});

it('may be as long as a key may be', () => {
  expect(deliveryIdOf({}, { id: 'x'.repeat(128) })).toBe('x'.repeat(128));
});
