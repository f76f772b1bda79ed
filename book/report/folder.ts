import {
  type Dirent,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../cli/arguments.ts';

/** What a report leaves directly in its folder, beside `messages/`. */
const reportFiles = [
  'report.json',
  'report.schema.json',
  'report.html',
  'events.ndjson',
  'messages.ndjson',
] as const;

/** Names that the texts of messages get. */
const messageFile = /^[A-Za-z0-9_-]{1,100}\.(html|txt)$/;

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown';

const why: Readonly<Record<string, string>> = {
  EEXIST: 'is a file, or goes through one; expected a folder',
  ENOTDIR: 'is a file, or goes through one; expected a folder',
  EACCES: 'may not be written to',
  EPERM: 'may not be written to',
  EROFS: 'is on a disk that is read-only',
};

const refusal = (folder: string, problem: string): UsageError =>
  new UsageError(`--out ${folder}: ${problem}`);

/** True when `report.json` is there and one of ours: then the files beside it are an earlier run's. */
const holdsReport = (folder: string): boolean => {
  try {
    const report: unknown = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    return (
      typeof report === 'object' &&
      report !== null &&
      ['schemaVersion', 'book', 'currencies', 'asOf', 'messages'].every((key) => key in report)
    );
  } catch {
    return false;
  }
};

const entriesOf = (folder: string): readonly Dirent[] => {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
};

/** Level by level: Node's recursive mkdir never returns where the system itself answers ENOENT, as under /proc. */
const makeFolder = (folder: string): void => {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  mkdirSync(folder);
};

/**
 * Makes sure, before anything runs, that a report can be written to the folder and that nothing of
 * anybody else's would be lost by it.
 *
 * @throws UsageError when it is a file, cannot be written to, or holds files with the names of ours
 * that no run has left there.
 */
export const checkFolder = (folder: string): void => {
  try {
    makeFolder(folder);
    // Permissions are asked by doing: modes do not tell what a mount or an ACL allows.
    rmdirSync(mkdtempSync(join(folder, '.cartera-')));
    if (holdsReport(folder)) {
      if (entriesOf(folder).some((entry) => entry.name === 'messages' && !entry.isDirectory())) {
        throw refusal(folder, 'holds a file named messages, where the messages would go');
      }
      return;
    }
    const present = new Set(entriesOf(folder).map(({ name }) => name));
    const taken = reportFiles.find((name) => present.has(name));
    if (taken !== undefined) {
      throw refusal(folder, `holds a ${taken} that no run has left there; name another folder`);
    }
    if (present.has('messages') && entriesOf(join(folder, 'messages')).length > 0) {
      throw refusal(
        folder,
        'holds a folder messages that no run has left there; name another folder',
      );
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw refusal(folder, why[codeOf(error)] ?? `cannot be written to (${codeOf(error)})`);
  }
};

/** Takes away the messages of an earlier run, which would look like this one's; files that have other names stay. */
export const clearMessages = (folder: string): void => {
  const messages = join(folder, 'messages');
  if (holdsReport(folder)) {
    for (const entry of entriesOf(messages)) {
      if (entry.isFile() && messageFile.test(entry.name)) rmSync(join(messages, entry.name));
    }
  }
  mkdirSync(messages, { recursive: true });
};
