/** An application or a review that is open, as far as it hangs together with others. */
export type OpenOne = {
  readonly applicationId: string;
  readonly fingerprint: string;
  /** That it is for, whether or not it is there yet. */
  readonly lineId: string;
  readonly groupId?: string | undefined;
};

export type GrantedLine = {
  readonly lineId: string;
  /** The fingerprint of whoever has its terms. */
  readonly grantedTo: string | undefined;
  readonly groupId?: string | undefined;
};

/** All there is at a moment. */
export type Everything<Open extends OpenOne, Line extends GrantedLine> = {
  readonly open: readonly Open[];
  readonly lines: readonly Line[];
  /** Each line that somebody was ever granted, by fingerprint. */
  readonly had: readonly { readonly fingerprint: string; readonly lineId: string }[];
};

/**
 * What hangs together with an application, without itself: open applications with their applicant,
 * line and group, lines with their applicant and group. It goes over everything again and again
 * until nothing is added, and shares no code with how the product finds it.
 */
export const connectedWith = <Open extends OpenOne, Line extends GrantedLine>(
  of: OpenOne,
  { open, lines, had }: Everything<Open, Line>,
): { readonly open: readonly Open[]; readonly lines: readonly Line[] } => {
  const reached = new Set<string>();
  const is = (kind: 'who' | 'line' | 'group', id: string | undefined): boolean =>
    reached.has(`${kind} ${id}`);
  const add = (kind: 'who' | 'line' | 'group', id: string | undefined): void => {
    if (id !== undefined) reached.add(`${kind} ${id}`);
  };
  const addAll = ({ fingerprint, lineId, groupId }: OpenOne): void => {
    add('who', fingerprint);
    add('line', lineId);
    add('group', groupId);
  };
  const others = open.filter(({ applicationId }) => applicationId !== of.applicationId);
  const isReached = ({ fingerprint, lineId, groupId }: OpenOne): boolean =>
    is('who', fingerprint) || is('line', lineId) || is('group', groupId);
  addAll(of);
  for (let before = -1; before < reached.size; ) {
    before = reached.size;
    for (const each of others) if (isReached(each)) addAll(each);
    for (const { fingerprint, lineId } of had) if (is('who', fingerprint)) add('line', lineId);
    for (const { lineId, grantedTo, groupId } of lines) {
      if (is('group', groupId)) add('line', lineId);
      if (!is('line', lineId)) continue;
      add('who', grantedTo);
      add('group', groupId);
    }
  }
  return {
    open: others.filter(isReached),
    lines: lines.filter(({ lineId }) => is('line', lineId)),
  };
};
