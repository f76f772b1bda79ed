import { canonicalJson } from '../../shared/domain/canonical-json.ts';
import type { Item } from '../reader.ts';
import type { CaseView } from '../records.ts';

const stored = (item: object): Item => JSON.parse(JSON.stringify(item)) as Item;

/**
 * The case and task items that are not what the events say, as they should be.
 *
 * The revision is known to the item alone. A lost one goes on above whatever a wait or the events
 * have seen, so that no wait of before is taken for a later one.
 */
export const caseItemsOf = ({ records, folded }: CaseView): Item[] => {
  const { accountId, items, streams, wait } = records;
  const { state, head, tasks } = folded;
  if (state === undefined) return [];
  const pk = `ACCOUNT#${accountId}`;
  const found = items.find(({ sk }) => sk === 'CASE');
  const known = [
    Number(found?.['revision'] ?? 0),
    Number(wait?.['armedVersion'] ?? 0),
    Number(wait?.['signalVersion'] ?? 0),
    streams.flat().length,
  ];
  const isWhole = found !== undefined && Number(found['revision']) >= (known[1] ?? 0);
  const revision = isWhole ? Number(found['revision']) : Math.max(...known) + 1;
  const expected = stored({
    ...{ pk, sk: 'CASE' },
    ...state,
    ...head,
    revision,
    endDelivered: found?.['endDelivered'] === true && state.status === 'closed',
  });
  const have = new Set(items.map(({ sk }) => sk));
  return [
    ...(found !== undefined && canonicalJson(found) === canonicalJson(expected) ? [] : [expected]),
    ...[...tasks].flatMap(([taskId, data]) =>
      have.has(`TASK#${taskId}`)
        ? []
        : [stored({ pk, sk: `TASK#${taskId}`, status: 'open', ...data })],
    ),
  ];
};
