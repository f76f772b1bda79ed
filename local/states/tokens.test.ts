import { expect, it } from 'vitest';
import { createTokens, machineOfToken } from './tokens.ts';

const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:credit-approval';
const execution = 'arn:aws:states:us-east-1:000000000000:execution:credit-approval:abc-0';

it('tells the machine that waits for a token, and nothing of what is none', () => {
  const tokens = createTokens(
    () => 'uuid',
    () => 1,
  );
  expect(machineOfToken(tokens.issue(execution, 1))).toBe(machine);
  expect(machineOfToken('no token')).toBeUndefined();
});
