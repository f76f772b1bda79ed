import * as z from 'zod';
import { isSamePerson } from '../../../shared/domain/person.ts';
import type { ApiResponse } from '../../../shared/lambda/api.ts';
import { type OperatorRequest, read } from '../../../shared/lambda/operator.ts';
import type { TaskPage, TaskReader } from '../../../shared/ports/tasks.ts';

const mostShown = 200;

const question = z.strictObject({
  role: z.enum(['collector', 'manager', 'legal']),
  claimed: z.enum(['mine', 'nobody']).optional(),
  limit: z.coerce.number().int().min(1).max(mostShown).default(50),
  after: z.string().min(1).max(600).optional(),
});

type Question = z.infer<typeof question>;

/** A desk on which nearly everything is claimed is looked through this far for one answer. */
const maxPages = 10;

const pageOf = async (
  tasks: TaskReader,
  { role, claimed, limit, after }: Question,
  actor: string,
): Promise<TaskPage> => {
  const isAsked = (claimedBy: string | undefined): boolean =>
    claimed === undefined ||
    (claimed === 'nobody'
      ? claimedBy === undefined
      : claimedBy !== undefined && isSamePerson(claimedBy, actor));
  const found: TaskPage['tasks'][number][] = [];
  let next = after;
  for (let page = 0; page < maxPages && found.length < limit; page += 1) {
    const part = await tasks.open(role, { limit: limit - found.length, after: next });
    found.push(...part.tasks.filter(({ claimedBy }) => isAsked(claimedBy)));
    next = part.next;
    if (next === undefined) break;
  }
  return { tasks: found, next };
};

/** What waits on a desk: what is due first comes first. */
export const createHandler =
  ({ tasks }: { readonly tasks: TaskReader }) =>
  async ({ actor, query }: OperatorRequest): Promise<ApiResponse> => {
    const asked = read(question, query);
    if (!asked.ok) return asked.answer;
    const page = await pageOf(tasks, asked.value, actor);
    return { status: 200, body: { role: asked.value.role, ...page } };
  };
