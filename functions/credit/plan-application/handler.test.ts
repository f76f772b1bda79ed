import { describe, expect, it } from 'vitest';
import { openCreditDesk, submitted } from '../../../test/support/credit-desk.ts';

const day = 86_400;

const referred = async () => {
  const desk = openCreditDesk();
  await desk.register(submitted({ amountMinor: 40_000_000 }));
  await desk.decide(await desk.gathered({}));
  return desk;
};

describe('what comes next', () => {
  it('is answered as often as it is asked, without a trace', async () => {
    const desk = await referred();
    const before = desk.types();
    const first = await desk.plan();
    expect(await desk.plan()).toEqual(first);
    expect(desk.types()).toEqual(before);
  });

  it('is the next authority when nobody answered, and the end after the last', async () => {
    const desk = await referred();
    const plans: string[] = [];
    for (let days = 0; days < 30; days += 1) {
      desk.later(day);
      const plan = await desk.plan();
      if (plan.next === 'end') {
        expect(plan.ended).toBe('expired');
        break;
      }
      plans.push(plan.next);
      if (plan.next === 'give-notice') await desk.notice();
    }
    expect(new Set(plans.slice(0, -1))).toEqual(new Set(['await-reviewer']));
    expect(plans.at(-1)).toBe('give-notice');
    expect(desk.types().slice(-2)).toEqual(['CreditApplicationExpired', 'AdverseNoticeSent']);
  });

  it('is the end of an offer that ran out', async () => {
    const desk = openCreditDesk();
    await desk.register();
    await desk.decide(await desk.gathered());
    await desk.offer();
    expect(await desk.plan()).toMatchObject({ next: 'await-answer', waitSeconds: 14 * day });
    desk.later(14 * day);
    expect(await desk.plan()).toEqual({ next: 'end', ended: 'expired' });
    expect(desk.types().at(-1)).toBe('CreditOfferExpired');
  });

  it('of an unknown application is refused', async () => {
    const desk = openCreditDesk();
    await expect(desk.plan('CA-9')).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});
