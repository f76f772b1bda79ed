import * as z from 'zod';
import { domain } from './envelope.ts';
import { act, operationCommand } from './parts.ts';

/** What came of a command of maintenance. */
export const operationEnded = domain(
  'operations',
  'OperationEnded',
  z
    .object({
      command: operationCommand,
      outcome: z
        .enum(['done', 'failed'])
        .meta({ description: 'A command that failed may have changed a part' }),
      result: z
        .string()
        .max(1000)
        .meta({
          description: 'What was done, or why it went no further',
          examples: ['2 items were written'],
        }),
      act,
    })
    .meta({ title: 'OperationEnded', description: 'What came of a command of maintenance' }),
);
