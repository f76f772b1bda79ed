import { mayBeOne, namesOfActor } from '../names.ts';
import type { Application } from '../types.ts';

/** Whoever acts, and digests of their names under the key of those of applicants. */
export type Somebody = { readonly actor: string; readonly names: readonly string[] };

/**
 * Whether somebody entered an application, or the one that its line goes back to, or goes by a name
 * of the applicant: then neither it nor its line is theirs to decide about.
 */
export const isOwn = (
  {
    submittedBy,
    enteredBy,
    applicantNames = [],
  }: Pick<Application, 'submittedBy' | 'enteredBy' | 'applicantNames'>,
  { actor, names }: Somebody,
): boolean =>
  mayBeOne(names, applicantNames) ||
  [submittedBy, enteredBy].some(
    (each) => each !== undefined && mayBeOne(namesOfActor(each), namesOfActor(actor)),
  );
