import { currencyOf } from '../../../shared/domain/account.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { QueueMessage } from '../../../shared/lambda/queue.ts';
import type { AccountCommand } from '../../../shared/ports/commands.ts';
import type {
  AccountCommandSender,
  Ledger,
  Parking,
  ParkingPlace,
} from '../../../shared/ports/ledger.ts';
import { accountCommand } from './command.ts';

/** `invoice:<number>` and `payment:<id>` are places to park at; a reversal is not. */
const placeOf = (introduced: string): ParkingPlace[] => {
  const id = introduced.slice(introduced.indexOf(':') + 1);
  if (introduced.startsWith('invoice:')) return [{ kind: 'invoice', invoiceNumber: id }];
  return introduced.startsWith('payment:') ? [{ kind: 'payment', paymentId: id }] : [];
};

/**
 * Posts one account command and does what follows from it: the rest of a large payment goes to
 * the end of the account's group, and inputs that were parked until this invoice or payment
 * came are sent on. A repeat of the command does the following again, and changes nothing else.
 */
export const createHandler =
  (deps: {
    readonly ledger: Ledger;
    readonly parking: Pick<Parking, 'waitingFor' | 'release'>;
    readonly commands: AccountCommandSender;
  }) =>
  async (message: QueueMessage, log: Logger): Promise<void> => {
    const command: AccountCommand = accountCommand.parse(JSON.parse(message.body));
    const { accountId } = command;
    const posted = await deps.ledger.post(command);
    if (posted.outcome === 'refused') {
      const { inputId } = command;
      log.warn('the ledger refused an entry', { accountId, inputId, code: posted.code });
    }
    if (posted.continuation) await deps.commands.send(posted.continuation);
    for (const place of posted.introduced.flatMap(placeOf)) {
      for (const parked of await deps.parking.waitingFor(place)) {
        if (parked.currency !== currencyOf(accountId)) continue;
        await deps.commands.send({ ...parked.command, accountId });
        await deps.parking.release(parked);
      }
    }
  };
