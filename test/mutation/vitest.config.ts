import { defineConfig } from 'vitest/config';

/** The tests of the domain alone, for Stryker: pure functions, no assembly, short properties. */
export default defineConfig({
  test: {
    include: ['shared/domain/**/*.test.ts'],
    setupFiles: ['test/mutation/short-properties.ts'],
  },
});
