// `npm test`: synthesizes the template that the tests run, then the whole suite.
// Arguments go to vitest: `npm test -- shared/domain`.
import { synthesize } from './cdk.ts';
import { runTool } from './lib/tool.ts';

await synthesize('dev');
process.exitCode = runTool('vitest', 'vitest', ['run', ...process.argv.slice(2)]);
