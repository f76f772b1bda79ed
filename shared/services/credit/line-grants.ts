import { currencyOf } from '../../domain/account.ts';
import type { BusinessDate } from '../../domain/calendar.ts';
import { dateIn } from '../../domain/calendar.ts';
import { withAssessment } from '../../domain/credit/line/assess.ts';
import {
  decideGrant,
  decideReviewClose,
  type GrantBasis,
  type Granted,
  type LineRefusal,
  type OutcomeDecision,
} from '../../domain/credit/line/terms.ts';
import { type AccountFigures, type CreditLine, lineIdOf } from '../../domain/credit/line/types.ts';
import type { CreditLines, Grant } from '../../ports/credit-lines.ts';
import type { Cause } from '../../ports/journal.ts';
import { LineContended, maxRaces } from './line-races.ts';
import { accountsOf, heardOf, type LineView, pricingFor, type ViewDeps } from './line-view.ts';
import type { Work } from './line-work.ts';

export type Concluded = Pick<Grant, 'outcome'>;

/** What may keep an application from its grant, asked when it is granted. */
export type Since = {
  /** Whether a review has not ended yet: while the one that the line waits for has not, it waits. */
  readonly isOpen: (reviewId: string) => Promise<boolean>;
  /**
   * Without an active line, which would be held or reviewed for it: whether something was told that
   * the application was not decided on, also by accounts in these currencies.
   */
  readonly hasNews: (currencies: readonly string[]) => Promise<boolean>;
};

const currenciesIn = ({ accounts }: LineView): readonly string[] =>
  accounts.map(({ accountId }) => currencyOf(accountId));

/** A refusal, an end that somebody else left, or what this call decided. */
type Ended = { readonly ended: Concluded | LineRefusal | undefined };

/**
 * What applications and reviews make of lines, each once: what it came to stays under its id, so a
 * repeat after a crash finds the first outcome, whatever was granted since.
 */
export const createLineGrants = (
  deps: Omit<ViewDeps, 'lines'> & { readonly lines: CreditLines },
  work: Work,
) => {
  const { lines, settings, clock, zone } = deps;

  /** On a line that there is; `ended` is undefined without one. */
  const conclude = async (
    lineId: string,
    applicationId: string,
    cause: Cause,
    currency: string | undefined,
    decide: (line: CreditLine, view: LineView) => OutcomeDecision | Promise<OutcomeDecision>,
  ): Promise<Ended> => {
    let ended: Ended['ended'];
    const wanted = currency === undefined ? {} : { currencies: [currency], into: currency };
    const done = await work(lineId, cause, wanted, async (view) => {
      const { line } = view.book;
      const before = await lines.granted(applicationId);
      if (before !== undefined) {
        ended = { outcome: before };
        return { facts: [] };
      }
      const decision = await decide(line, view);
      if (!decision.decided) {
        ended = decision;
        return { facts: [] };
      }
      const { outcome, facts } = decision;
      ended = { outcome };
      return facts.length === 0 ? { facts } : { facts, grant: { applicationId, outcome } };
    });
    return { ended: done === undefined ? undefined : ended };
  };

  const accountsNow = async (granted: Granted): Promise<readonly AccountFigures[]> => {
    const currencies = [...settings.currencies, granted.currency];
    const standings = await accountsOf(deps, granted, currencies, dateIn(zone, clock.now()));
    return heardOf(standings.map(({ figures }) => figures));
  };

  /** A line that begins: its accounts count from where they are, for no order was taken before. */
  const begin = async (
    lineId: string,
    granted: Granted,
    decision: OutcomeDecision & { readonly decided: true },
    accounts: readonly AccountFigures[],
    cause: Cause,
  ): Promise<'done' | 'conflict'> => {
    const on: BusinessDate = dateIn(zone, clock.now());
    const pairs = accounts.map(
      ({ accountId }) => [accountId.slice(lineId.length + 1), granted.currency] as const,
    );
    const pricing = await pricingFor(deps, on, pairs);
    const { book, facts } = withAssessment(undefined, decision.facts, accounts, pricing, settings);
    const commitment = { lineId, stored: undefined, before: undefined, after: book, facts };
    const grant: Grant = { applicationId: granted.applicationId, outcome: decision.outcome };
    const outcome = await lines.commit({ ...commitment, accounts, effectiveOn: on, cause, grant });
    return outcome === 'conflict' ? outcome : 'done';
  };

  return {
    /**
     * Puts what an application or a review granted into force; the same again changes nothing.
     *
     * @param since what keeps an application from its grant.
     */
    grant: async (
      granted: Granted,
      kind: 'application' | 'review',
      cause: Cause,
      basis: GrantBasis = {},
      since?: Since,
    ): Promise<Concluded | LineRefusal> => {
      const { applicationId, customerId, legalEntity, currency } = granted;
      const lineId = lineIdOf(customerId, legalEntity);
      for (let race = 0; race < maxRaces; race += 1) {
        const { ended } = await conclude(
          lineId,
          applicationId,
          cause,
          currency,
          async (line, view) => {
            const { status, review } = line;
            const asks = kind === 'application' ? since : undefined;
            return decideGrant(line, lineId, granted, kind, {
              ...basis,
              reviewOpen: review !== undefined && (await asks?.isOpen(review.applicationId)),
              hasNews: status === 'closed' && (await asks?.hasNews(currenciesIn(view))),
            });
          },
        );
        if (ended !== undefined) return ended;
        const before = await lines.granted(applicationId);
        if (before !== undefined) return { outcome: before };
        const accounts = await accountsNow(granted);
        const first = decideGrant(undefined, lineId, granted, kind, {
          ...basis,
          hasNews: kind === 'application' && (await since?.hasNews([])),
        });
        if (!first.decided) return first;
        const { outcome, facts } = first;
        if (facts.length === 0) return { outcome };
        if ((await begin(lineId, granted, first, accounts, cause)) === 'done') return { outcome };
      }
      throw new LineContended(`the line ${lineId} lost ${maxRaces} races`);
    },

    /** Ends a line whose review was declined. The same again changes nothing. */
    closeReviewed: async (
      lineId: string,
      applicationId: string,
      cause: Cause,
      basis: GrantBasis = {},
    ): Promise<Concluded | LineRefusal> => {
      const { ended } = await conclude(lineId, applicationId, cause, undefined, (line) =>
        decideReviewClose(line, applicationId, basis),
      );
      return ended ?? { outcome: 'closed' };
    },
  };
};
