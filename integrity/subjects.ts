import type { BookReader, TableName } from './reader.ts';

/** What there is to verify, found in the journal and in the tables: neither is believed alone. */
export type Subjects = {
  readonly accounts: ReadonlySet<string>;
  readonly parties: ReadonlySet<string>;
  /** Without `alert#`. */
  readonly alerts: ReadonlySet<string>;
  /** Ids of all cases that have a stream. */
  readonly cases: ReadonlySet<string>;
  /** Streams of applications for credit and of lines. */
  readonly credit: ReadonlySet<string>;
  /** Streams without a snapshot of their own, such as rejected inputs. */
  readonly others: ReadonlySet<string>;
};

const accountOfCase = (caseId: string): string => caseId.slice(0, caseId.lastIndexOf('|'));

export const subjectsOf = async (reader: BookReader): Promise<Subjects> => {
  const accounts = new Set<string>();
  const parties = new Set<string>();
  const alerts = new Set<string>();
  const cases = new Set<string>();
  const credit = new Set<string>();
  const others = new Set<string>();
  for await (const streamId of reader.streamIds()) {
    const cut = streamId.indexOf('#');
    const id = streamId.slice(cut + 1);
    switch (streamId.slice(0, cut)) {
      case 'account':
        accounts.add(id);
        break;
      case 'case':
        cases.add(id);
        accounts.add(accountOfCase(id));
        break;
      case 'party':
        parties.add(id);
        break;
      case 'application':
      case 'line':
        credit.add(streamId);
        break;
      case 'alert':
        alerts.add(id);
        break;
      default:
        others.add(streamId);
    }
  }
  const partitions: readonly (readonly [TableName, string, Set<string>])[] = [
    ['receivables', 'ACCOUNT#', accounts],
    ['collections', 'ACCOUNT#', accounts],
    ['contact', 'PARTY#', parties],
    ['alerts', 'EPISODE#', alerts],
  ];
  for (const [table, prefix, into] of partitions) {
    for await (const { pk } of reader.keys(table)) {
      if (pk.startsWith(prefix)) into.add(pk.slice(prefix.length));
    }
  }
  for await (const { pk } of reader.keys('credit')) {
    if (pk.startsWith('APPLICATION#')) credit.add(`application#${pk.slice('APPLICATION#'.length)}`);
    else if (pk.startsWith('LINE#')) credit.add(`line#${pk.slice('LINE#'.length)}`);
  }
  return { accounts, parties, alerts, cases, credit, others };
};
