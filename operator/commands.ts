import type { Command } from './command.ts';
import { accountCommands } from './commands/account.ts';
import { caseCommands } from './commands/cases.ts';
import { contactCommands } from './commands/contact.ts';
import { creditApplicationCommands } from './commands/credit-applications.ts';
import { creditLineCommands } from './commands/credit-lines.ts';
import { ledgerCommands } from './commands/ledger.ts';
import { maintenanceCommands } from './commands/maintenance.ts';

/** Every command, in the order of the usage. A new one is a line in a file of `commands/`. */
export const commands: readonly Command[] = [
  ...accountCommands,
  ...ledgerCommands,
  ...caseCommands,
  ...contactCommands,
  ...creditApplicationCommands,
  ...creditLineCommands,
  ...maintenanceCommands,
];
