import * as z from 'zod';
import { creditRoles } from '../../../shared/domain/credit/types.ts';
import { personOf } from '../../../shared/domain/person.ts';
import type { ApiResponse } from '../../../shared/lambda/api.ts';
import { type OperatorRequest, read } from '../../../shared/lambda/operator.ts';
import type { ReferralReader } from '../../../shared/ports/applications.ts';

const mostShown = 200;

const question = z.strictObject({
  role: z.enum(creditRoles),
  claimed: z.enum(['mine', 'nobody']).optional(),
  limit: z.coerce.number().int().min(1).max(mostShown).default(50),
  after: z.string().min(1).max(600).optional(),
});

/** Lists the referrals that wait for a role, the most urgent first. */
export const createHandler =
  ({ referrals }: { readonly referrals: ReferralReader }) =>
  async ({ actor, query }: OperatorRequest): Promise<ApiResponse> => {
    const given = read(question, query);
    if (!given.ok) return given.answer;
    const { role, claimed, limit, after } = given.value;
    const page = await referrals.open(role, { limit, after });
    const isAsked = (by: string | undefined): boolean =>
      claimed === undefined ||
      (claimed === 'nobody'
        ? by === undefined
        : by !== undefined && personOf(by) === personOf(actor));
    return {
      status: 200,
      body: {
        role,
        referrals: page.referrals.filter(({ claimedBy }) => isAsked(claimedBy)),
        ...(page.next === undefined ? {} : { next: page.next }),
      },
    };
  };
