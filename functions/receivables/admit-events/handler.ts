import * as z from 'zod';
import { identifier } from '../../../events/envelope.ts';
import type { BusinessDate } from '../../../shared/domain/calendar.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import { type Admission, admit } from '../../../shared/domain/inbound/admit.ts';
import { examine } from '../../../shared/domain/inbound/examine.ts';
import { nestsTooDeep } from '../../../shared/domain/inbound/nesting.ts';
import {
  chaseFromOf,
  type openingBalanceSettings,
} from '../../../shared/domain/inbound/opening.ts';
import { type Problem, problemsOf, reasonOf } from '../../../shared/domain/inbound/problems.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { QueueMessage } from '../../../shared/lambda/queue.ts';
import type { Admitted } from '../../../shared/ports/admission.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { InputRejections, Rejection } from '../../../shared/ports/rejections.ts';

/** An EventBridge event as a rule hands it to a queue. */
const busEvent = z.object({
  source: z.string(),
  'detail-type': z.string(),
  detail: z.unknown(),
});

const eventIdIn = z.object({ meta: z.object({ eventId: identifier }) });

type Verdict =
  | { readonly admission: Admission }
  | {
      readonly problems: readonly Problem[];
      readonly inputType: string;
      readonly eventId?: string;
      /** What the sender said, without what the bus adds to each of its deliveries. */
      readonly content: string;
    };

const parse = (body: string): unknown => {
  try {
    return nestsTooDeep(body) ? undefined : JSON.parse(body);
  } catch {
    return undefined;
  }
};

const judge = (body: string, chaseFrom: Parameters<typeof admit>[2]): Verdict => {
  const json = parse(body);
  const event = busEvent.safeParse(json);
  if (!event.success) {
    return { problems: problemsOf(event.error, json), inputType: 'unknown', content: body };
  }
  const { source, detail, 'detail-type': type } = event.data;
  const examination = examine(type, detail);
  if (examination.ok) return { admission: admit(examination.event, source, chaseFrom) };
  const named = eventIdIn.safeParse(detail);
  return {
    problems: examination.problems,
    inputType: type,
    content: canonicalJson([source, type, detail]),
    ...(named.success ? { eventId: named.data.meta.eventId } : {}),
  };
};

/**
 * Admits a batch of bus events: those that fit go to the queue of their aggregate in as few
 * requests as possible, the others are parked whole. Answers the messages to deliver again.
 *
 * @param digest tells one content from another: a rejected event that is mended but sent under
 * its old id and rejected once more is a rejection of its own.
 */
export const createHandler =
  (deps: {
    readonly admitted: Admitted;
    readonly rejections: InputRejections;
    readonly digest: (text: string) => string;
    readonly openingBalance: z.infer<typeof openingBalanceSettings>;
    readonly clock: Clock;
  }) =>
  async (messages: readonly QueueMessage[], log: Logger): Promise<string[]> => {
    const now = deps.clock.now();
    const chaseFrom = (accountId: string, on: BusinessDate) =>
      chaseFromOf(accountId, on, now, deps.openingBalance.spreadDays);
    const admissions: { messageId: string; admission: Admission }[] = [];
    const rejected: { messageId: string; rejection: Rejection }[] = [];
    for (const { messageId, body } of messages) {
      const verdict = judge(body, chaseFrom);
      if ('admission' in verdict) {
        admissions.push({ messageId, admission: verdict.admission });
        continue;
      }
      const { problems, inputType, eventId } = verdict;
      const content = deps.digest(verdict.content).slice(0, 16);
      rejected.push({
        messageId,
        rejection: {
          inputId: eventId === undefined ? content : `${eventId}@${content}`,
          redriveTo: 'InboundEvents',
          reasons: problems.map((problem) => reasonOf(problem, 'sender')),
          body,
          door: 'bus',
          inputType,
          journalReasons: problems.map((problem) => reasonOf(problem, 'journal')),
        },
      });
    }
    const refused = await deps.admitted.send(admissions.map(({ admission }) => admission));
    const failed = admissions.flatMap(({ messageId }, place) =>
      refused.has(place) ? [messageId] : [],
    );
    if (refused.size > 0) {
      log.error('a queue did not take all commands', { reasons: [...new Set(refused.values())] });
    }
    for (const { messageId, rejection } of rejected) {
      try {
        await deps.rejections.reject(rejection);
        log.warn('an input was rejected', {
          inputId: rejection.inputId,
          inputType: rejection.inputType,
          reasons: rejection.journalReasons,
        });
      } catch (error) {
        log.error('a rejected input could not be parked', { messageId, error });
        failed.push(messageId);
      }
    }
    return failed;
  };
