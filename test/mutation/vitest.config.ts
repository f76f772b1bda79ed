import { defineConfig } from 'vitest/config';

/** What tells a mutant of the domain: tests in memory, no assembly, short properties. */
export default defineConfig({
  test: {
    include: [
      'shared/domain/**/*.test.ts',
      // Rules of the ledger, told as what a person asks for.
      'functions/receivables/act-on-account/acts.test.ts',
    ],
    setupFiles: ['test/mutation/short-properties.ts'],
    testTimeout: 60_000,
  },
});
