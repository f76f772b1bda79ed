import { type Command, UsageError } from '../command.ts';
import { lastOperations, type Operation } from './log.ts';

const countIn = (text: string): number => {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 1 && count <= 1000) return count;
  throw new UsageError(`--limit ${text}: expected a number from 1 to 1000`);
};

const linesOf = (operation: Operation): string[] => [
  `${operation.at}  ${`${operation.command} ${operation.scope}`.trimEnd()}`,
  `  by ${operation.actor}: ${operation.reason}`,
  operation.ended === undefined
    ? '  has not ended: it runs, or it died'
    : `  ${operation.ended.outcome} at ${operation.ended.at}: ${operation.ended.result}`,
];

export const operationsList: Command = {
  name: 'operations list',
  does: 'who maintained the environment, how, why and with what result; the newest first',
  args: [],
  options: { limit: { does: 'how many (default: 20)', value: 'COUNT' } },
  run: async ({ options, estate }) => {
    const limit = countIn(options['limit'] ?? '20');
    const operations = await lastOperations(await estate(), limit);
    const lines = operations.flatMap(linesOf);
    return {
      lines: lines.length === 0 ? ['nothing was done by a command of maintenance'] : lines,
      json: { operations },
    };
  },
};
