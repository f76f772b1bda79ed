import type { Measured } from '../../domain/credit/line/exposure.ts';
import type { CreditLine, LineFact } from '../../domain/credit/line/types.ts';
import type { ActMark } from '../../ports/acts.ts';
import type { Grant, Watched } from '../../ports/credit-lines.ts';
import type { Cause } from '../../ports/journal.ts';
import type { LineView, Wanted } from './line-view.ts';

export type Step = {
  readonly facts: readonly LineFact[];
  readonly watched?: readonly Watched[];
  readonly mark?: ActMark;
  readonly grant?: Grant;
};

/** Looks, decides and commits, again when somebody else was faster. Undefined without a line. */
export type Work = (
  lineId: string,
  cause: Cause,
  wanted: Wanted,
  decide: (view: LineView) => Step | Promise<Step>,
  alone?: (view: LineView) => boolean,
) => Promise<Done | undefined>;

export type Done = {
  readonly line: CreditLine;
  readonly exposure: Measured;
  readonly view: LineView;
};
