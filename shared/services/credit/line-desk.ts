import { currencyOf } from '../../domain/account.ts';
import type { BusinessDate } from '../../domain/calendar.ts';
import { isOver, maxLooked, maxMembers, roomOf, tooManyLines } from '../../domain/credit/group.ts';
import { withAssessment } from '../../domain/credit/line/assess.ts';
import { evolveAll } from '../../domain/credit/line/evolve.ts';
import { exposureOf, type Measured } from '../../domain/credit/line/exposure.ts';
import { decideHolds, decideWriteOff, placed } from '../../domain/credit/line/holds.ts';
import {
  type Because,
  decideCancellation,
  decideOrder,
  type GroupRoom,
  type OrderRequest,
  orderRules,
} from '../../domain/credit/line/orders.ts';
import type { LineDecision, LineRefusal } from '../../domain/credit/line/terms.ts';
import {
  type CreditLine,
  type LineFact,
  lineIdOf,
  type QueuedReason,
} from '../../domain/credit/line/types.ts';
import { decideDay, decideQueued, decideReview, givenWay } from '../../domain/credit/review.ts';
import { together } from '../../domain/together.ts';
import type { ActMark } from '../../ports/acts.ts';
import type { CreditLines, StoredLine, Watched } from '../../ports/credit-lines.ts';
import type { Cause } from '../../ports/journal.ts';
import type { HasEnded } from './has-ended.ts';
import { createLineGrants } from './line-grants.ts';
import { LineContended, maxRaces } from './line-races.ts';
import { type LineView, lookAt, pricingFor, type ViewDeps, type Wanted } from './line-view.ts';
import type { Done, Step, Work } from './line-work.ts';

/** So many commits catch up with 400 invoices of orders; what is left goes on at the next look. */
const maxCatchUps = 50;

/** A memory that lags by less costs less to read again than to write. */
const rememberedEvents = 20;

type Deps = Omit<ViewDeps, 'lines'> & {
  readonly lines: CreditLines;
  /** For those who watch lines; without it a review that ended undecided blocks its line longer. */
  readonly hasEnded?: HasEnded;
};

/** Line, exposure and room as an answer shows them, in the currency of the line. */
export type LineFigures = {
  readonly currency: string;
  readonly limitMinor: number;
  readonly exposureMinor: number;
  readonly openMinor: number;
  readonly reservedMinor: number;
  readonly unappliedMinor: number;
  readonly availableMinor: number;
};

export type OrderAnswer = {
  readonly answer: 'approved' | 'held' | 'refused';
  readonly because: readonly Because[];
  /** Left out without a line, and while no rate is known to count by. */
  readonly figures?: LineFigures;
  /** What the order holds of the line, also one that is held itself. */
  readonly reservedMinor?: number;
  readonly expiresOn?: BusinessDate;
};

/** What asks for a review, and the id under which it begins one at most once. */
export type ReviewTrigger = {
  readonly because: QueuedReason;
  /** A bureau says so: orders are held until somebody has decided. */
  readonly insolvent?: boolean;
  readonly id: string;
};

export const figuresOf = (line: CreditLine, exposure: Measured): LineFigures | undefined => {
  if (!exposure.ok) return undefined;
  const { exposureMinor, openMinor, reservedMinor, unappliedMinor } = exposure;
  const { currency, limitMinor } = line;
  return {
    currency,
    limitMinor,
    exposureMinor,
    openMinor,
    reservedMinor,
    unappliedMinor,
    availableMinor: Math.max(0, limitMinor - exposureMinor),
  };
};

/** By its accounts as they were just read: an older memory may owe less. */
const isOverNow = ({ book, accounts, exposure }: LineView): boolean =>
  exposure.ok && isOver(book.line, accounts);

/** Whether a debt began or ended since: closed lines are counted by what they remember of it. */
const forgetsDebt = ({ stored, accounts }: LineView): boolean =>
  accounts.some(({ accountId, openMinor }) => {
    const known = stored.accounts[accountId]?.openMinor ?? 0;
    return (openMinor === 0) !== (known === 0);
  });

const lags = (view: LineView): boolean => {
  const { stored, accounts, unheard } = view;
  return (
    unheard ||
    (stored.line.status === 'closed' && forgetsDebt(view)) ||
    accounts.length < Object.keys(stored.accounts).length ||
    accounts.some(
      ({ accountId, version }) =>
        version - (stored.accounts[accountId]?.version ?? 0) >= rememberedEvents,
    )
  );
};

/**
 * Decisions about lines of credit, each on the line as its accounts show it now, committed on the
 * version that was read: of two that race, one is decided again on what the other left.
 *
 * @throws LineContended when others kept committing first.
 */
export const createLineDesk = (deps: Deps) => {
  const { lines, settings, clock, hasEnded } = deps;

  const commit = async (
    view: LineView,
    step: Step,
    cause: Cause,
  ): Promise<StoredLine | 'conflict' | 'nothing'> => {
    const { stored, before, accounts, pricing, circumstances } = view;
    const due = { on: pricing.on, graceDays: settings.reviewGraceDays };
    let facts = [...view.facts, ...step.facts];
    const after = () => (evolveAll(before, facts, pricing.on) ?? before).line;
    facts = [...facts, ...decideQueued(after(), due)];
    facts = [...facts, ...decideHolds(after(), circumstances, settings)];
    const assessed = view.exposure.ok
      ? withAssessment(before, facts, accounts, pricing, settings)
      : { book: evolveAll(before, facts, pricing.on) ?? before, facts };
    if (assessed.facts.length === 0) return 'nothing';
    return lines.commit({
      lineId: before.line.lineId,
      stored,
      facts: assessed.facts,
      before,
      after: assessed.book,
      accounts,
      effectiveOn: pricing.on,
      cause,
      watched: step.watched,
      mark: step.mark,
      grant: step.grant,
    });
  };

  /** Looks at the line until nothing is left that a commit of its own has to take in. */
  const caughtUp = async (
    lineId: string,
    cause: Cause,
    wanted: Wanted,
    alone: (view: LineView) => boolean,
  ): Promise<LineView | undefined> => {
    for (let round = 0; round < maxCatchUps; round += 1) {
      const view = await lookAt(deps, lineId, wanted);
      if (view === undefined || !(view.behind || (alone(view) && view.facts.length > 0))) {
        return view;
      }
      const outcome = await commit(view, { facts: [] }, cause);
      if (outcome === 'nothing') await lines.remember(lineId, view.stored, view.accounts);
    }
    throw new LineContended(`the line ${lineId} has more to catch up with than one call takes`);
  };

  const work: Work = async (lineId, cause, wanted, decide, alone = () => false) => {
    for (let race = 0; race < maxRaces; race += 1) {
      const view = await caughtUp(lineId, cause, wanted, alone);
      if (view === undefined) return undefined;
      const step = await decide(view);
      const outcome = await commit(view, step, cause);
      if (outcome === 'conflict') continue;
      if (outcome === 'nothing') {
        const isKept = !lags(view) || (await lines.remember(lineId, view.stored, view.accounts));
        // Whoever was faster may not have heard of the account that this look is about.
        if (!isKept && view.unheard) continue;
        return { line: view.book.line, exposure: view.exposure, view };
      }
      const { line } = outcome;
      const exposure = view.exposure.ok
        ? exposureOf(line, view.accounts, view.pricing)
        : view.exposure;
      return { line, exposure, view };
    }
    throw new LineContended(`the line ${lineId} lost ${maxRaces} races`);
  };

  /** What the group of a line leaves to it, and the members whose standing still that rests on. */
  const roomIn = async (
    view: LineView,
    cause: Cause,
  ): Promise<{ readonly group?: GroupRoom; readonly watched: readonly Watched[] }> => {
    const { groupId, lineId, currency } = view.book.line;
    const group = groupId === undefined ? undefined : await lines.group(groupId);
    if (group === undefined || groupId === undefined) return { watched: [] };
    const all = await lines.members(groupId, maxLooked + 1);
    const tooMany = {
      group: { ok: true, roomMinor: -1, message: tooManyLines(groupId) },
      watched: [],
    } as const;
    if (all.length > maxLooked) return tooMany;
    const others = await together(
      all.filter((each) => each !== lineId).map((each) => caughtUp(each, cause, {}, () => false)),
    );
    const seen = others.flatMap((other) => other ?? []);
    const counting = seen.filter((other) => !isOverNow(other));
    if (counting.length >= maxMembers) return tooMany;
    const members = [view, ...counting].map(({ book, exposure }) => ({
      currency: book.line.currency,
      exposure,
    }));
    const pairs = [
      ...members.map((member) => [member.currency, group.currency] as const),
      [group.currency, currency] as const,
    ];
    const pricing = await pricingFor(deps, view.pricing.on, pairs);
    // One that is over may be granted anew meanwhile: it is checked too, as far as there is room.
    const checked = [...counting, ...seen.filter(isOverNow)].slice(0, maxMembers - 1);
    const watched = checked.map(({ stored }) => ({
      lineId: stored.line.lineId,
      version: stored.head.version,
    }));
    return { group: roomOf(group, members, currency, pricing), watched };
  };

  const place = async (
    of: { readonly customerId: string; readonly legalEntity: string },
    request: OrderRequest,
    cause: Cause,
  ): Promise<OrderAnswer> => {
    const lineId = lineIdOf(of.customerId, of.legalEntity);
    let decided: ReturnType<typeof decideOrder> | undefined;
    const done = await work(
      lineId,
      cause,
      { orderIds: [request.orderId], currencies: [request.currency] },
      async (view) => {
        const { group, watched } = await roomIn(view, cause);
        const { exposure, pricing } = view;
        const { reservationDays } = settings;
        decided = decideOrder(view.book, request, { exposure, group, pricing, reservationDays });
        return { facts: decided.facts, watched };
      },
      ({ book }) => book.line.groupId !== undefined,
    );
    if (done === undefined || decided === undefined) {
      const message = `there is no line of credit ${lineId}`;
      return { answer: 'held', because: [{ rule: orderRules.noLine, message }] };
    }
    const figures = figuresOf(done.line, done.exposure);
    const known = evolveAll(done.view.book, decided.facts, done.view.pricing.on)?.orders.get(
      request.orderId,
    );
    return {
      answer: decided.answer,
      because: decided.because,
      ...(figures === undefined ? {} : { figures }),
      ...(decided.answer !== 'refused' && known?.status === 'reserved' && known.expiresOn
        ? { reservedMinor: known.lineMinor, expiresOn: known.expiresOn }
        : {}),
    };
  };

  /** Carries out a decision about the line as it stands, under the mark of its act if it has one. */
  const decideOn = async (
    lineId: string,
    cause: Cause,
    decide: (line: CreditLine, view: LineView) => LineDecision,
    mark?: ActMark,
  ): Promise<{ readonly done: Done } | LineRefusal | undefined> => {
    let refusal: LineRefusal | undefined;
    const done = await work(lineId, cause, {}, (view) => {
      const decision = decide(view.book.line, view);
      refusal = decision.decided ? undefined : decision;
      if (!decision.decided || decision.facts.length === 0) return { facts: [] };
      return { facts: decision.facts, ...(mark ? { mark } : {}) };
    });
    return refusal ?? (done && { done });
  };

  /** What happened holds the orders of a line and begins a review of it, as the settings say. */
  const decideTrigger = (
    line: CreditLine,
    { because, insolvent = false }: ReviewTrigger,
    due: { readonly on: BusinessDate; readonly graceDays: number },
  ): readonly LineFact[] => {
    if (line.status === 'closed') return [];
    const holds = [
      ...(insolvent && settings.holdFor.includes('insolvency') ? placed(line, 'insolvency') : []),
      ...(because === 'written-off' ? decideWriteOff(line, settings) : []),
    ];
    const isNews = because === 'bureau-alert';
    const when = isNews ? { ...due, newsAt: clock.now() } : due;
    const review = settings.reviewFor.includes(because) ? decideReview(line, because, when) : [];
    return [...holds, ...review];
  };

  /** The line as one whose review has ended undecided is for what asks, or waits, for another. */
  const freed = async (line: CreditLine, on: BusinessDate): Promise<CreditLine> => {
    const running = line.review?.applicationId;
    const ended = running !== undefined && (await hasEnded?.(running)) === true;
    return ended ? givenWay(line, on, running) : line;
  };

  return {
    place,

    cancel: async (
      of: { readonly customerId: string; readonly legalEntity: string },
      order: { readonly orderId: string; readonly revision: number },
      cause: Cause,
    ): Promise<void> => {
      const lineId = lineIdOf(of.customerId, of.legalEntity);
      const wanted = { orderIds: [order.orderId] };
      for (let race = 0; race < maxRaces; race += 1) {
        const done = await work(lineId, cause, wanted, ({ book }) => ({
          facts: decideCancellation(book, order),
        }));
        if (done !== undefined) return;
        await lines.rememberCancelled(lineId, order);
        // A line that began meanwhile may have taken the order before it could find the memory.
        if ((await lines.load(lineId)) === undefined) return;
      }
    },

    /**
     * Looks at a line because its ledger moved or a day came: what follows from how much of it is
     * used, ends of reservations, reviews that are due or take too long.
     */
    watch: async (
      lineId: string,
      cause: Cause,
      trigger: ReviewTrigger | undefined,
      currencies: readonly string[] = [],
    ): Promise<void> => {
      const wanted = currencies.length === 0 ? {} : { moved: currencies };
      await work(lineId, cause, wanted, async ({ book: { line }, pricing: { on } }) => {
        const due = { on, graceDays: settings.reviewGraceDays };
        const asked =
          trigger === undefined ? [] : decideTrigger(await freed(line, on), trigger, due);
        if (trigger !== undefined && asked.length > 0) {
          const { id } = trigger;
          const seen = await lines.carriedOut(lineId, id);
          if (seen === undefined) return { facts: asked, mark: { actId: id, content: id } };
        }
        // The periodic review is not begun anew for one that ended: it would never be late.
        const waits = line.queued !== undefined;
        return { facts: decideDay(waits ? await freed(line, on) : line, due) };
      });
    },

    decideOn,
    ...createLineGrants(deps, work),

    /** The currencies of the accounts that a line has heard of: some it may know of alone. */
    currencies: async (lineId: string): Promise<readonly string[]> =>
      Object.keys((await lines.load(lineId))?.accounts ?? {}).map(currencyOf),

    /** The line as it stands now, for those who only look. */
    look: (lineId: string): Promise<LineView | undefined> => lookAt(deps, lineId),
  };
};

export type LineDesk = ReturnType<typeof createLineDesk>;
