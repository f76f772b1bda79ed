import { together } from '../../domain/together.ts';
import type { DigestOf } from '../../ports/digests.ts';

/** Hexadecimal digits of a name: as many as tell names apart, for there are many of them. */
const digits = 32;

/** Names as the journal has them: equal ones are told, and none is read back without the key. */
export const nameDigests = (names: readonly string[], digestOf: DigestOf): Promise<string[]> =>
  together(names.map(async (name) => (await digestOf('name', name)).slice(0, digits)));
