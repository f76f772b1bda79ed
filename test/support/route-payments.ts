import { createHandler } from '../../functions/payments/route-payments/handler.ts';
import { sha256 } from '../../shared/adapters/dynamodb/hash-chain.ts';
import { emptyBook } from '../../shared/domain/ledger/amounts.ts';
import { createLogger } from '../../shared/lambda/logger.ts';
import type { AccountCommand } from '../../shared/ports/commands.ts';
import type { Parked } from '../../shared/ports/ledger.ts';
import type { PaymentNote } from '../../shared/ports/payments.ts';
import type { RejectedInput } from '../../shared/ports/queues.ts';
import type { Rejection } from '../../shared/ports/rejections.ts';

export type World = {
  invoices?: Record<string, readonly string[]>;
  payments?: Record<string, string>;
  /** Accounts with entries. */
  accounts?: readonly string[];
  /** What parking finds when it looks again after it parked. */
  arrivedMeanwhile?: readonly string[];
  bookZone?: string;
};

export const acme = 'acme|main|USD';
const noPosition = {
  totals: emptyBook(acme).totals,
  openCount: 0,
  plannedMinor: 0,
  plannedFor: [],
  open: [],
  complete: true,
};

export const room = (world: World = {}) => {
  const did = {
    sent: [] as AccountCommand[],
    parked: [] as Parked[],
    released: [] as Parked[],
    notes: [] as { key: string; effectiveOn: string; note: PaymentNote }[],
    rejections: [] as Rejection[],
    rejected: [] as RejectedInput[],
    /** Every act in its order, to crash between any two of them. */
    acts: 0,
  };
  let crashBefore = Number.POSITIVE_INFINITY;
  const act = <T>(value: T, into: T[]): void => {
    if (did.acts >= crashBefore) throw new Error('crashed');
    did.acts += 1;
    into.push(value);
  };
  const handle = createHandler({
    ledger: {
      accountOfInvoice: async (number) => world.invoices?.[number] ?? [],
      accountOfPayment: async (paymentId) => world.payments?.[paymentId],
      position: async (accountId) => ({
        ...noPosition,
        accountId,
        version: (world.accounts ?? [acme]).includes(accountId) ? 1 : 0,
      }),
    },
    parking: {
      park: async (parked) => {
        act(parked, did.parked);
        return world.arrivedMeanwhile
          ? { outcome: 'known', accountIds: world.arrivedMeanwhile }
          : { outcome: 'parked' };
      },
      release: async (parked) => act(parked, did.released),
    },
    commands: { send: async (command) => act(command, did.sent) },
    notes: {
      record: async ({ key, note, effectiveOn }) => {
        if (!did.notes.some((known) => known.key === key)) {
          act({ key, note, effectiveOn }, did.notes);
        }
      },
    },
    rejections: { reject: async (rejection) => act(rejection, did.rejections) },
    parked: { put: async (input) => act(input, did.rejected) },
    digest: sha256,
    bookZone: world.bookZone ?? 'UTC',
  });
  const take = (body: unknown) =>
    handle(
      {
        messageId: 'm',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        group: undefined,
        deliveries: 1,
        receiptHandle: '',
        attributes: {},
      },
      createLogger({}, () => undefined),
    );
  return { take, did, crashBefore: (act_: number) => (crashBefore = act_) };
};

export const webhook = (body: unknown, provider = 'stripe') => ({
  door: 'webhook',
  provider,
  receivedAt: '2026-03-03T12:00:02.000Z',
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
export const stripe = (type: string, object: object) =>
  webhook({ id: 'evt_1', type, created: 1_772_539_200, data: { object } });
export const paid = (metadata: object) =>
  stripe('payment_intent.succeeded', {
    id: 'pi_1',
    amount: 1000,
    amount_received: 1000,
    currency: 'usd',
    metadata,
  });
export const refunded = stripe('refund.created', {
  id: 're_1',
  amount: 400,
  currency: 'usd',
  status: 'succeeded',
  payment_intent: 'pi_1',
});
