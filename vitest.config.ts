import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', 'cdk.out/**', '.build/**', 'out/**'],
    setupFiles: ['test/support/properties.ts'],
    pool: 'forks',
    // Against what hangs, not against what is slow: a busy machine takes ten times as long.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
