import { createLedger } from '../../shared/adapters/ledger/post.ts';
import { createLedgerReader } from '../../shared/adapters/ledger/reader.ts';
import { createLedgerStore } from '../../shared/adapters/ledger/store.ts';
import type { LedgerTable } from '../../shared/adapters/ledger/table.ts';
import { createMemoryLedgerTable } from '../../shared/adapters/memory/ledger-table.ts';
import type { AccountCommand } from '../../shared/ports/commands.ts';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** A command as tests write it: input id, account and cause follow from the rest. */
export type TestCommand = DistributiveOmit<AccountCommand, 'inputId' | 'accountId' | 'cause'> & {
  readonly inputId?: string;
};

export const testAccount = 'acme|main|USD';

const naturalKey = (command: TestCommand): string => {
  switch (command.kind) {
    case 'issue-invoice':
      return `invoice:${command.invoiceNumber}`;
    case 'adjust-invoice':
      return `adjustment:${command.adjustmentId}`;
    case 'cancel-invoice':
      return `cancellation:${command.invoiceNumber}`;
    case 'post-credit-note':
      return `credit-note:${command.creditNoteNumber}`;
    case 'record-payment':
      return `payment:${command.paymentId}`;
    case 'refund-payment':
      return `refund:${command.refundId}`;
    case 'reverse-payment':
      return `reversal:${command.reversalId}`;
    case 'reinstate-payment':
      return `reinstatement:${command.reversalId}`;
    case 'contest-payment':
      return `contest:${command.disputeId}`;
    case 'note-broken-promise':
      return `promise:${command.promiseId}`;
    case 'write-off-invoice':
      return `write-off:${command.invoiceNumber}`;
    case 'dispute-invoice':
    case 'clear-dispute':
    case 'approve-write-off':
    case 'reject-write-off':
    case 'reallocate-payment':
      return `act:${command.act.actId}`;
    case 'continue-plan':
      return `plan:${command.planId}:${command.chunk}`;
  }
};

export const commandOf = (command: TestCommand, accountId = testAccount): AccountCommand => {
  const inputId = command.inputId ?? naturalKey(command);
  return {
    ...command,
    inputId,
    accountId,
    cause: { causationId: inputId, correlationId: inputId },
  };
};

export const invoice = (
  invoiceNumber: string,
  totalMinor: number,
  more: {
    issuedOn?: string;
    dueOn?: string;
    instalments?: [string, number][];
    openingBalance?: { on: string; chaseFrom: string };
  } = {},
): TestCommand => ({
  kind: 'issue-invoice',
  customerId: 'acme',
  invoiceNumber,
  issuedOn: more.issuedOn ?? '2026-01-01',
  totalMinor,
  instalments: (more.instalments ?? [[more.dueOn ?? '2026-01-31', totalMinor]]).map(
    ([dueOn, amountMinor]) => ({ dueOn, amountMinor }),
  ),
  ...(more.openingBalance && { openingBalance: more.openingBalance }),
});

export const payment = (
  paymentId: string,
  amountMinor: number,
  invoiceNumbers: readonly string[] = [],
  receivedOn = '2026-01-20',
): TestCommand => ({
  kind: 'record-payment',
  paymentId,
  amountMinor,
  receivedOn,
  invoiceNumbers,
});

/** A plan that takes more has stopped making progress. */
const mostDeliveries = 100;

/** A ledger over a table, with short ways to ask it. */
export const openBook = <Table extends LedgerTable>(table: Table) => {
  const ledger = createLedger(createLedgerStore(table));
  const reader = createLedgerReader(table);
  const post = async (command: TestCommand, accountId = testAccount) => {
    let posted = await ledger.post(commandOf(command, accountId));
    const { outcome } = posted;
    for (let deliveries = 1; posted.continuation; deliveries += 1) {
      if (deliveries > mostDeliveries) throw new Error(`${posted.continuation.inputId} never ends`);
      posted = await ledger.post(posted.continuation);
    }
    return { ...posted, outcome };
  };
  return {
    table,
    ledger,
    reader,
    post,
    all: async (commands: readonly TestCommand[], accountId = testAccount) => {
      for (const command of commands) await post(command, accountId);
    },
    position: (accountId = testAccount) => reader.position(accountId),
    /** `invoice/instalment` with what is open on it. */
    open: async (accountId = testAccount) =>
      (await reader.position(accountId)).open.map(
        ({ invoiceNumber, instalment, openMinor }) => `${invoiceNumber}/${instalment} ${openMinor}`,
      ),
  };
};

export const memoryBook = () => openBook(createMemoryLedgerTable());
