import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const isLong = ({ moduleId }: TestSpecification): boolean =>
  /histories|properties|large|act-on-account/.test(moduleId);

/** The first test that notices a mutant ends its run: many small ones before few long ones. */
class ShortFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return [...files.filter((file) => !isLong(file)), ...files.filter(isLong)];
  }
}

/** The tests of the room whose mutants are told; in memory, no assembly, short properties. */
export default defineConfig({
  test: {
    include: process.env['MUTATION_TESTS']?.split(',') ?? ['shared/domain/**/*.test.ts'],
    setupFiles: ['test/mutation/short-properties.ts'],
    sequence: { sequencer: ShortFirst },
    testTimeout: 60_000,
  },
});
