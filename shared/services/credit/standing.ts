import type { BusinessDate } from '../../domain/calendar.ts';
import { maxMembers } from '../../domain/credit/group.ts';
import type { Standing } from '../../domain/credit/inputs.ts';
import { type CreditLine, lineIdOf } from '../../domain/credit/line/types.ts';
import { type KnownOfApplicant, standingOf } from '../../domain/credit/standing.ts';
import type { Application } from '../../domain/credit/types.ts';
import { together } from '../../domain/together.ts';
import type { ApplicationStore } from '../../ports/applications.ts';
import type { LineReader } from '../../ports/credit-lines.ts';
import type { RateOf } from './in-currency.ts';

export type StandingDeps = {
  readonly applications: Pick<ApplicationStore, 'load' | 'ofApplicant' | 'openInGroup'>;
  readonly lines: Pick<LineReader, 'load' | 'members'>;
  readonly rateOf: RateOf;
};

/** Who an applicant is to us already, as it stands now. */
export type StandingReader = (
  state: Application,
  of: { readonly currency: string; readonly on: BusinessDate },
) => Promise<Standing>;

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

  const knownOf = async (state: Application): Promise<KnownOfApplicant> => {
    const { applicationId, fingerprint, customerId, legalEntity } = state;
    const ownId = lineIdOf(customerId, legalEntity);
    const [record, own] = await together([applications.ofApplicant(fingerprint), lineOf(ownId)]);
    const groupId = own?.groupId ?? state.groupId;
    const [members, openInGroup] =
      groupId === undefined
        ? [[], []]
        : await together([
            lines.members(groupId, maxMembers + 1),
            applications.openInGroup(groupId, maxMembers + 1),
          ]);
    const others = (ids: readonly string[], known: readonly string[]) =>
      [...new Set(ids)].filter((id) => !known.includes(id));
    const [granted, elsewhere, ofGroup, open] = await together([
      own === undefined ? undefined : applications.load(own.applicationId),
      linesOf(others(record.lines, [ownId])),
      linesOf(others(members, [ownId, ...record.lines])),
      applicationsOf(others([...record.open, ...openInGroup], [applicationId])),
    ]);
    const ownFingerprint = granted?.state.fingerprint;
    return { ended: record.ended, own, ownFingerprint, elsewhere, ofGroup, open };
  };

  return async (state, { currency, on }) => {
    const known = await knownOf(state);
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
    return standingOf(state, known, (each) => rates.get(each), on);
  };
};
