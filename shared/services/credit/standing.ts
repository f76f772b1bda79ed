import type { BusinessDate } from '../../domain/calendar.ts';
import { maxMembers } from '../../domain/credit/group.ts';
import type { Standing } from '../../domain/credit/inputs.ts';
import { type CreditLine, lineIdOf } from '../../domain/credit/line/types.ts';
import { type KnownOfApplicant, standingOf } from '../../domain/credit/standing.ts';
import type { Application } from '../../domain/credit/types.ts';
import { together } from '../../domain/together.ts';
import type { ApplicationStore, ApprovalCount } from '../../ports/applications.ts';
import type { LineReader } from '../../ports/credit-lines.ts';
import type { RateOf } from './in-currency.ts';

export type StandingDeps = {
  readonly applications: Pick<
    ApplicationStore,
    'load' | 'ofApplicant' | 'openInGroup' | 'approvalCounts'
  >;
  readonly lines: Pick<LineReader, 'load' | 'members'>;
  readonly rateOf: RateOf;
};

/** Who an applicant is to us already, as it stands now. */
export type StandingReader = (
  state: Application,
  of: { readonly currency: string; readonly on: BusinessDate },
) => Promise<{
  readonly standing: Standing;
  /** To be handed to the commit of an approval, which rests on this standing. */
  readonly counted: readonly ApprovalCount[];
}>;

const others = (ids: readonly string[], known: readonly string[]): readonly string[] =>
  [...new Set(ids)].filter((id) => !known.includes(id));

/**
 * Reads what else there is of an applicant: their other applications and lines, whoever the line of
 * the customer was granted to, and the lines and applications of the group. Of a group that is
 * larger than one whose orders can be checked, no more is read: all its orders are held.
 */
export const createStandingReader = ({
  applications,
  lines,
  rateOf,
}: StandingDeps): StandingReader => {
  const lineOf = async (lineId: string): Promise<CreditLine | undefined> =>
    (await lines.load(lineId))?.line;
  const linesOf = async (ids: readonly string[]): Promise<readonly CreditLine[]> =>
    (await together(ids.map(lineOf))).flatMap((line) => line ?? []);
  const applicationsOf = async (ids: readonly string[]): Promise<readonly Application[]> =>
    (await together(ids.map((id) => applications.load(id)))).flatMap((stored) =>
      stored === undefined ? [] : [stored.state],
    );

  const knownOf = async (
    state: Application,
  ): Promise<{ readonly known: KnownOfApplicant; readonly counted: readonly ApprovalCount[] }> => {
    const { applicationId, fingerprint, customerId, legalEntity } = state;
    const ownId = lineIdOf(customerId, legalEntity);
    const own = await lineOf(ownId);
    const groupId = own?.groupId ?? state.groupId;
    // Others find it by the group that it names, also when its line has moved to another one.
    const groups = new Set([groupId, state.groupId].flatMap((each) => each ?? []));
    // Counted first: an approval that is not seen below came after this.
    const counted = await applications.approvalCounts([
      fingerprint,
      ...[...groups].map((each) => `GROUP#${each}`),
    ]);
    const [record, members, openInGroup] = await together([
      applications.ofApplicant(fingerprint),
      groupId === undefined ? [] : lines.members(groupId, maxMembers + 1),
      groupId === undefined ? [] : applications.openInGroup(groupId, maxMembers + 1),
    ]);
    const [granted, elsewhere, ofGroup, open] = await together([
      own === undefined ? undefined : applications.load(own.applicationId),
      linesOf(others(record.lines, [ownId])),
      linesOf(others(members, [ownId, ...record.lines])),
      applicationsOf(others([...record.open, ...openInGroup], [applicationId])),
    ]);
    const ownFingerprint = granted?.state.fingerprint;
    return {
      known: { ended: record.ended, own, ownFingerprint, elsewhere, ofGroup, open },
      counted,
    };
  };

  return async (state, { currency, on }) => {
    const { known, counted } = await knownOf(state);
    const currencies = new Set(
      [...known.elsewhere, ...known.ofGroup, ...known.open].map((each) => each.currency),
    );
    const rates = new Map(
      await together(
        [...currencies]
          .filter((each) => each !== currency)
          .map(async (each) => [each, await rateOf(each, currency, on)] as const),
      ),
    );
    return { standing: standingOf(state, known, (each) => rates.get(each), on), counted };
  };
};
