import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Says why and how, and ends the command. */
export const refuse = (problem: string, code = 2): never => {
  process.stderr.write(`${problem}\n`);
  process.exit(code);
};

/**
 * The command line of a session's command. `--help` prints the usage and ends with 0; what cannot
 * be understood is told with the usage, and ends with 2.
 */
export const readOptions = <T extends ParseArgsConfig>(config: T, usage: string) => {
  const args = process.argv.slice(2);
  const end = args.indexOf('--');
  if ((end < 0 ? args : args.slice(0, end)).includes('--help')) {
    process.stdout.write(usage);
    process.exit(0);
  }
  try {
    return parseArgs<T>({ ...config, args });
  } catch (error) {
    if (error instanceof TypeError) return refuse(`${error.message}\n${usage.trimEnd()}`);
    throw error;
  }
};
