import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './tool.ts';

/**
 * Folder for the assembly of this one process, gone when the process ends. Commands that run side by
 * side must not take the template away from under each other, nor from under a deployment.
 */
export const ownAssembly = (command: string): string => {
  const folder = join(root, '.build', `assembly-${command}-${process.pid}`);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
};
