import { jsonText } from '../../domain/queue-text.ts';
import type { AccountCommand, PartyCommand } from '../../ports/commands.ts';
import type { AccountCommandSender } from '../../ports/ledger.ts';
import type { Outgoing, QueueSender } from '../../ports/queues.ts';
import { sha256 } from '../dynamodb/hash-chain.ts';

/**
 * FIFO queues drop a repeat of a deduplication id within five minutes, over all groups. An input
 * id is unique within its account or party only (two legal entities may both have an invoice 7),
 * so both go into it.
 */
const deduplicateBy = (group: string, inputId: string): string => sha256(`${group}\n${inputId}`);

export const accountMessage = (command: AccountCommand): Outgoing => ({
  body: jsonText(command),
  fifo: {
    group: command.accountId,
    deduplicateBy: deduplicateBy(command.accountId, command.inputId),
  },
});

export const partyMessage = (command: PartyCommand): Outgoing => ({
  body: jsonText(command),
  fifo: {
    group: command.partyId,
    deduplicateBy: deduplicateBy(command.partyId, command.inputId),
  },
});

export const createAccountCommandSender = (queue: QueueSender): AccountCommandSender => ({
  send: (command) => queue.send(accountMessage(command)),
});
