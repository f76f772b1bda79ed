import { setTimeout } from 'node:timers/promises';
import type { Command } from '../command.ts';
import { migrateCases } from '../maintenance/cases.ts';
import { eraseApplicant } from '../maintenance/erase-applicant.ts';
import { messageShow } from '../maintenance/message.ts';
import { operationsList } from '../maintenance/operations.ts';
import { rebuild } from '../maintenance/rebuild.ts';
import { redrive } from '../maintenance/redrive.ts';
import { replayDecisions } from '../maintenance/replay-decision.ts';
import { republish } from '../maintenance/republish.ts';
import { createRestore } from '../maintenance/restore.ts';
import { signal } from '../maintenance/signal.ts';
import { verify } from '../maintenance/verify.ts';
import { importOpening } from '../opening/import.ts';

/** What keeps an environment whole. These use its AWS resources, not the operators' API. */
export const maintenanceCommands: readonly Command[] = [
  verify,
  rebuild,
  republish,
  redrive,
  migrateCases,
  messageShow,
  eraseApplicant,
  replayDecisions,
  signal,
  createRestore(setTimeout),
  importOpening,
  operationsList,
];
