import * as z from 'zod';
import { policyOf } from '../../../credit-policies/catalogue.ts';
import { reasonTexts } from '../../../credit-policies/reasons.ts';
import {
  applicationVariables,
  createAwsApplications,
} from '../../../shared/adapters/applications.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import {
  createAwsLetters,
  letterSettings,
  letterVariables,
} from '../../../shared/adapters/letters.ts';
import { createOfferLinks, offerLinkVariables } from '../../../shared/adapters/offer-links.ts';
import { pdfLetterWriter as writer } from '../../../shared/adapters/pdf/letter-writer.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { taskHandler } from '../../../shared/lambda/task.ts';
import { applicationRequest } from '../../../statemachines/credit-approval/io.ts';
import { letterTemplateOf as templateOf } from '../../../templates/letters.ts';
import { createHandler } from './handler.ts';

const variables = { ...applicationVariables, ...letterVariables, ...offerLinkVariables };
const e = env(z.object({ ...variables, OFFER_URL: required, SETTINGS: jsonOf(letterSettings) }));
const { client, journal, applications } = createAwsApplications(e, clock);
const { files, post } = createAwsLetters({ client, journal, variables: e, settings: e.SETTINGS });
const { linkOf } = createOfferLinks(e, clock);
const words = { templateOf, reasonTexts, policyOf, sha256, ...e.SETTINGS };
const deps = { applications, files, post, writer, ...words };

export const handler = taskHandler(
  applicationRequest,
  createHandler({ ...deps, linkOf: (offer) => linkOf(e.OFFER_URL, offer), clock }),
  { log: createLogger({ function: 'make-offer' }) },
);
