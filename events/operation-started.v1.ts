import * as z from 'zod';
import { domain } from './envelope.ts';
import { act, operationCommand } from './parts.ts';

/** Somebody is about to change an environment by a command of maintenance. */
export const operationStarted = domain(
  'operations',
  'OperationStarted',
  z
    .object({
      command: operationCommand,
      scope: z
        .string()
        .max(1000)
        .meta({
          description: 'What the command was given, as it was typed; empty for the whole book',
          examples: ['--account acme|main|USD'],
        }),
      act,
    })
    .meta({
      title: 'OperationStarted',
      description:
        'A command of maintenance is about to change something; recorded before it does, so that one that died is known',
    }),
);
