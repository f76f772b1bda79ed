import type { OpenTask } from '../domain/collections/tasks.ts';

/** Whose work a task is. */
export type DeskRole = OpenTask['role'];

export type TaskPage = {
  /** By the day until which they are to be done, then by id. */
  readonly tasks: readonly OpenTask[];
  /** Where the next page begins; undefined on the last one. */
  readonly next?: string | undefined;
};

export type TaskReader = {
  /** Tasks of a desk that nobody has done yet, after the place where the page before ended. Consistent. */
  readonly open: (
    role: DeskRole,
    page: { readonly limit: number; readonly after?: string | undefined },
  ) => Promise<TaskPage>;
};
