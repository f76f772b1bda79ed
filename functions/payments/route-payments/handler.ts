import * as z from 'zod';
import { isZone, type Zone } from '../../../shared/domain/calendar.ts';
import { reasonOf } from '../../../shared/domain/inbound/problems.ts';
import {
  type CashFact,
  commandOf,
  inputIdOf,
  valueDateOf,
} from '../../../shared/domain/payments/command.ts';
import {
  accountAmong,
  accountOfBooked,
  type Destination,
  takersAmong,
} from '../../../shared/domain/payments/destination.ts';
import type { PaymentFact } from '../../../shared/domain/payments/facts.ts';
import { together } from '../../../shared/domain/together.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { QueueMessage } from '../../../shared/lambda/queue.ts';
import type { AccountCommand } from '../../../shared/ports/commands.ts';
import type { Cause } from '../../../shared/ports/journal.ts';
import type {
  AccountCommandSender,
  LedgerReader,
  Parked,
  Parking,
  ParkingPlace,
} from '../../../shared/ports/ledger.ts';
import type { PaymentNotes } from '../../../shared/ports/payments.ts';
import type { RejectedInputs } from '../../../shared/ports/queues.ts';
import type { InputRejections } from '../../../shared/ports/rejections.ts';
import { type Understood, understand } from './reading.ts';

/** Invoices looked up at once: enough to keep a remittance of hundreds within a second. */
const lookupsAtOnce = 25;

type Deps = {
  readonly ledger: Pick<LedgerReader, 'accountOfInvoice' | 'accountOfPayment' | 'position'>;
  readonly parking: Pick<Parking, 'park' | 'release'>;
  readonly commands: AccountCommandSender;
  readonly notes: PaymentNotes;
  readonly rejections: InputRejections;
  readonly parked: RejectedInputs;
  readonly digest: (text: string) => string;
  /** In whose days cash is dated when its sender gives a moment. */
  readonly bookZone: Zone;
};

/** The part of the environment's settings that this function needs. */
export const settings = z.object({
  bookZone: z.string().refine(isZone, 'expected an IANA zone'),
});

/** Accounts that hold the named invoices; stops at two that may take the payment, one too many. */
const holdersOf = async ({ ledger }: Deps, fact: PaymentFact): Promise<string[]> => {
  const holders = new Set<string>();
  const { invoiceNumbers } = fact.remittance;
  for (let from = 0; from < invoiceNumbers.length; from += lookupsAtOnce) {
    const some = invoiceNumbers.slice(from, from + lookupsAtOnce);
    for (const accountIds of await together(some.map(ledger.accountOfInvoice))) {
      for (const accountId of accountIds) holders.add(accountId);
    }
    if (takersAmong(fact, holders).length > 1) break;
  }
  return [...holders];
};

const destinationOf = async (deps: Deps, fact: PaymentFact): Promise<Destination> => {
  const booked =
    fact.kind === 'failed' ? undefined : await deps.ledger.accountOfPayment(fact.paymentId);
  if (booked === undefined && (fact.kind === 'received' || fact.kind === 'failed')) {
    return accountAmong(fact, await holdersOf(deps, fact));
  }
  return accountOfBooked(fact, booked);
};

/** Cash waits for its invoices; what follows a payment waits for the payment. */
const placesOf = (fact: CashFact): ParkingPlace[] =>
  fact.kind === 'received'
    ? fact.remittance.invoiceNumbers.map((invoiceNumber) => ({ kind: 'invoice', invoiceNumber }))
    : [{ kind: 'payment', paymentId: fact.paymentId }];

const waitingReason = (fact: CashFact): string =>
  fact.kind === 'received'
    ? 'none of its invoices is known'
    : `it was ${fact.kind} and is not booked itself`;

/**
 * Brings one message of the PaymentEvents queue to the ledger of its account. Every act is
 * idempotent by the economic object, and each crash in between is repaired by redelivery.
 */
export const createHandler = (deps: Deps) => {
  const unmatched = async (
    fact: CashFact,
    cause: Cause,
    reason: string,
    waits: { readonly waits?: true } = {},
  ): Promise<void> => {
    const { paymentId, amountMinor, currency, remittance } = fact;
    await deps.notes.record({
      paymentId,
      key: inputIdOf(fact),
      note: {
        type: 'PaymentUnmatched',
        data: {
          paymentId,
          ...(remittance.accountId === undefined ? {} : { accountId: remittance.accountId }),
          amountMinor,
          currency,
          invoiceNumbers: [...remittance.invoiceNumbers],
          ...waits,
          reason,
        },
      },
      effectiveOn: valueDateOf(fact, deps.bookZone),
      cause,
    });
  };

  const failed = async (fact: PaymentFact & { kind: 'failed' }, cause: Cause): Promise<void> => {
    const destination = await destinationOf(deps, fact);
    const { paymentId, amountMinor, currency, remittance, provider } = fact;
    await deps.notes.record({
      paymentId,
      key: inputIdOf(fact),
      note: {
        type: 'PaymentFailed',
        data: {
          paymentId,
          ...(destination.to === 'account' ? { accountId: destination.accountId } : {}),
          invoiceNumbers: [...remittance.invoiceNumbers],
          amountMinor,
          currency,
          provider,
        },
      },
      effectiveOn: valueDateOf(fact, deps.bookZone),
      cause,
    });
  };

  /** Nothing that arrives later can settle it: it is parked whole for a person to place. */
  const hopeless = async (
    fact: CashFact,
    cause: Cause,
    reason: string,
    body: string,
  ): Promise<void> => {
    const inputId = inputIdOf(fact);
    if (fact.kind === 'received') {
      await deps.parked.put({ inputId, redriveTo: 'PaymentEvents', reasons: [reason], body });
      await unmatched(fact, cause, reason);
      return;
    }
    await deps.rejections.reject({
      inputId,
      redriveTo: 'PaymentEvents',
      reasons: [reason],
      journalReasons: [reason],
      body,
      door: fact.provider === 'upstream' ? 'bus' : 'webhook',
      inputType: `${fact.provider} ${fact.kind}`,
    });
  };

  const park = async (fact: CashFact, cause: Cause, body: string, log: Logger): Promise<void> => {
    const command = commandOf(fact, deps.bookZone, cause);
    const { customerId, legalEntity } = fact.remittance;
    const parked: Parked = {
      command,
      currency: fact.currency,
      places: placesOf(fact),
      ...(fact.kind === 'received' ? { stated: { customerId, legalEntity } } : {}),
    };
    const outcome = await deps.parking.park(parked);
    if (outcome.outcome === 'parked') {
      await unmatched(fact, cause, waitingReason(fact), { waits: true });
      log.info('a payment waits for what it names', { inputId: command.inputId });
      return;
    }
    const [booked] = outcome.accountIds;
    const destination =
      fact.kind === 'received'
        ? accountAmong(fact, outcome.accountIds)
        : accountOfBooked(fact, booked);
    if (destination.to === 'account') {
      await send({ ...command, accountId: destination.accountId });
    } else {
      const reason = destination.to === 'nobody' ? destination.reason : 'it cannot be placed';
      await hopeless(fact, cause, reason, body);
    }
    await deps.parking.release(parked);
  };

  /** Cash may come before the customer's first invoice; a mistyped account looks the same. */
  const presume = async (fact: CashFact, cause: Cause, accountId: string): Promise<void> => {
    const { version } = await deps.ledger.position(accountId, { limit: 1 });
    if (version > 0) return;
    const reason = 'it is booked as unapplied on an account without any entry';
    await unmatched(fact, cause, reason, { waits: true });
  };

  const send = (command: AccountCommand): Promise<void> => deps.commands.send(command);

  const malformed = (
    { problems, deliveryId, content, door, inputType }: Understood & { outcome: 'malformed' },
    body: string,
  ): Promise<void> => {
    const digest = deps.digest(content).slice(0, 16);
    return deps.rejections.reject({
      inputId: deliveryId === undefined ? digest : `${deliveryId}@${digest}`,
      redriveTo: 'PaymentEvents',
      reasons: problems.map((problem) => reasonOf(problem, 'sender')),
      journalReasons: problems.map((problem) => reasonOf(problem, 'journal')),
      body,
      door,
      inputType,
    });
  };

  return async ({ body }: QueueMessage, log: Logger): Promise<void> => {
    const understood = understand(body);
    if (understood.outcome === 'ignored') {
      log.info('an event was ignored', { why: understood.why });
      return;
    }
    if (understood.outcome === 'malformed') return malformed(understood, body);
    const { fact, cause } = understood;
    if (fact.kind === 'failed') return failed(fact, cause);
    const destination = await destinationOf(deps, fact);
    switch (destination.to) {
      case 'account':
        if (destination.presumed) await presume(fact, cause, destination.accountId);
        return send({
          ...commandOf(fact, deps.bookZone, cause),
          accountId: destination.accountId,
        });
      case 'unknown':
        return park(fact, cause, body, log);
      case 'nobody':
        return hopeless(fact, cause, destination.reason, body);
    }
  };
};
