import type { Zone } from '../../../shared/domain/calendar.ts';
import type { RoleAssignments } from '../../../shared/domain/credit/authority.ts';
import type { CreditPolicy } from '../../../shared/domain/credit/policy/schema.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { CreditGroups, CreditLines } from '../../../shared/ports/credit-lines.ts';
import type { HasEnded } from '../../../shared/services/credit/has-ended.ts';
import type { RateOf } from '../../../shared/services/credit/in-currency.ts';
import type { LineDesk } from '../../../shared/services/credit/line-desk.ts';
import type { IsOwnLine } from '../../../shared/services/credit/whose-line.ts';

export type Deps = {
  readonly desk: Pick<LineDesk, 'decideOn' | 'place'>;
  readonly lines: Pick<CreditLines, 'carriedOut' | 'load' | 'group' | 'members'>;
  readonly groups: CreditGroups;
  readonly isOwnLine: IsOwnLine;
  readonly hasEnded: HasEnded;
  /** Who has which role, by IAM role or whole ARN. */
  readonly roles: RoleAssignments;
  /** By which it is told how far a role's authority goes. */
  readonly policy: CreditPolicy;
  readonly rateOf: RateOf;
  readonly graceDays: number;
  readonly zone: Zone;
  readonly clock: Clock;
  readonly hash: (text: string) => string;
};
