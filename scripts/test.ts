// `npm test`: synthesizes the template that the tests run, into a folder of its own, then the whole suite.
// Arguments go to vitest: `npm test -- shared/domain`.
import { synthesize } from './cdk.ts';
import { ownAssembly } from './lib/own-assembly.ts';
import { runTool } from './lib/tool.ts';

const { outdir } = await synthesize('dev', { outdir: ownAssembly('test') });
process.exitCode = runTool('vitest', 'vitest', ['run', ...process.argv.slice(2)], {
  CARTERA_ASSEMBLY: outdir,
});
