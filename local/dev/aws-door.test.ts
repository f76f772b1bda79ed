import { expect, test } from 'vitest';
import { AwsError } from '../services/service.ts';
import { answerAws } from './aws-door.ts';

const asked: unknown[] = [];
const runtime = {
  administer: async (service: string, operation: string, input: unknown) => {
    asked.push([service, operation, input]);
    if (operation === 'GetItem') {
      throw new AwsError('ResourceNotFoundException', 'no such table', {
        members: { Table: 'x' },
      });
    }
    return { executions: [{ startDate: new Date('2026-01-01T00:00:00.500Z'), name: 'a' }] };
  },
};

test('answers in the JSON protocol, instants as seconds', async () => {
  const answer = await answerAws(runtime, 'AWSStepFunctions.ListExecutions', '{"maxResults":5}');
  expect(asked.at(-1)).toEqual(['states', 'ListExecutions', { maxResults: 5 }]);
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toEqual({
    executions: [{ startDate: 1767225600.5, name: 'a' }],
  });
});

test('answers refusals as the service words them', async () => {
  const answer = await answerAws(runtime, 'DynamoDB_20120810.GetItem', '{}');
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body)).toEqual({
    __type: 'ResourceNotFoundException',
    message: 'no such table',
    Table: 'x',
  });
});

test('knows the services that administration needs and no others', async () => {
  expect((await answerAws(runtime, 'Logs_20140328.PutLogEvents', '')).status).toBe(400);
  expect((await answerAws(runtime, undefined, '')).status).toBe(400);
});
