import { describe, expect, it } from 'vitest';
import { personOf } from './person.ts';

const sts = 'arn:aws:sts::111122223333:assumed-role';

describe('the person behind a principal', () => {
  it.each([
    ['a session', `${sts}/Operators/ana@example.com`, 'ana@example.com'],
    ['a session of another role', `${sts}/Approvers/ana@example.com`, 'ana@example.com'],
    ['a session in other letters', `${sts}/Approvers/Ana@Example.com`, 'ana@example.com'],
    [
      'a session in another partition and account',
      'arn:aws-cn:sts::444455556666:assumed-role/A/ana',
      'ana',
    ],
    ['a user', 'arn:aws:iam::111122223333:user/Ana', 'ana'],
    ['a user under a path', 'arn:aws:iam::111122223333:user/finance/eu/ana', 'ana'],
    ['a federated user', 'arn:aws:sts::111122223333:federated-user/ana', 'ana'],
    ['the root', 'arn:aws:iam::111122223333:root', 'arn:aws:iam::111122223333:root'],
    ['a session without a name', `${sts}/Operators`, `${sts}/operators`],
    ['no ARN', 'Ana', 'ana'],
  ])('is known by %s', (_, actor, person) => {
    expect(personOf(actor)).toBe(person);
  });
});
