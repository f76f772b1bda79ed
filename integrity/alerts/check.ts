import type { JournalItem } from '../../shared/ports/journal.ts';
import { factOf } from '../account/fold.ts';
import { type Finding, mendByRestore, mendWith } from '../finding.ts';
import { isRecent, type Judging } from '../judging.ts';
import type { Item } from '../reader.ts';

export type AlertRecords = {
  /** Without `alert#`. */
  readonly episode: string;
  readonly events: readonly JournalItem[];
  /** The partition of the episode in the Alerts table. */
  readonly items: readonly Item[];
};

const compared = ['kind', 'severity', 'accountId', 'episode', 'text'] as const;

/** Everything that must hold of one alert. */
export const checkAlert = (
  { episode, events, items }: AlertRecords,
  judging: Judging,
): Finding[] => {
  const subject = `alert#${episode}`;
  const raised = events[0] && factOf(events[0]);
  const item = items.find(({ sk }) => sk === 'ALERT');
  if (raised?.type !== 'AlertRaised') {
    const problem = 'the item of the alert is there, and its stream has no event';
    return item === undefined ? [] : [{ check: 'alert', subject, problem, mend: mendByRestore }];
  }
  if (item === undefined) {
    return [{ check: 'alert', subject, problem: 'its item is missing', mend: mendByRestore }];
  }
  const counted = items.filter(({ sk }) => sk.startsWith('IN#')).length;
  return [
    ...compared
      .filter((name) => item[name] !== raised.data[name])
      .map((name): Finding => {
        const problem = `${name} of its item is not what was raised`;
        return { check: 'alert', subject, problem, mend: mendByRestore };
      }),
    ...(item['published'] === true || isRecent(events, judging)
      ? []
      : [
          {
            check: 'alert' as const,
            subject,
            problem: 'its notice was never published',
            mend: mendWith('redrive', 'AlertsDlq'),
          },
        ]),
    ...(item['occurrences'] === counted
      ? []
      : [
          {
            check: 'alert' as const,
            subject,
            problem: `it says ${String(item['occurrences'])} occurrences, ${counted} were counted`,
            mend: mendByRestore,
          },
        ]),
  ];
};
