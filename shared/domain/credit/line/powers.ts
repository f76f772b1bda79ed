import type { RiskClass } from '../../scoring/types.ts';
import { authorityMinor, covers } from '../authority.ts';
import type { CreditPolicy } from '../policy/schema.ts';
import type { Rate } from '../rates.ts';
import type { CreditRole } from '../types.ts';
import { type LineRefusal, lineRefusals, lineRefused } from './terms.ts';

/** Credit that an act sets free: an amount in integer minor units, and how risky it is. */
export type Freed = {
  readonly amountMinor: number;
  readonly currency: string;
  readonly riskClass: RiskClass;
};

/** Why a person may not set so much credit free; undefined when they may. */
export type Powers = (freed: Freed, what: string) => LineRefusal | undefined;

/**
 * The authority of a role for acts that give back what a hold or a group took away. The credit was
 * approved before with all the eyes that it took, so one person with authority for the amount is
 * enough here.
 *
 * @param rateOf the rate between a currency and that of the policy.
 */
export const powersOf =
  (
    role: CreditRole,
    policy: CreditPolicy,
    rateOf: (currency: string) => Rate | undefined,
  ): Powers =>
  ({ amountMinor, currency, riskClass }, what) => {
    const minor = authorityMinor(amountMinor, currency, policy, rateOf(currency));
    if (minor === undefined) {
      const message = `no rate between ${currency} and ${policy.currency} says whose authority ${what} takes`;
      return lineRefused(lineRefusals.authorityUnknown, message);
    }
    return covers(policy, role, { minor, riskClass })
      ? undefined
      : lineRefused(
          lineRefusals.beyondAuthority,
          `${what} takes authority for the amount, and ${role} is not enough`,
        );
  };
