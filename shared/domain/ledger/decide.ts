import type { DomainData } from '../../../events/catalogue.ts';
import { businessDate } from '../calendar.ts';
import { InvariantError } from '../errors.ts';
import { unappliedOf } from './amounts.ts';
import { bookEntry } from './book-entry.ts';
import {
  check,
  checkTargets,
  dateOf,
  type Entrant,
  invoiceOf,
  invoiceReferent,
  keptOf,
  paymentOf,
  paymentReferent,
  reversalReferent,
} from './check.ts';
import { coverFromWaiting, coverNames, sweep } from './cover.ts';
import {
  type Asking,
  askInvoices,
  askPayments,
  createDraft,
  type Draft,
  freeIn,
  invoiceFrom,
  paymentFrom,
  record,
} from './draft.ts';
import { releaseInvoice, releasePayment } from './release.ts';
import { shrinkableOf } from './shrink.ts';
import type { Account, Chunk, Job, Plan } from './types.ts';

type Rest = Pick<Plan, 'step' | 'cursor'>;

const heldKinds: Partial<Record<Entrant['kind'], DomainData<'EntryHeld'>['kind']>> = {
  'adjust-invoice': 'adjustment',
  'cancel-invoice': 'cancellation',
  'post-credit-note': 'credit-note',
  'refund-payment': 'refund',
  'reverse-payment': 'reversal',
  'reinstate-payment': 'reinstatement',
  'contest-payment': 'contest',
};

/** What others may have waited for, once this command is booked. */
export const introducedBy = (command: Entrant): string | undefined => {
  switch (command.kind) {
    case 'issue-invoice':
      return invoiceReferent(command.invoiceNumber);
    case 'record-payment':
      return paymentReferent(command.paymentId);
    case 'reverse-payment':
      return reversalReferent(command.reversalId);
    default:
      return undefined;
  }
};

const plannedIn = (draft: Draft, command: Entrant, rest: Rest | undefined): number => {
  if (!rest || rest.step === 'release') return 0;
  const id = paymentOf(command);
  const visiting = id === undefined ? null : draft.book.payments.get(id);
  const named = rest.step === 'cover' && visiting?.visiting ? unappliedOf(visiting) : 0;
  return Math.min(draft.book.totals.openMinor, named + freeIn(draft));
};

const chunkOf = (
  draft: Draft,
  job: Job & { command: Entrant },
  more: Partial<Chunk> & { readonly rest?: Rest | undefined } = {},
): Chunk => {
  const { rest, ...others } = more;
  return {
    entries: draft.entries,
    before: draft.before,
    after: draft.book,
    spentWaits: draft.spentWaits,
    spentTrails: draft.spentTrails,
    plannedMinor: plannedIn(draft, job.command, rest),
    ...(rest && {
      plan: {
        planId: job.plan?.planId ?? job.command.inputId,
        chunk: (job.plan?.chunk ?? 0) + 1,
        ...rest,
      },
    }),
    ...others,
  };
};

/** Frees what the command takes away; false when the transaction is full before that. */
function* release(draft: Draft, command: Entrant): Asking<boolean> {
  const on = dateOf(command);
  switch (command.kind) {
    case 'refund-payment':
      return yield* releasePayment(draft, command.paymentId, command.amountMinor, on, 'refunded');
    case 'reverse-payment':
      return yield* releasePayment(
        draft,
        command.paymentId,
        command.amountMinor ?? keptOf(paymentFrom(draft, command.paymentId)),
        on,
        'reversed',
      );
    case 'reallocate-payment': {
      const all = keptOf(paymentFrom(draft, command.paymentId));
      return yield* releasePayment(draft, command.paymentId, all, on, 'reallocated');
    }
    case 'post-credit-note':
      return yield* releaseInvoice(draft, command.invoiceNumber, command.amountMinor, on);
    case 'cancel-invoice': {
      const all = shrinkableOf(invoiceFrom(draft, command.invoiceNumber));
      return yield* releaseInvoice(draft, command.invoiceNumber, all, on);
    }
    case 'adjust-invoice': {
      if (command.deltaMinor > 0 || invoiceFrom(draft, command.invoiceNumber).voided) return true;
      return yield* releaseInvoice(draft, command.invoiceNumber, -command.deltaMinor, on);
    }
    default:
      return true;
  }
}

/** Cash that has a name on it goes first. Answers where to go on when the transaction is full. */
function* cover(draft: Draft, command: Entrant, cursor: number): Asking<Rest | undefined> {
  if (command.kind === 'issue-invoice') {
    const done = yield* coverFromWaiting(draft, command.invoiceNumber);
    return done ? undefined : { step: 'cover', cursor: 0 };
  }
  if (
    command.kind === 'record-payment' ||
    command.kind === 'reinstate-payment' ||
    command.kind === 'reallocate-payment'
  ) {
    const next = yield* coverNames(draft, command.paymentId, cursor);
    return next === undefined ? undefined : { step: 'cover', cursor: next };
  }
  return undefined;
}

function* load(draft: Draft, command: Entrant): Asking<void> {
  const invoice = invoiceOf(command);
  const payment = paymentOf(command);
  if (invoice !== undefined) yield* askInvoices(draft, [invoice]);
  if (payment !== undefined) yield* askPayments(draft, [payment]);
  if (command.kind === 'reallocate-payment') yield* askInvoices(draft, command.invoiceNumbers);
}

const verdictOn = (draft: Draft, { command, bookedIn }: Job & { command: Entrant }) => {
  const invoice = draft.book.invoices.get(invoiceOf(command) ?? '') ?? null;
  const payment = draft.book.payments.get(paymentOf(command) ?? '') ?? null;
  const verdict = check(command, invoice, payment, bookedIn);
  if (verdict.kind !== 'go' || command.kind !== 'reallocate-payment') return verdict;
  const named = command.invoiceNumbers.map(
    (number) => [number, draft.book.invoices.get(number) ?? null] as const,
  );
  return checkTargets(command.paymentId, named);
};

/** Books the command or records why not; undefined when it was booked and cash is to be placed. */
function* enter(draft: Draft, job: Job & { command: Entrant }): Asking<Chunk | undefined> {
  const { command } = job;
  const { accountId } = draft.account;
  const { inputId } = command;
  const verdict = verdictOn(draft, job);
  const on = businessDate(dateOf(command));
  if (verdict.kind === 'refuse') {
    const { code, message } = verdict;
    // A person is told and asks again; the journal keeps what was decided, not what was tried.
    if (command.act) return chunkOf(draft, job, { refused: code, message });
    record(draft, { type: 'EntryRefused', data: { accountId, inputId, code, message } }, on);
    return chunkOf(draft, job, { refused: code });
  }
  if (verdict.kind === 'hold') {
    const kind = heldKinds[command.kind];
    if (!kind) throw new InvariantError(`${command.kind} has nothing to wait for`);
    const waitsFor = verdict.referent;
    record(draft, { type: 'EntryHeld', data: { accountId, inputId, kind, waitsFor } }, on);
    return chunkOf(draft, job, { holdFor: waitsFor });
  }
  const released = yield* release(draft, command);
  if (!released) return chunkOf(draft, job, { rest: { step: 'release', cursor: 0 } });
  bookEntry(draft, command);
  return undefined;
}

/**
 * One transaction's worth of a command: a coroutine that asks for the items it needs and ends
 * with the facts and the book after them. It changes nothing by itself; the same answers give
 * the same chunk. A chunk with a plan is followed by another one for the same command.
 *
 * Cash rules: what the remittance names comes first, the rest covers the oldest open
 * instalments; cash for named invoices that have not arrived waits for these; whatever sets cash
 * free or lays something open ends in the same sweep.
 */
export function* decide(account: Account, job: Job & { command: Entrant }): Asking<Chunk> {
  const { command, plan } = job;
  const draft = createDraft(account);
  if (plan?.step !== 'sweep') yield* load(draft, command);
  if (plan === undefined || plan.step === 'release') {
    const ended = yield* enter(draft, job);
    if (ended) return ended;
  }
  const introduces = introducedBy(command);
  if (plan?.step !== 'sweep') {
    const rest = yield* cover(draft, command, plan?.step === 'cover' ? plan.cursor : 0);
    if (rest) return chunkOf(draft, job, { rest, introduces });
  }
  const swept = yield* sweep(draft);
  const rest: Rest | undefined = swept ? undefined : { step: 'sweep', cursor: 0 };
  return chunkOf(draft, job, { rest, introduces });
}
