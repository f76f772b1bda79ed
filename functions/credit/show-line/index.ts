import * as z from 'zod';
import { createAwsLineView, lineSettings } from '../../../shared/adapters/credit-lines.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { operatorHandler } from '../../../shared/lambda/operator.ts';
import { lookAt } from '../../../shared/services/credit/line-view.ts';
import { createHandler } from './handler.ts';

const e = env(
  z.object({
    JOURNAL_TABLE_NAME: required,
    CREDIT_TABLE_NAME: required,
    RECEIVABLES_TABLE_NAME: required,
    SETTINGS: jsonOf(lineSettings),
  }),
);
const view = createAwsLineView(e, e.SETTINGS, clock);
const { lines } = view;

export const handler = operatorHandler(
  createHandler({ look: (lineId) => lookAt(view, lineId), lines }),
  { log: createLogger({ function: 'show-line' }) },
);
