import { isOwn } from '../../domain/credit/application/own.ts';
import { namesOfActor } from '../../domain/credit/names.ts';
import type { Application } from '../../domain/credit/types.ts';
import { together } from '../../domain/together.ts';
import type { ApplicationStore } from '../../ports/applications.ts';
import type { DigestOf } from '../../ports/digests.ts';
import { nameDigests } from './name-digests.ts';

/** Whether one of these lines, by the applications that their terms are of, is somebody's own. */
export type IsOwnLine = (actor: string, applicationIds: readonly string[]) => Promise<boolean>;

/** Who asked for a review has no part in that review; the line is no more theirs than before. */
const withoutAsker = (state: Application): Application =>
  state.kind === 'review' ? { ...state, submittedBy: undefined } : state;

export const createOwnLines =
  (deps: {
    readonly applications: Pick<ApplicationStore, 'load'>;
    /** As register-application digests the names of applicants. */
    readonly digestOf: DigestOf;
  }): IsOwnLine =>
  async (actor, applicationIds) => {
    const [names, granted] = await together([
      nameDigests(namesOfActor(actor), deps.digestOf),
      together(applicationIds.map((id) => deps.applications.load(id))),
    ]);
    return granted.some(
      (each) => each !== undefined && isOwn(withoutAsker(each.state), { actor, names }),
    );
  };
