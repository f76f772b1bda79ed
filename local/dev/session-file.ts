import { join } from 'node:path';

/** Where a session leaves its address, so that `npm run sign` finds it. */
export const sessionFolder = join('out', 'dev');
export const sessionFile = join(sessionFolder, 'session.json');
