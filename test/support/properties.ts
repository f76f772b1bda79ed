import fc from 'fast-check';

/**
 * The seed of every property that names none: the same in each run, so that what was green stays
 * green until somebody changes something. `CARTERA_PROPERTY_SEED=7 npm test` looks elsewhere;
 * `random` draws one, and a failure tells it.
 */
const { CARTERA_PROPERTY_SEED: wanted = '1' } = process.env;
const seed = Number(wanted);

if (wanted !== 'random') {
  if (!Number.isSafeInteger(seed)) {
    throw new Error(`CARTERA_PROPERTY_SEED: ${wanted}; expected a whole number or random`);
  }
  fc.configureGlobal({ seed });
}
