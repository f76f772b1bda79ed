/**
 * The options of a command of the repository. Asked for help it says its usage and ends with 0;
 * for what it does not know it says so in one line and ends with 2.
 */
export const parsedOrUsage = <Parsed>(usage: string, parse: () => Parsed): Parsed => {
  if (process.argv.includes('--help')) {
    process.stdout.write(`usage: ${usage}\n`);
    process.exit(0);
  }
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const why = error.message.replace(/\. To specify a positional .*$/s, '');
    process.stderr.write(`${why}; usage: ${usage}\n`);
    process.exit(2);
  }
};
