import { eventSourceMapping, type MappingProperties } from '../../assembly/compute-schemas.ts';
import type { Model, Resource } from '../../assembly/model.ts';
import { declared } from '../../assembly/supported.ts';
import type { Outcome } from './host.ts';

export type Mapping = { readonly resource: Resource; readonly properties: MappingProperties };

export const enabledMappings = (model: Model): readonly Mapping[] =>
  declared(model, 'AWS::Lambda::EventSourceMapping', eventSourceMapping).filter(
    ({ properties }) => properties.Enabled !== false,
  );

export const reportsItemFailures = (properties: MappingProperties): boolean =>
  properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') === true;

/** What a batch came to: nothing failed, some items did, or the batch as a whole. */
export type BatchResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'partial'; readonly failed: ReadonlySet<string> }
  | { readonly kind: 'failed' };

/**
 * Reads `batchItemFailures` the way Lambda does: null or an empty list is success; an answer of
 * another form, an empty identifier or one that was not in the batch fails the whole batch.
 * Source: AWS Lambda Developer Guide, "Success and failure conditions".
 */
export const readBatchResult = (
  outcome: Outcome,
  identifiers: ReadonlySet<string>,
  reportsItems: boolean,
): BatchResult => {
  if (!outcome.ok) return { kind: 'failed' };
  if (!reportsItems) return { kind: 'done' };
  const answer = outcome.result;
  if (answer === null || answer === undefined || answer === '') return { kind: 'done' };
  if (typeof answer !== 'object') return { kind: 'failed' };
  const { batchItemFailures: failures } = answer as { batchItemFailures?: unknown };
  if (failures === undefined || failures === null) return { kind: 'done' };
  if (!Array.isArray(failures)) return { kind: 'failed' };
  if (failures.length === 0) return { kind: 'done' };
  const failed = new Set<string>();
  for (const failure of failures) {
    const { itemIdentifier } = (failure ?? {}) as { itemIdentifier?: unknown };
    if (typeof itemIdentifier !== 'string' || !identifiers.has(itemIdentifier)) {
      return { kind: 'failed' };
    }
    failed.add(itemIdentifier);
  }
  return { kind: 'partial', failed };
};
