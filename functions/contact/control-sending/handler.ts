import * as z from 'zod';
import { capDay } from '../../../shared/domain/contact/allowance.ts';
import { controlRefusals } from '../../../shared/domain/contact/control.ts';
import { sendingModes } from '../../../shared/domain/contact/mode.ts';
import type { Channel } from '../../../shared/domain/contact/types.ts';
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
import type { Clock } from '../../../shared/ports/clock.ts';
import type { DayCounter } from '../../../shared/ports/sending.ts';
import { ControlContended, type SendingControl } from '../../../shared/services/contact/control.ts';

const sendingAct = z.discriminatedUnion('act', [
  z.strictObject({ ...actFields, act: z.literal('stop-sending') }),
  z.strictObject({ ...actFields, act: z.literal('resume-sending') }),
]);

const perDay = z.int().positive();

/** How the environment contacts its parties, and the messages of a day of UTC by channel. */
export const settings = z.object({
  mode: z.enum(sendingModes),
  dailyCap: z.object({ email: perDay, sms: perDay }),
});

export type Deps = {
  readonly control: SendingControl;
  readonly settings: z.infer<typeof settings>;
  /** How many messages of a day are taken. */
  readonly taken: (counter: DayCounter) => Promise<number>;
  readonly clock: Clock;
};

const channels: readonly Channel[] = ['email', 'sms'];

/** What a person has to know besides the stop to tell what leaves. */
const aboutToday = async ({ settings: { mode, dailyCap }, taken, clock }: Deps) => {
  const on = capDay(clock.now());
  const usedOf = async (channel: Channel) => {
    // In shadow nothing is counted as real, and with an allow-list both are counted, each apart.
    const used = mode === 'shadow' ? 0 : await taken({ on, channel, mode: 'live' });
    const simulated = mode === 'live' ? 0 : await taken({ on, channel, mode: 'shadow' });
    return { channel, cap: dailyCap[channel], used, simulated };
  };
  return { mode, today: { on, channels: await Promise.all(channels.map(usedOf)) } };
};

/**
 * Stops every message of the environment, or lets them go again; or says which of the two it is.
 * An answer of 200 says how it stands now, so nobody takes a stop of before for one in force.
 */
export const createHandler =
  (deps: Deps) =>
  async ({ actor, route, body }: OperatorRequest, log: Logger): Promise<ApiResponse> => {
    const { control } = deps;
    if (route.startsWith('GET ')) {
      const { stop } = await control.read();
      const sending = stop === undefined ? 'on' : 'stopped';
      return { status: 200, body: { sending, stop, ...(await aboutToday(deps)) } };
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
      // Counters are not read here: a switch that was turned says so, whatever else fails.
      const { mode } = deps.settings;
      return { status: 200, body: { actId, act, outcome: 'done', sending, stop, mode } };
    } catch (error) {
      if (!(error instanceof ControlContended)) throw error;
      log.warn('the switch is busy', { actId, error });
      return busy('the switch');
    }
  };
