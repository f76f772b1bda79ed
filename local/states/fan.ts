import { record } from './execution.ts';
import { QUERY_EVALUATION_ERROR, StateFailure } from './failure.ts';
import type { Fiber } from './fiber.ts';
import type { Json, JsonObject } from './json.ts';
import { bindingsFor, evaluate, type Line, note, type Visit } from './line.ts';
import type { Flow, MapState, ParallelState } from './machine.ts';
import { createScope } from './scope.ts';

/** Runs a flow to its end on a line of its own; given by the interpreter. */
type RunFlow = (line: Line, flow: Flow, input: Json) => Promise<Json>;

/** Step Functions runs at most this many iterations of an inline Map at once. */
const MAP_CONCURRENCY_LIMIT = 40;

/** Runs the branches at once, each on the same input; the result is the array of their outputs. */
export async function runParallel(visit: Visit<ParallelState>, runFlow: RunFlow): Promise<Json> {
  const { state, line } = visit;
  const input = await evaluate(state.arguments, bindingsFor(visit), visit.input);
  note(visit, 'ParallelStateStarted');
  const results = await runChildren(visit, state.branches.length, state.branches.length, {
    run: (index, fiber) => {
      const branch = state.branches[index];
      if (branch === undefined) throw new RangeError(`Branch ${index} does not exist.`);
      return runFlow({ ...line, fiber, scope: createScope(line.scope) }, branch, input);
    },
  });
  note(visit, 'ParallelStateSucceeded');
  return results;
}

/** Runs the processor once for each item, in the order of the items as far as concurrency allows. */
export async function runMap(visit: Visit<MapState>, runFlow: RunFlow): Promise<Json> {
  const { state, line } = visit;
  const { execution, host } = line;
  const bindings = bindingsFor(visit);
  const items = await evaluate(state.items, bindings, visit.input);
  if (!Array.isArray(items)) {
    throw new StateFailure(
      QUERY_EVALUATION_ERROR,
      `The field 'Items' of the Map '${state.name}' must be an array, but was ${describe(items)}.`,
    );
  }
  const concurrency = await concurrencyOf(visit);
  note(visit, 'MapStateStarted', { length: items.length });
  const iteration = (type: string, index: number): void => {
    record(execution, host.now(), `MapIteration${type}`, state.name, { index });
  };
  const results = await runChildren(visit, items.length, concurrency, {
    run: async (index, fiber) => {
      iteration('Started', index);
      const value: Json = items[index] ?? null;
      const map: JsonObject = { Item: { Index: index, Value: value } };
      const input = await evaluate(state.itemSelector, bindingsFor(visit, { map }), value);
      const child = { ...line, fiber, map, scope: createScope(line.scope) };
      const output = await runFlow(child, state.processor, input);
      iteration('Succeeded', index);
      return output;
    },
    failed: (index) => iteration('Failed', index),
  });
  note(visit, 'MapStateSucceeded');
  return results;
}

function describe(value: Json): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

async function concurrencyOf(visit: Visit<MapState>): Promise<number> {
  const asked = await evaluate(visit.state.maxConcurrency, bindingsFor(visit), 0);
  if (typeof asked !== 'number' || !Number.isInteger(asked) || asked < 0) {
    throw new StateFailure(
      QUERY_EVALUATION_ERROR,
      `The field 'MaxConcurrency' must be a non-negative integer, but was ${JSON.stringify(asked)}.`,
    );
  }
  return asked === 0 ? MAP_CONCURRENCY_LIMIT : Math.min(asked, MAP_CONCURRENCY_LIMIT);
}

type Children = {
  run(index: number, fiber: Fiber): Promise<Json>;
  failed?(index: number): void;
};

/**
 * Runs children on fibers of their own and parks until all have ended. The first failure kills the
 * others and becomes the failure of the state that runs them.
 */
async function runChildren(
  visit: Visit,
  total: number,
  concurrency: number,
  children: Children,
): Promise<Json[]> {
  if (total === 0) return [];
  const { fiber, execution } = visit.line;
  const label = `${execution.name} ${visit.state.name}`;
  const results: Json[] = Array.from({ length: total }, () => null);
  const open = new Set<Fiber>();

  const failure = await fiber.suspend<StateFailure | undefined>(label, false, (wake) => {
    let started = 0;
    let ended = 0;
    const startNext = (): void => {
      const index = started;
      started += 1;
      const child = fiber.fork(`${label} #${index}`, async (self) => {
        try {
          results[index] = await children.run(index, self);
        } catch (thrown) {
          if (!(thrown instanceof StateFailure)) throw thrown;
          children.failed?.(index);
          open.delete(self);
          for (const other of open) other.kill();
          wake.soon(thrown);
          return;
        }
        open.delete(self);
        ended += 1;
        if (ended === total) wake.soon(undefined);
        else if (started < total) startNext();
      });
      open.add(child);
    };
    while (started < Math.min(concurrency, total)) startNext();
  });
  if (failure !== undefined) throw failure;
  return results;
}
