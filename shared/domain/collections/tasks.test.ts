import { describe, expect, it } from 'vitest';
import type { DomainFact } from '../../../events/catalogue.ts';
import { day } from '../../../test/support/collections.ts';
import { taskChanges } from './tasks.ts';
import type { CaseTask } from './types.ts';

const task = (taskId: string, claimedBy?: string): CaseTask => ({
  taskId,
  role: 'collector',
  dueOn: day('2026-06-22'),
  ...(claimedBy === undefined ? {} : { claimedBy }),
});
const opened = (taskId: string) => ({ type: 'TaskOpened', data: { taskId } }) as DomainFact;
const finished = (taskId: string) => ({ type: 'TaskFinished', data: { taskId } }) as DomainFact;
const changes = (
  before: readonly CaseTask[] | undefined,
  after: readonly CaseTask[] | undefined,
  ...facts: readonly DomainFact[]
) =>
  taskChanges(before && { tasks: before }, after && { tasks: after }, facts).map((each) =>
    'by' in each
      ? `${each.change} ${each.task.taskId} by ${each.by}`
      : `${each.change} ${each.task.taskId}`,
  );

describe('what a commit means for the tasks of a case', () => {
  it('is nothing while they stay as they are', () => {
    expect(changes([task('t1'), task('t2', 'ana')], [task('t1'), task('t2', 'ana')])).toEqual([]);
    expect(changes(undefined, undefined)).toEqual([]);
  });

  it('is that one is there', () => {
    expect(changes(undefined, [task('t1')], opened('t1'))).toEqual(['opened t1']);
    // Opened once more it is whole again, whatever became of it before.
    expect(changes([task('t1', 'ana')], [task('t1')], opened('t1'))).toEqual(['opened t1']);
  });

  it('is who has it', () => {
    expect(changes([task('t1')], [task('t1', 'ana')])).toEqual(['claimed t1 by ana']);
    expect(changes([task('t1', 'ana')], [task('t1', 'luis')])).toEqual(['claimed t1 by luis']);
    expect(changes([task('t1', 'ana')], [task('t1')])).toEqual(['returned t1']);
  });

  it('is that it was done, or that nobody has to do it any more', () => {
    const both = [task('t1'), task('t2')];
    expect(changes(both, [], finished('t1'))).toEqual(['done t1', 'withdrawn t2']);
    expect(changes(both, undefined)).toEqual(['withdrawn t1', 'withdrawn t2']);
  });
});
