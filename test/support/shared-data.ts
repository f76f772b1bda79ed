import { join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** A file of the public data that stands beside the repository, or wherever CARTERA_SHARED says. */
export const sharedFile = (path: string): string =>
  join(resolve(root, process.env['CARTERA_SHARED'] ?? '../shared'), path);
