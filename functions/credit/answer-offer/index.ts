import * as z from 'zod';
import {
  applicantDigestVariables,
  createApplicantDigests,
} from '../../../shared/adapters/applicant-digests.ts';
import {
  applicationVariables,
  createAwsApplications,
} from '../../../shared/adapters/applications.ts';
import { createOfferLinks, offerLinkVariables } from '../../../shared/adapters/offer-links.ts';
import { apiHandler } from '../../../shared/lambda/api.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { createHandler } from './handler.ts';

const variables = { ...applicationVariables, ...applicantDigestVariables, ...offerLinkVariables };
const e = env(z.object({ ...variables, SETTINGS: jsonOf(z.object({ bookZone: z.string() })) }));
const { applications } = createAwsApplications(e, clock);
const { read: linkOf } = createOfferLinks(e, clock);
const digestOf = createApplicantDigests(e, clock);
const { bookZone } = e.SETTINGS;

export const handler = apiHandler(
  createHandler({ applications, linkOf, digestOf, bookZone, clock }),
  { log: createLogger({ function: 'answer-offer' }) },
);
