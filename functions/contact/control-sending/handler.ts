import * as z from 'zod';
import { controlRefusals } from '../../../shared/domain/contact/control.ts';
import type { ApiResponse } from '../../../shared/lambda/api.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import {
  actFields,
  actIdTaken,
  busy,
  type OperatorRequest,
  read,
  refused,
} from '../../../shared/lambda/operator.ts';
import { ControlContended, type SendingControl } from '../../../shared/services/contact/control.ts';

const sendingAct = z.discriminatedUnion('act', [
  z.strictObject({ ...actFields, act: z.literal('stop-sending') }),
  z.strictObject({ ...actFields, act: z.literal('resume-sending') }),
]);

/**
 * Stops every message of the environment, or lets them go again; or says which of the two it is.
 * An answer of 200 says how it stands now, so nobody takes a stop of before for one in force.
 */
export const createHandler =
  ({ control }: { readonly control: SendingControl }) =>
  async ({ actor, route, body }: OperatorRequest, log: Logger): Promise<ApiResponse> => {
    if (route.startsWith('GET ')) {
      const { stop } = await control.read();
      return { status: 200, body: { sending: stop === undefined ? 'on' : 'stopped', stop } };
    }
    const given = read(sendingAct, body);
    if (!given.ok) return given.answer;
    const { actId, act, reason } = given.value;
    const stops = act === 'stop-sending';
    try {
      const by = { actId, actor, reason };
      const answer = await (stops ? control.stop(by) : control.resume(by));
      if (answer.answer === 'refused') {
        const { code, stop } = answer;
        log.warn('an act on sending was refused', { actId, act, code });
        const message =
          code === controlRefusals.alreadyStopped
            ? `all sending is stopped since ${stop?.at} by ${stop?.actor}: ${stop?.reason}`
            : 'sending is not stopped';
        return refused(409, code, message);
      }
      const { stop } = answer;
      // The id was used before, and somebody has turned the switch since.
      if ((stop !== undefined) !== stops) return actIdTaken(actId);
      log.warn(stops ? 'a person stopped all sending' : 'a person resumed sending', { actId });
      const sending = stops ? 'stopped' : 'on';
      return { status: 200, body: { actId, act, outcome: 'done', sending, stop } };
    } catch (error) {
      if (!(error instanceof ControlContended)) throw error;
      log.warn('the switch is busy', { actId, error });
      return busy('the switch');
    }
  };
