import { canonicalJson } from '../../domain/canonical-json.ts';
import { jsonText } from '../../domain/queue-text.ts';
import type { AccountCommand, PartyCommand } from '../../ports/commands.ts';
import type { CreditCommand } from '../../ports/credit-commands.ts';
import type { AccountCommandSender } from '../../ports/ledger.ts';
import type { Outgoing, QueueSender } from '../../ports/queues.ts';
import { sha256 } from '../dynamodb/hash-chain.ts';

/**
 * FIFO queues drop a repeat of a deduplication id within five minutes. Here it covers all that a
 * command says, not its input id alone: the ledger must see a second document under one number to
 * tell of it, and two legal entities may both have an invoice 7. Which delivery brought the
 * command makes no difference.
 */
export const accountMessage = (command: AccountCommand): Outgoing => ({
  body: jsonText(command),
  fifo: {
    group: command.accountId,
    deduplicateBy: sha256(canonicalJson({ ...command, cause: undefined })),
  },
});

/** The input id of a party names the event that brought it, and an event says one thing. */
export const partyMessage = (command: PartyCommand): Outgoing => ({
  body: jsonText(command),
  fifo: {
    group: command.partyId,
    deduplicateBy: sha256(`${command.partyId}\n${command.inputId}`),
  },
});

const rowOf = (command: CreditCommand): string => {
  switch (command.kind) {
    case 'begin-review':
      return `review:${command.review.lineId}`;
    case 'tell-close':
      return `review:${command.closed.lineId}`;
    default:
      return command.customerId;
  }
};

/**
 * What one customer says is taken in order; reviews are in a row of their own for each line, where
 * one may wait for the end of the other while the customer goes on. The content counts too: a second
 * application under one id is to be seen, so that its sender can be told.
 */
export const creditMessage = (command: CreditCommand): Outgoing => ({
  body: jsonText(command),
  fifo: {
    group: rowOf(command),
    deduplicateBy: sha256(canonicalJson({ ...command, cause: undefined, occurredAt: undefined })),
  },
});

export const createAccountCommandSender = (queue: QueueSender): AccountCommandSender => ({
  send: (command) => queue.send(accountMessage(command)),
});
