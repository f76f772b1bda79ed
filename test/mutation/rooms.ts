import { readdirSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';

const DOMAIN = 'shared/domain';

/** A part of the domain that answers for itself: its mutants are told by its own tests. */
export type Room = {
  /** `shared/domain/ledger`, or `shared/domain` for the files that lie in no room. */
  readonly directory: string;
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
};

/** Rules of a room that are told as what a person asks for at its door. */
const doors: Readonly<Record<string, readonly string[]>> = {
  [`${DOMAIN}/ledger`]: ['functions/receivables/act-on-account/acts.test.ts'],
  [`${DOMAIN}/credit`]: ['functions/credit/**/*.test.ts', 'shared/services/credit/*.test.ts'],
};

const roomAt = (directory: string, files: string): Room => ({
  directory,
  mutate: [`${directory}/${files}.ts`, `!${directory}/${files}.test.ts`],
  tests: [`${directory}/${files}.test.ts`, ...(doors[directory] ?? [])],
});

/** The rooms of the domain, those without a room last. */
export const roomsIn = (root: string): readonly Room[] => [
  ...readdirSync(join(root, DOMAIN), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => roomAt(`${DOMAIN}/${name}`, '**/*'))
    .toSorted((left, right) => (left.directory < right.directory ? -1 : 1)),
  roomAt(DOMAIN, '*'),
];

/** The rooms that a directory, a file or a glob names, with no more of each than it names. */
export const narrowed = (rooms: readonly Room[], only: string): readonly Room[] => {
  const asked = only.replace(/\/$/, '');
  if (asked === DOMAIN) return rooms;
  const whole = rooms.filter(({ directory }) => matchesGlob(directory, asked));
  if (whole.length > 0) return whole;
  const inside = asked.endsWith('.ts') ? asked : `${asked}/**/*.ts`;
  const room = rooms.find(({ directory }) => asked.startsWith(`${directory}/`));
  return room === undefined ? [] : [{ ...room, mutate: [inside, '!**/*.test.ts'] }];
};
