import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { installMinistack, PythonMissing } from './python.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cartera-python-'));
  vi.stubEnv('PATH', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A command on the path that says what a Python of that version would. */
const pretend = (command: string, version: string): void => {
  writeFileSync(join(folder, command), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
};

it('says that Python is missing', () => {
  expect(installMinistack).toThrow(
    new PythonMissing('Python 3.10 or newer is missing (there is no python3)'),
  );
});

it('says which Pythons are too old', () => {
  pretend('python3', '3 8');
  pretend('python', '2 7');
  expect(installMinistack).toThrow(
    new PythonMissing('Python 3.10 or newer is missing (python3 is 3.8, python is 2.7)'),
  );
});
