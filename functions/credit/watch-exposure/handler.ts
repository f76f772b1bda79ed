import { currencyOf } from '../../../shared/domain/account.ts';
import { businessDate, instant } from '../../../shared/domain/calendar.ts';
import { lineIdOf, lineOfAccount } from '../../../shared/domain/credit/line/types.ts';
import type { Rate } from '../../../shared/domain/credit/rates.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { QueueMessage } from '../../../shared/lambda/queue.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { CreditCommand } from '../../../shared/ports/credit-commands.ts';
import type { LineNews, LineReader } from '../../../shared/ports/credit-lines.ts';
import type { InputRejections } from '../../../shared/ports/rejections.ts';
import type { LineDesk, ReviewTrigger } from '../../../shared/services/credit/line-desk.ts';
import { readSignal, type Signal } from './signals.ts';

export type Deps = {
  readonly desk: Pick<LineDesk, 'place' | 'cancel' | 'watch'>;
  readonly lines: Pick<LineReader, 'load'>;
  /** Keeps a rate, or says why not. */
  readonly takeRate: (rate: Rate, confirmed: boolean) => Promise<string | undefined>;
  readonly rejections: InputRejections;
  readonly sha256: (text: string) => string;
  readonly news: Pick<LineNews, 'remember'>;
  readonly clock: Clock;
  /** CreditCommands: where a review becomes an application. */
  readonly begin: (command: CreditCommand) => Promise<void>;
};

type Read = { readonly messageId: string; readonly signal: Signal };

/** The commits of one payment signal several times; one look at the line answers them all. */
const looksOf = (read: readonly Read[]) => {
  const looks = new Map<
    string,
    {
      messageIds: string[];
      currencies: Set<string>;
      triggers: ReviewTrigger[];
      cause: Signal['cause'];
    }
  >();
  for (const { messageId, signal } of read) {
    if (signal.kind !== 'ledger-moved' && signal.kind !== 'look') continue;
    const isLedger = signal.kind === 'ledger-moved';
    const lineId = isLedger ? lineOfAccount(signal.accountId) : signal.lineId;
    const look = looks.get(lineId) ?? {
      messageIds: [],
      currencies: new Set<string>(),
      triggers: [],
      cause: signal.cause,
    };
    look.messageIds.push(messageId);
    if (isLedger) look.currencies.add(currencyOf(signal.accountId));
    if (isLedger && signal.because !== undefined) {
      look.triggers.push({ because: signal.because, id: signal.cause.causationId });
    }
    looks.set(lineId, { ...look, cause: signal.cause });
  }
  return looks;
};

/** A rate that nobody would believe is parked; what is parked is confirmed by handing it in again. */
const publish = async (
  { takeRate, rejections, sha256 }: Deps,
  signal: Extract<Signal, { readonly kind: 'rate-published' }>,
  log: Logger,
): Promise<void> => {
  const { inputId, rate, confirmed = false } = signal;
  const reason = await takeRate({ ...rate, on: businessDate(rate.on) }, confirmed);
  if (reason === undefined) return;
  const body = JSON.stringify({ ...signal, confirmed: true });
  await rejections.reject({
    inputId: `${inputId}@${sha256(body).slice(0, 16)}`,
    redriveTo: 'CreditSignals',
    reasons: [reason],
    journalReasons: [reason],
    body,
    door: 'credit-signals',
    inputType: signal.kind,
  });
  log.warn('a rate of exchange was not believed', { inputId, reason });
};

const perform = async (
  deps: Deps,
  signal: Exclude<Signal, { readonly kind: 'ledger-moved' | 'look' }>,
  log: Logger,
): Promise<void> => {
  const { desk, lines, news, clock, begin } = deps;
  const { cause } = signal;
  switch (signal.kind) {
    case 'order-placed': {
      const { customerId, legalEntity, placedAt: _, ...order } = signal.order;
      const told = { ...order, told: true };
      const { answer, because } = await desk.place({ customerId, legalEntity }, told, cause);
      const rules = because.map(({ rule }) => rule);
      log.info('an order was checked', { customerId, orderId: order.orderId, answer, rules });
      return;
    }
    case 'order-cancelled':
      await desk.cancel(signal.order, signal.order, cause);
      return;
    case 'rate-published':
      await publish(deps, signal, log);
      return;
    case 'bureau-alert': {
      const { customerId, legalEntity, kind, bureau } = signal.alert;
      const lineId = lineIdOf(customerId, legalEntity);
      const insolvent = kind === 'insolvency';
      // Also of a customer without a line: its next application asks for a report that knows of it.
      const alert = { alertId: signal.inputId, heardAt: clock.now(), insolvent, bureau };
      await news.remember(lineId, alert);
      const trigger = { because: 'bureau-alert', id: signal.inputId, insolvent } as const;
      await desk.watch(lineId, cause, trigger);
      return;
    }
    case 'line-closed': {
      const { lineId, applicationId: reviewId, reasons, act } = signal.closed;
      // A review tells of the close that it decided.
      if (act === undefined || reasons === undefined) return;
      const line = (await lines.load(lineId))?.line;
      if (line === undefined) return;
      const { customerId, limitMinor, currency, termsDays } = line;
      const version = cause.causationId.slice(cause.causationId.lastIndexOf('#') + 1);
      const noticeId = `closed:${lineId}:${version}`;
      const review = reviewId === undefined ? {} : { reviewId };
      await begin({
        inputId: `application:${noticeId}`,
        customerId,
        cause,
        occurredAt: instant(signal.occurredAt),
        kind: 'tell-close',
        closed: { applicationId: noticeId, lineId, ...review, reasons, act },
        line: { applicationId: line.applicationId, limitMinor, currency, termsDays },
      });
      return;
    }
    case 'review-due': {
      const { review } = signal;
      const { applicationId, lineId } = review;
      const line = (await lines.load(lineId))?.line;
      if (line?.review?.applicationId !== applicationId) {
        log.info('the review is over already', { lineId, applicationId });
        return;
      }
      const { customerId, limitMinor, currency, termsDays } = line;
      const occurredAt = instant(signal.occurredAt);
      await begin({
        inputId: `application:${applicationId}`,
        customerId,
        cause,
        occurredAt,
        kind: 'begin-review',
        review,
        line: { applicationId: line.applicationId, limitMinor, currency, termsDays },
      });
    }
  }
};

/**
 * What moves lines of credit besides people: the ledger, orders, rates, alerts of bureaus, days.
 * Answers the ids of the messages to be delivered again.
 */
export const createHandler =
  (deps: Deps) =>
  async (messages: readonly QueueMessage[], log: Logger): Promise<readonly string[]> => {
    const failed: string[] = [];
    const read: Read[] = [];
    for (const { messageId, body } of messages) {
      try {
        read.push({ messageId, signal: readSignal(body) });
      } catch (error) {
        log.error('the signal is not understood', { messageId, error });
        failed.push(messageId);
      }
    }
    for (const { messageId, signal } of read) {
      if (signal.kind === 'ledger-moved' || signal.kind === 'look') continue;
      try {
        await perform(deps, signal, log);
      } catch (error) {
        log.error('the signal failed', { messageId, kind: signal.kind, error });
        failed.push(messageId);
      }
    }
    for (const [lineId, { messageIds, currencies, triggers, cause }] of looksOf(read)) {
      try {
        const all = triggers.length === 0 ? [undefined] : triggers;
        for (const each of all) await deps.desk.watch(lineId, cause, each, [...currencies]);
      } catch (error) {
        log.error('the line could not be looked at', { lineId, error });
        failed.push(...messageIds);
      }
    }
    return failed;
  };
