import type { CreditLineSettings } from './settings.ts';
import type { QueuedReason } from './types.ts';

export type LedgerReason = Exclude<QueuedReason, 'bureau-alert'>;

const reasons: Readonly<Record<string, LedgerReason>> = {
  InvoiceWrittenOff: 'written-off',
  PaymentReversed: 'returned-payment',
  PromiseBroken: 'broken-promise',
};

/** Why a line is reviewed or held after an event of a ledger of that type; undefined when it is not. */
export const ledgerReasonOf = (type: string): LedgerReason | undefined => reasons[type];

/** Whether an active line would be reviewed or held for it: then no grant overlooks it either. */
export const isWatchedFor = (
  because: LedgerReason,
  { holdFor, reviewFor }: Pick<CreditLineSettings, 'holdFor' | 'reviewFor'>,
): boolean =>
  reviewFor.includes(because) || (because === 'written-off' && holdFor.includes('written-off'));
