import type { Command } from './command.ts';
import { accountCommands } from './commands/account.ts';

/** Every command, in the order of the usage. A new one is a line in a file of `commands/`. */
export const commands: readonly Command[] = [...accountCommands];
