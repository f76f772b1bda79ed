import { evolveAll } from '../../domain/credit/application/evolve.ts';
import { isFinal } from '../../domain/credit/application/facts.ts';
import { withdrawalOf } from '../../domain/credit/application/items.ts';
import {
  applicantItemsOf,
  applicantPartition,
  lineOf,
  recordIn,
} from '../../domain/credit/application/of-applicant.ts';
import type { Application } from '../../domain/credit/types.ts';
import { invariant } from '../../domain/errors.ts';
import type {
  Applicant,
  ApplicationCommit,
  ApplicationStore,
  CreditFiles,
  StoredApplication,
} from '../../ports/applications.ts';
import type { Grant } from '../../ports/credit-lines.ts';
import type { JournalItem, JournalReader } from '../../ports/journal.ts';
import { noHead } from '../../ports/journal.ts';

type Recorded = Pick<JournalItem, 'streamId' | 'version' | 'type' | 'data' | 'effectiveOn'>;

export type MemoryApplications = ApplicationStore & {
  readonly journal: readonly Recorded[];
  /** What lines made of applications, and what was taken back before that. */
  readonly grants: Map<string, Grant['outcome']>;
  readonly reader: Pick<JournalReader, 'last'>;
  /** Forgets who applied, as an erasure does. */
  readonly erase: (applicationId: string) => void;
};

/** Applications in memory, with the rules of the table-backed store; for tests of what uses them. */
export const createMemoryApplications = (): MemoryApplications => {
  const stored = new Map<string, StoredApplication>();
  const applicants = new Map<string, Applicant>();
  const marks = new Map<string, string>();
  const open = new Map<string, string>();
  const offers = new Map<string, string>();
  const grants = new Map<string, Grant['outcome']>();
  const approvals = new Map<string, number>();
  const journal: Recorded[] = [];

  const commit = async (given: ApplicationCommit): Promise<StoredApplication | 'conflict'> => {
    const before = given.stored?.state;
    const state = evolveAll(before, given.facts, given.effectiveOn);
    invariant(state !== undefined, 'a commit on an application needs a fact');
    const { applicationId, fingerprint, kind, lineId } = state;
    const place = `${fingerprint}#${kind}#${kind === 'review' ? lineId : ''}`;
    const mark = given.mark && `${given.mark.of ?? applicationId}#${given.mark.actId}`;
    const withdrawal = withdrawalOf(before, state);
    const current = stored.get(applicationId)?.head ?? noHead;
    const begins = before === undefined && !isFinal(state.status);
    if (current.version !== (given.stored?.head ?? noHead).version) return 'conflict';
    if ((mark !== undefined && marks.has(mark)) || (begins && open.has(place))) return 'conflict';
    if (withdrawal !== undefined && grants.has(applicationId)) return 'conflict';
    const approves = given.facts.some(({ type }) => type === 'CreditApproved');
    const counted = approves ? (given.counted ?? []) : [];
    if (counted.some(({ of, count }) => (approvals.get(of) ?? 0) !== count)) return 'conflict';
    for (const { of, count } of counted) approvals.set(of, count + 1);
    if (withdrawal !== undefined) grants.set(applicationId, withdrawal.outcome);
    let { version } = current;
    for (const { type, data } of given.facts) {
      version += 1;
      const streamId = `application#${applicationId}`;
      journal.push({ streamId, version, type, data, effectiveOn: given.effectiveOn });
    }
    const after = { state, head: { version, hash: `hash-${version}` } };
    stored.set(applicationId, after);
    if (mark !== undefined && given.mark) marks.set(mark, given.mark.content);
    if (given.applicant) applicants.set(applicationId, given.applicant);
    if (begins) open.set(place, applicationId);
    // Once it has ended, the place may be that of another one.
    const hadPlace = before !== undefined && !isFinal(before.status);
    if (hadPlace && isFinal(state.status)) open.delete(place);
    if (state.offer) offers.set(state.offer.tokenId, applicationId);
    return after;
  };

  const openOnes = (isOf: (state: Application) => boolean): string[] =>
    [...stored.values()]
      .filter(({ state }) => isOf(state) && !isFinal(state.status))
      .map(({ state }) => state.applicationId)
      .sort();

  return {
    load: async (applicationId) => stored.get(applicationId),
    applicant: async (applicationId) => applicants.get(applicationId),
    openOf: async (fingerprint, lineId) =>
      open.get(lineId === undefined ? `${fingerprint}#new#` : `${fingerprint}#review#${lineId}`),
    ofApplicant: async (fingerprint) =>
      recordIn(
        [...stored.values()]
          .filter(({ state }) => state.fingerprint === fingerprint)
          .flatMap(({ state }) => applicantItemsOf(state))
          .filter(({ pk }) => pk === applicantPartition(fingerprint)),
      ),
    openForLine: async (lineId) => openOnes((state) => lineOf(state) === lineId),
    openInGroup: async (groupId, limit) =>
      openOnes((state) => state.groupId === groupId).slice(0, limit),
    approvalCounts: async (of) => of.map((each) => ({ of: each, count: approvals.get(each) ?? 0 })),
    ofOffer: async (tokenId) => offers.get(tokenId),
    carriedOut: async (applicationId, id) => marks.get(`${applicationId}#${id}`),
    commit,
    grants,
    journal,
    reader: {
      last: async (streamId, limit) =>
        journal.filter((each) => each.streamId === streamId).slice(-limit) as JournalItem[],
    },
    erase: (applicationId) => void applicants.delete(applicationId),
  };
};

/** Objects in memory that keep what they were given first. */
export const createMemoryFiles = (): CreditFiles & { readonly keys: () => string[] } => {
  const objects = new Map<string, Uint8Array>();
  return {
    put: async (key, bytes) => {
      if (!objects.has(key)) objects.set(key, Uint8Array.from(bytes));
    },
    get: async (key) => objects.get(key),
    keys: () => [...objects.keys()],
  };
};
