import { runTool } from './lib/tool.ts';

process.exitCode = runTool('@biomejs/biome', 'biome', ['check', '--write']);
