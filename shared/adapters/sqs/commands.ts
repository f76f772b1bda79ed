import { canonicalJson } from '../../domain/canonical-json.ts';
import { jsonText } from '../../domain/queue-text.ts';
import type { AccountCommand, PartyCommand } from '../../ports/commands.ts';
import type { AccountCommandSender } from '../../ports/ledger.ts';
import type { Outgoing, QueueSender } from '../../ports/queues.ts';
import { sha256 } from '../dynamodb/hash-chain.ts';

/**
 * FIFO queues drop a repeat of a deduplication id within five minutes, over all groups. Here it
 * covers all that a command says: the account too, because an input id is unique within its
 * account only (two legal entities may both have an invoice 7), and the figures too, because the
 * ledger must see a second document under one number to tell of it. Which delivery brought the
 * command makes no difference.
 */
const deduplicateBy = (command: AccountCommand | PartyCommand): string =>
  sha256(canonicalJson({ ...command, cause: undefined }));

export const accountMessage = (command: AccountCommand): Outgoing => ({
  body: jsonText(command),
  fifo: { group: command.accountId, deduplicateBy: deduplicateBy(command) },
});

export const partyMessage = (command: PartyCommand): Outgoing => ({
  body: jsonText(command),
  fifo: { group: command.partyId, deduplicateBy: deduplicateBy(command) },
});

export const createAccountCommandSender = (queue: QueueSender): AccountCommandSender => ({
  send: (command) => queue.send(accountMessage(command)),
});
