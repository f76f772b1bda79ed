import { contactRules } from '../../contact-rules/catalogue.ts';
import {
  type BusinessDate,
  businessDate,
  type Instant,
  instant,
} from '../../shared/domain/calendar.ts';
import { createDesk } from '../../shared/domain/collections/desk.ts';
import { evolve } from '../../shared/domain/collections/evolve.ts';
import { openCase } from '../../shared/domain/collections/facts.ts';
import type {
  AccountPosition,
  CaseState,
  Desk,
  OpenItem,
} from '../../shared/domain/collections/types.ts';
import type { ContactView, RecentContact } from '../../shared/domain/contact/types.ts';
import { emptyBook } from '../../shared/domain/ledger/amounts.ts';
import { sumMinor } from '../../shared/domain/money.ts';
import type { Position } from '../../shared/ports/ledger.ts';
import { strategyOf } from '../../strategies/catalogue.ts';

export const accountId = 'acme|main|USD';
export const day = (text: string): BusinessDate => businessDate(text);
export const at = (text: string): Instant => instant(text);
export const defaultStrategy = strategyOf('default', 1);

/** An open item of 100.00, named after its due date unless told otherwise. */
export const item = (dueOn: string, over: Partial<OpenItem> = {}): OpenItem => ({
  invoiceNumber: `INV-${dueOn}`,
  instalment: 1,
  dueOn: day(dueOn),
  openMinor: 10_000,
  disputed: false,
  ...over,
});

export const positionOf = (
  items: readonly OpenItem[],
  over: Partial<AccountPosition> = {},
): AccountPosition => ({
  currency: 'USD',
  availableMinor: 0,
  planned: { amountMinor: 0, invoiceNumbers: [] },
  items: [...items].sort((left, right) => (left.dueOn < right.dueOn ? -1 : 1)),
  ...over,
});

/**
 * What the ledger says of an account whose open instalments are these; at most `limit` are shown.
 * Sums that cases do not look at are zero.
 */
export const ledgerPositionOf = (
  items: readonly OpenItem[],
  of: {
    readonly accountId?: string;
    readonly version?: number;
    readonly unappliedMinor?: number;
    readonly limit?: number | undefined;
  } = {},
): Position => {
  const { version = 1, unappliedMinor = 0, limit = items.length } = of;
  const id = of.accountId ?? accountId;
  const openMinor = sumMinor(items.map((each) => each.openMinor));
  return {
    accountId: id,
    version,
    totals: { ...emptyBook(id).totals, openMinor, unappliedMinor },
    openCount: items.length,
    plannedMinor: 0,
    plannedFor: [],
    open: items
      .slice(0, limit)
      .map((each) => ({ ...each, issuedOn: each.dueOn, amountMinor: each.openMinor })),
    complete: items.length <= limit,
  };
};

export const viewOf = (over: Partial<ContactView> = {}): ContactView => ({
  partyId: 'acme',
  zone: 'UTC',
  locale: 'en',
  channels: ['email', 'sms'],
  optOuts: [],
  suppressions: [],
  recent: [],
  ...over,
});

export const deskOf = (
  view: ContactView | undefined = viewOf(),
  isOwn: (contact: RecentContact) => boolean = () => false,
): Desk => createDesk(accountId, view, contactRules('default', 1), 'live', isOwn);

export const newCase = (over: Partial<CaseState> = {}): CaseState => ({
  ...evolve(
    undefined,
    openCase(accountId, 'acme', defaultStrategy, undefined, 'live'),
    day('2026-01-01'),
  ),
  ...over,
});
