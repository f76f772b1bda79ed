import type { StepKey } from './types.ts';

/** Names a step within its case; what is done once more has a name of its own. */
export const keyOf = ({ step, anchorOn, fallback, again }: StepKey): string =>
  `${step}@${anchorOn}${fallback === true ? '+fallback' : ''}${again === undefined ? '' : `+again${again}`}`;
