import type { BusinessDate } from '../../domain/calendar.ts';
import { lineOf } from '../../domain/credit/application/of-applicant.ts';
import type { Standing } from '../../domain/credit/inputs.ts';
import { type LineSeen, seenOf } from '../../domain/credit/line/seen.ts';
import type { CreditLine } from '../../domain/credit/line/types.ts';
import { type KnownOfApplicant, standingOf } from '../../domain/credit/standing.ts';
import type { Application } from '../../domain/credit/types.ts';
import { together } from '../../domain/together.ts';
import type { ApprovalCount } from '../../ports/applications.ts';
import type { LineReader } from '../../ports/credit-lines.ts';
import { type ConnectedDeps, readConnected } from './connected.ts';
import type { RateOf } from './in-currency.ts';

export type StandingDeps = ConnectedDeps & {
  readonly lines: Pick<LineReader, 'group'>;
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
  /** The line of the customer, read before anything else. */
  readonly line?: LineSeen | undefined;
}>;

/**
 * Reads what else there is of an applicant and of everybody who counts as one with them. Of more
 * than are looked at no sum is known: policy refers then, and nobody has the authority.
 */
export const createStandingReader = (deps: StandingDeps): StandingReader => {
  const { lines, rateOf } = deps;

  const knownOf = async (
    state: Application,
  ): Promise<{ readonly known: KnownOfApplicant; readonly counted: readonly ApprovalCount[] }> => {
    const own = (await lines.load(lineOf(state)))?.line;
    // A line that there is keeps its group, or stays without one until a person puts it into one.
    const named = own?.groupId === undefined ? state.groupId : undefined;
    const [{ record, counted, ...connected }, unknownGroup] = await together([
      readConnected(deps, state, own),
      named !== undefined && lines.group(named).then((group) => group === undefined),
    ]);
    const { ownFingerprint, open, tooMany } = connected;
    const theirs = new Set(record.lines);
    const isElsewhere = ({ lineId }: CreditLine): boolean => theirs.has(lineId);
    return {
      known: {
        ended: record.ended,
        own,
        ownFingerprint,
        elsewhere: connected.lines.filter(isElsewhere),
        ofGroup: connected.lines.filter((line) => !isElsewhere(line)),
        open,
        tooMany,
        unknownGroup,
      },
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
    return {
      standing: standingOf(state, known, (each) => rates.get(each), on),
      counted,
      line: known.own && seenOf(known.own),
    };
  };
};
