import { expect, it } from 'vitest';
import { postponements } from '../contact/allowance.ts';
import { gateRefusals } from '../contact/gate.ts';
import { meaningOf } from './rules.ts';

it.each([...Object.values(gateRefusals), ...Object.values(postponements), 'contact-window'])(
  'says in words what %s means, and keeps its name for those who look it up',
  (rule) => {
    expect(meaningOf(rule)).toMatch(new RegExp(`^(?!rule )[a-z ]{20,} \\(${rule}\\)$`));
  },
);

it('names a rule that a pack of contact rules brings along', () => {
  expect(meaningOf('one-a-week')).toBe('rule one-a-week');
});
