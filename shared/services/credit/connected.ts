import type { ApplicantRecord } from '../../domain/credit/application/applicant-record.ts';
import { lineOf } from '../../domain/credit/application/of-applicant.ts';
import { isOver, maxLooked, maxMembers } from '../../domain/credit/group.ts';
import type { CreditLine } from '../../domain/credit/line/types.ts';
import type { Application } from '../../domain/credit/types.ts';
import { together } from '../../domain/together.ts';
import type { ApplicationStore, ApprovalCount } from '../../ports/applications.ts';
import type { LineReader, StoredLine } from '../../ports/credit-lines.ts';

export type ConnectedDeps = {
  readonly applications: Pick<
    ApplicationStore,
    'load' | 'ofApplicant' | 'openForLine' | 'openInGroup' | 'approvalCounts'
  >;
  readonly lines: Pick<LineReader, 'load' | 'members'>;
};

/** Everybody who counts as one with an applicant, and what they have. */
export type Connected = {
  /** The applicant's own. */
  readonly record: ApplicantRecord;
  /** Of whoever the line of the customer was granted to; undefined when nobody can tell any more. */
  readonly ownFingerprint: string | undefined;
  /** Without the line that the application is for. */
  readonly lines: readonly CreditLine[];
  /** Applications that were open, without the one that is looked at. */
  readonly open: readonly Application[];
  readonly counted: readonly ApprovalCount[];
  /** There are more than are looked at, and so nobody knows what they may use together. */
  readonly tooMany: boolean;
};

/** What leads from one to the next. */
type Leads = {
  readonly applicants: readonly string[];
  readonly groups: readonly string[];
  readonly lines: readonly string[];
  readonly open: readonly string[];
};

const nowhere: Leads = { applicants: [], groups: [], lines: [], open: [] };

const merged = (leads: readonly Leads[]): Leads => ({
  applicants: leads.flatMap(({ applicants }) => applicants),
  groups: leads.flatMap(({ groups }) => groups),
  lines: leads.flatMap(({ lines }) => lines),
  open: leads.flatMap(({ open }) => open),
});

const fresh = (ids: readonly string[], seen: Set<string>): readonly string[] => {
  const added = [...new Set(ids)].filter((id) => !seen.has(id));
  for (const id of added) seen.add(id);
  return added;
};

/** What came to nothing counts no more; what became a line since it was listed counts as one. */
const mayCount = ({ status }: Application): boolean =>
  status !== 'declined' &&
  status !== 'refused' &&
  status !== 'expired' &&
  status !== 'duplicate' &&
  status !== 'withdrawn';

/**
 * A line that is over as it remembers its accounts: it counts for nothing, and leads on all the same.
 * After a rebuild nothing is remembered, and it may owe.
 */
export const isKnownOver = ({ line, accounts, lossesFrom }: StoredLine): boolean => {
  const figures = Object.values(accounts);
  const isKnown = figures.length > 0 || lossesFrom === undefined;
  return isKnown && isOver(line, figures);
};

const leadsOf = (of: Application): Leads => ({
  ...nowhere,
  applicants: [of.fingerprint],
  groups: of.groupId === undefined ? [] : [of.groupId],
  lines: [lineOf(of)],
});

/**
 * Follows who hangs together with the applicant of an application: an applicant has lines and open
 * applications, a line is in a group, was granted to an applicant and may have applications open, a
 * group has lines, and applications that name it. Whoever is reached reaches the applicant too, so
 * it does not matter who of them is approved first.
 *
 * Approvals are counted of each applicant and group before anything that leads on is read, and what
 * is open before the lines that it may have become: an approval that is not seen here fails the
 * commit on the count. At most `maxMembers` lines, applications, and applicants with groups count,
 * which bounds what a commit checks; lines that are over are left out of that, and `maxLooked` bounds
 * the reads.
 *
 * @param own the line of the customer, read before; it always counts.
 */
export const readConnected = async (
  { applications, lines: stored }: ConnectedDeps,
  state: Application,
  own: CreditLine | undefined,
): Promise<Connected> => {
  const ownId = lineOf(state);
  const seen = {
    applicants: new Set<string>(),
    groups: new Set<string>(),
    lines: new Set<string>(),
    open: new Set<string>([state.applicationId]),
  };
  let over = 0;
  const counted: ApprovalCount[] = [];
  const lines: CreditLine[] = [];
  let record: ApplicantRecord = { open: [], ended: [], lines: [] };
  let ownFingerprint: string | undefined;

  const count = async (of: string): Promise<void> => {
    counted.push(...(await applications.approvalCounts([of])));
  };

  const ofApplicant = async (fingerprint: string): Promise<Leads> => {
    await count(fingerprint);
    const known = await applications.ofApplicant(fingerprint);
    if (fingerprint === state.fingerprint) record = known;
    return { ...nowhere, lines: known.lines, open: known.open };
  };

  const ofGroup = async (groupId: string): Promise<Leads> => {
    await count(`GROUP#${groupId}`);
    const open = await applications.openInGroup(groupId, maxMembers + 1);
    return { ...nowhere, open, lines: await stored.members(groupId, maxLooked + 1) };
  };

  const ofLine = async (lineId: string): Promise<Leads> => {
    const open = await applications.openForLine(lineId);
    const other = lineId === ownId ? undefined : await stored.load(lineId);
    const line = lineId === ownId ? own : other?.line;
    if (line === undefined) return { ...nowhere, open };
    if (other !== undefined) lines.push(other.line);
    if (other !== undefined && isKnownOver(other)) over += 1;
    const granted = (await applications.load(line.applicationId))?.state.fingerprint;
    if (lineId === ownId) ownFingerprint = granted;
    return {
      ...nowhere,
      open,
      applicants: granted === undefined ? [] : [granted],
      groups: line.groupId === undefined ? [] : [line.groupId],
    };
  };

  const ofOpen = async (applicationId: string): Promise<Leads> => {
    const open = await applications.load(applicationId);
    return open === undefined ? nowhere : leadsOf(open.state);
  };

  /** @param read lines whose standing is known. */
  const isTooMuch = (read: number): boolean =>
    seen.applicants.size + seen.groups.size > maxMembers ||
    seen.lines.size > maxLooked ||
    read - over > maxMembers ||
    seen.open.size > maxMembers;

  let leads = leadsOf(state);
  let tooMany = false;
  for (;;) {
    const read = seen.lines.size;
    const next = {
      applicants: fresh(leads.applicants, seen.applicants),
      groups: fresh(leads.groups, seen.groups),
      lines: fresh(leads.lines, seen.lines),
      open: fresh(leads.open, seen.open),
    };
    tooMany = isTooMuch(read);
    const { applicants, groups, open } = next;
    const isAll = applicants.length + groups.length + next.lines.length + open.length === 0;
    if (isAll || tooMany) break;
    leads = merged(
      await together([
        ...applicants.map(ofApplicant),
        ...groups.map(ofGroup),
        ...next.lines.map(ofLine),
        ...open.map(ofOpen),
      ]),
    );
  }
  const others = fresh([...seen.open], new Set([state.applicationId]));
  // Read once more: whose applicant was reached only through it was not counted before.
  const last = tooMany ? [] : await together(others.map((id) => applications.load(id)));
  return {
    record,
    ownFingerprint,
    lines,
    open: last.flatMap((each) => (each !== undefined && mayCount(each.state) ? [each.state] : [])),
    counted: tooMany ? [] : counted,
    tooMany,
  };
};
