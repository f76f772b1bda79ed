import * as z from 'zod';
import type { ReasonTexts } from '../shared/domain/credit/letters/reasons.ts';
import reasons from './reasons.json' with { type: 'json' };

const texts = z.object({ en: z.string().min(1), es: z.string().min(1), pt: z.string().min(1) });

/**
 * What applicants read of the reasons of published policies and scorecards, and of those in the
 * code, by code and language. It only translates: what was decided, and journalled, is not touched
 * by it, so unlike a policy it may be edited.
 */
export const reasonTexts: ReasonTexts = z.record(z.string(), texts).parse(reasons);
