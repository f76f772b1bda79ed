import { businessDate } from '../../domain/calendar.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { dateOf, type Entrant } from '../../domain/ledger/check.ts';
import { createDraft, record } from '../../domain/ledger/draft.ts';
import type { Account, Chunk } from '../../domain/ledger/types.ts';
import { sha256 } from '../dynamodb/hash-chain.ts';

/**
 * What a command says about money, without what may differ between two tellings of one fact:
 * ids of deliveries, links, words, and the moment at which a provider told of a movement of cash.
 */
const economicContent = (command: Entrant): unknown => {
  switch (command.kind) {
    case 'issue-invoice': {
      const { kind, customerId, invoiceNumber, issuedOn, totalMinor, instalments } = command;
      const { openingBalance } = command;
      // When it is chased depends on when it came in, which two tellings have not in common.
      const opening = openingBalance && { openingBalanceOn: openingBalance.on };
      return { kind, customerId, invoiceNumber, issuedOn, totalMinor, instalments, ...opening };
    }
    case 'adjust-invoice': {
      const { kind, invoiceNumber, deltaMinor, adjustedOn } = command;
      return { kind, invoiceNumber, deltaMinor, adjustedOn };
    }
    case 'post-credit-note': {
      const { kind, invoiceNumber, amountMinor, issuedOn } = command;
      return { kind, invoiceNumber, amountMinor, issuedOn };
    }
    case 'cancel-invoice':
    case 'write-off-invoice':
    case 'dispute-invoice':
    case 'clear-dispute': {
      const { kind, invoiceNumber } = command;
      return { kind, invoiceNumber };
    }
    case 'approve-write-off':
    case 'reject-write-off': {
      const { kind, invoiceNumber, requestId } = command;
      return { kind, invoiceNumber, requestId };
    }
    case 'reallocate-payment': {
      const { kind, paymentId, invoiceNumbers } = command;
      return { kind, paymentId, invoiceNumbers };
    }
    case 'note-broken-promise': {
      const { kind, amountMinor, promisedOn } = command;
      return { kind, amountMinor, promisedOn };
    }
    case 'record-payment':
    case 'refund-payment':
    case 'reverse-payment':
    case 'reinstate-payment':
    case 'contest-payment': {
      const { kind, paymentId, amountMinor } = command;
      return { kind, paymentId, amountMinor };
    }
  }
};

/** Two commands under one input id with different digests are two documents under one number. */
export const contentDigest = (command: Entrant): string =>
  sha256(canonicalJson(economicContent(command))).slice(0, 16);

/** The id under which a command is known as the act of a person. */
export const actInputOf = ({ act }: Entrant): string | undefined => act && `act:${act.actId}`;

/** As of the content, for the marker of an act: a refund that is named is not one that is not. */
export const actDigest = (command: Entrant): string =>
  command.kind === 'refund-payment' && command.inputId !== actInputOf(command)
    ? sha256(
        canonicalJson({ content: economicContent(command), refundId: command.refundId }),
      ).slice(0, 16)
    : contentDigest(command);

/** The repeat of a known input with another content, as an input of its own: told once. */
export const changedRepeat = <Command extends Entrant>(command: Command): Command => ({
  ...command,
  inputId: `${command.inputId}@${contentDigest(command)}`,
});

/** Books nothing but that a changed document came under a number that is taken. */
export const refuseChanged = (account: Account, original: string, repeat: Entrant): Chunk => {
  const { accountId, inputId } = repeat;
  const draft = createDraft(account);
  const code = 'differs';
  const message = `${original} came before with other figures and was decided; this needs a number of its own`;
  const data = { accountId, inputId, code, message };
  record(draft, { type: 'EntryRefused', data }, businessDate(dateOf(repeat)));
  return {
    entries: draft.entries,
    before: draft.before,
    after: draft.book,
    spentWaits: [],
    spentTrails: [],
    plannedMinor: 0,
    refused: code,
  };
};
