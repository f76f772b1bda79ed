import * as z from 'zod';
import type { Logger } from './logger.ts';
import { type StackOptions, stack } from './stack.ts';
import { traceIn } from './trace.ts';

/** A state machine or a schedule sent what the function does not understand: never worth a retry. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
}

/**
 * A function called by a state machine or a schedule. What it throws keeps its `name`, which is
 * what `ErrorEquals` matches.
 *
 * @throws InvalidInput when the input does not fit the schema.
 */
export const taskHandler = <Schema extends z.ZodType, Output>(
  schema: Schema,
  handle: (input: z.infer<Schema>, log: Logger) => Promise<Output>,
  options: StackOptions,
) =>
  stack<unknown, Output>(async (event) => {
    const parsed = schema.safeParse(event);
    if (!parsed.success) throw new InvalidInput(z.prettifyError(parsed.error));
    const log = options.log.with(traceIn(parsed.data));
    const output = await handle(parsed.data, log);
    log.info('handled');
    return output;
  }, options);
