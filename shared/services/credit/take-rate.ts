import { addDays, type BusinessDate } from '../../domain/calendar.ts';
import type { CreditLineSettings } from '../../domain/credit/line/settings.ts';
import { movesTooFar, type Rate } from '../../domain/credit/rates.ts';
import { together } from '../../domain/together.ts';
import type { RateStore } from '../../ports/credit-lines.ts';

export type TakeRateDeps = {
  readonly rates: RateStore;
  readonly settings: Pick<CreditLineSettings, 'rateDays' | 'rateMovePercent'>;
};

const said = ({ base, quote, on, rate }: Rate): string =>
  `${rate} ${quote} for one ${base} of ${on}`;

/**
 * Keeps a rate of exchange, because authority and exposure are counted by it, unless it is further
 * than the settings allow from the one that stands for its day, from the nearest of a day before and
 * of one after, or from the one that counted `rateDays` earlier: many small steps are one large one,
 * and a day that is past is no way around the days that follow. The first rate of a pair is held
 * against nothing.
 *
 * @param confirmed a person saw that it is far from those around it.
 * @returns why it is not kept; undefined when it is.
 */
export const takeRate = async (
  { rates, settings }: TakeRateDeps,
  rate: Rate,
  confirmed: boolean,
): Promise<string | undefined> => {
  const { base, quote, on } = rate;
  const { rateDays, rateMovePercent } = settings;
  const upTo = (day: BusinessDate) => rates.newest(base, quote, day);
  if (!confirmed) {
    const around = await together([
      upTo(addDays(on, -1)),
      upTo(on),
      rates.nextAfter(base, quote, on),
      upTo(addDays(on, -rateDays)),
    ]);
    const far = around.find(
      (each) => each !== undefined && movesTooFar(each, rate, rateMovePercent),
    );
    if (far !== undefined) {
      return `${said(rate)} is more than ${rateMovePercent} % from ${said(far)}; handed in again it is confirmed`;
    }
  }
  await rates.put(rate);
  return undefined;
};
