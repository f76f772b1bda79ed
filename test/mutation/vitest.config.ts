import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const isLong = ({ moduleId }: TestSpecification): boolean =>
  /histories|properties|act-on-account/.test(moduleId);

/** The first test that notices a mutant ends its run: many small ones before few long ones. */
class ShortFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return [...files.filter((file) => !isLong(file)), ...files.filter(isLong)];
  }
}

/** What tells a mutant of the domain: tests in memory, no assembly, short properties. */
export default defineConfig({
  test: {
    include: [
      'shared/domain/**/*.test.ts',
      // Rules of the ledger, told as what a person asks for.
      'functions/receivables/act-on-account/acts.test.ts',
    ],
    setupFiles: ['test/mutation/short-properties.ts'],
    sequence: { sequencer: ShortFirst },
    testTimeout: 60_000,
  },
});
