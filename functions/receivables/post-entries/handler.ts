import { currencyOf } from '../../../shared/domain/account.ts';
import { agrees } from '../../../shared/domain/payments/destination.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { QueueMessage } from '../../../shared/lambda/queue.ts';
import type { AccountCommand } from '../../../shared/ports/commands.ts';
import type {
  AccountCommandSender,
  Ledger,
  Parking,
  ParkingPlace,
} from '../../../shared/ports/ledger.ts';
import type { InputRejections } from '../../../shared/ports/rejections.ts';
import { accountCommand } from './command.ts';
import { CommandUnreadable, isHopeless, rejectionOf } from './hopeless.ts';

/** `invoice:<number>` and `payment:<id>` are places to park at; a reversal is not. */
const placeOf = (introduced: string): ParkingPlace[] => {
  const id = introduced.slice(introduced.indexOf(':') + 1);
  if (introduced.startsWith('invoice:')) return [{ kind: 'invoice', invoiceNumber: id }];
  return introduced.startsWith('payment:') ? [{ kind: 'payment', paymentId: id }] : [];
};

const read = (body: string): AccountCommand => {
  const json: unknown = JSON.parse(body);
  const parsed = accountCommand.safeParse(json);
  if (!parsed.success) throw new CommandUnreadable(parsed.error, json);
  return parsed.data;
};

type Deps = {
  readonly ledger: Ledger;
  readonly parking: Pick<Parking, 'waitingFor' | 'isBooked' | 'release'>;
  readonly commands: AccountCommandSender;
  readonly rejections: InputRejections;
  readonly digest: (text: string) => string;
};

/**
 * Posts one account command and does what follows from it: the rest of a large payment goes to
 * the end of the account's group, and inputs that were parked until this invoice or payment
 * came are sent on. A repeat of the command does the following again, and changes nothing else.
 *
 * A command that would fail for ever is parked whole for a person and is done: it must not hold
 * up the commands behind it. Only faults that pass stop the account's group.
 */
export const createHandler = (deps: Deps) => {
  const post = async ({ body }: QueueMessage, log: Logger): Promise<void> => {
    const command = read(body);
    const { accountId } = command;
    const posted = await deps.ledger.post(command);
    if (posted.outcome === 'refused') {
      const { inputId } = command;
      log.warn('the ledger refused an entry', { accountId, inputId, code: posted.code });
    }
    if (posted.continuation) await deps.commands.send(posted.continuation);
    for (const place of posted.introduced.flatMap(placeOf)) {
      for (const parked of await deps.parking.waitingFor(place)) {
        const { currency, stated } = parked;
        if (place.kind === 'invoice') {
          // The same number may yet come in the payment's currency, or for the customer it states.
          if (currency !== currencyOf(accountId)) continue;
          if (stated !== undefined && !agrees(stated, accountId)) continue;
        }
        if (!(await deps.parking.isBooked(parked))) {
          await deps.commands.send({ ...parked.command, accountId });
        }
        await deps.parking.release(parked);
      }
    }
  };

  return async (message: QueueMessage, log: Logger): Promise<void> => {
    try {
      await post(message, log);
    } catch (error) {
      if (!isHopeless(error)) throw error;
      const rejection = rejectionOf(message, error, deps.digest);
      await deps.rejections.reject(rejection);
      const { inputId, journalReasons: reasons } = rejection;
      log.error('a command was rejected', { inputId, reasons, error });
    }
  };
};
