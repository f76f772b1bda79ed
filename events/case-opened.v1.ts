import * as z from 'zod';
import { mostLetGo } from './case-closed.v1.ts';
import { grade, riskClass, termsDays } from './credit-parts.ts';
import { accountId, businessDate, domain } from './envelope.ts';
import { caseId, instalmentRef, partyId } from './parts.ts';

/** A collection effort on an account began. */
export const caseOpened = domain(
  'collections',
  'CaseOpened',
  z
    .object({
      caseId,
      accountId,
      partyId,
      sequence: z
        .int()
        .positive()
        .meta({ description: 'First, second, ... effort on the account' }),
      strategy: z.string().meta({ description: 'Name of the strategy that it follows' }),
      strategyVersion: z.int().meta({ description: 'Its published version' }),
      credit: z
        .object({ riskClass, grade, termsDays })
        .optional()
        .meta({ description: 'What the line of credit said of the customer; absent for none' }),
      announced: z.record(z.string(), businessDate).meta({
        description: 'By preventive step, the last due date announced by the efforts before',
      }),
      performed: z.array(z.string()).max(20).meta({
        description: 'Newest `step@anchor` carried out by the efforts before, oldest first',
      }),
      undelivered: z.array(z.string()).max(20).optional().meta({
        description:
          'Which of `performed` reached nobody and were not done once more yet; absent for none',
      }),
      notices: z
        .array(
          z.object({
            key: z.string().meta({ description: 'One of `performed`' }),
            on: businessDate,
            pausedDays: z
              .int()
              .positive()
              .optional()
              .meta({ description: 'Days on hold since then' }),
          }),
        )
        .max(20)
        .optional()
        .meta({
          description:
            'Which of `performed` are notices that stand; absent in cases of before these were remembered',
        }),
      simulated: z.array(z.string()).max(20).optional().meta({
        description:
          'Which of `performed` were only simulated; absent when nothing carried over was',
      }),
      hold: z
        .object({ from: businessDate, until: businessDate })
        .optional()
        .meta({ description: 'A hold of the effort before, which goes on' }),
      handedOff: z.array(instalmentRef).max(mostLetGo).optional().meta({
        description: 'What somebody else collects since an effort before was handed off',
      }),
    })
    .meta({ title: 'CaseOpened', description: 'A collection effort on an account began' }),
);
