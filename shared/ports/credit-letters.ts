import type { Instant } from '../domain/calendar.ts';
import type { Letter } from '../domain/credit/letters/letter.ts';

export type LetterWriter = {
  /** The letter as a document. The same letter and moment give the same bytes. */
  readonly write: (letter: Letter, writtenAt: Instant) => Promise<Uint8Array>;
};
